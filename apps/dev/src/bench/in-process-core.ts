import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { instant } from '@beaveros/kit';
import { Core, type CoreOptions, readIdentity } from '@beaveros/terminal-core';

/** Nothing is logged where time is measured. */
const SILENT = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, () => {}]),
) as unknown as CoreOptions['log'];

/** The core of an enrolled till in this very process, without links to anybody. */
export function openCore(dataDir: string): Core {
  return new Core({
    dataDir,
    identity: readIdentity(join(dataDir, 'identity.json'))!,
    clock: { now: () => instant(Date.now()) },
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    log: SILENT,
  });
}
