import { existsSync, rmSync } from 'node:fs';
import { type Clock, isFault } from '@beaveros/kit';
import type { Logger } from 'pino';
import { Core, type CoreOptions, damageMark, JOURNAL_DAMAGED, journalOptions } from './core.ts';
import type { IdentityFile } from './enrolment/identity-file.ts';
import { createSigner, recoverJournal } from './journal/index.ts';
import { type ChainFromCloud, chainFromCloud, fetchFrom } from './sync/chain-from-cloud.ts';
import { terminalTokens } from './sync/terminal-token.ts';

/**
 * Opens the till; where its own journal is damaged, puts it together first: entries that the cloud has by hash, and what
 * can still be read as `Recovered` in a new chain. The damaged file stays beside it. A till must sell in the morning, so
 * this waits for nobody: without the cloud it recovers from its own disk, and the log names every place that was lost.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const core = existsSync(damageMark(options.dataDir)) ? null : openUndamaged(options);
  if (core !== null) return core;
  options.log.error('the journal is damaged: recovering');
  await recover(options);
  return new Core(options);
}

/** The till, or null and a line in the log that names the damage. */
function openUndamaged(options: CoreOptions): Core | null {
  try {
    return new Core(options);
  } catch (error) {
    if (!isFault(error, JOURNAL_DAMAGED)) throw error;
    options.log.error({ code: error.code, details: error.details }, error.message);
    return null;
  }
}

async function recover({ dataDir, identity, clock, random, log }: CoreOptions): Promise<void> {
  const chainOf = cloudOrNothing({ identity, clock, log });
  const report = await recoverJournal({
    ...journalOptions({ dataDir, identity, clock, random }),
    fetch: fetchFrom(chainOf),
  });
  rmSync(damageMark(dataDir), { force: true });
  log.error({ report }, 'the journal is recovered');
}

/** What the cloud has of a chain; nothing when it is not there to be asked. */
function cloudOrNothing({
  identity,
  clock,
  log,
}: {
  readonly identity: IdentityFile;
  readonly clock: Clock;
  readonly log: Logger;
}): (chain: string) => Promise<ChainFromCloud> {
  const { gatewayUrl, terminal, certificate } = identity;
  const token = terminalTokens({
    gatewayUrl,
    terminal,
    certificate,
    signer: createSigner(identity.privateKey),
    clock,
  });
  return async (chain) => {
    try {
      return await chainFromCloud({ gatewayUrl, token }, chain);
    } catch (error) {
      if (!isFault(error)) throw error;
      log.warn({ code: error.code, chain }, 'the cloud cannot help to recover this chain');
      return { entries: new Map(), signedHeads: [] };
    }
  };
}
