import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoreProcess } from '../core-process.ts';
import type { Measure } from '../row.ts';
import { openSale } from '../sale.ts';
import { copyTill } from '../stage.ts';

const SALES = 1_000;
const LINES = 8;
const BUDGET_MB = 200;

/** What the kernel says the core holds after 1,000 sales, nothing forced out before. */
export const memory: Measure = async (stage) => {
  if (!existsSync('/proc/self/status'))
    return { value: null, baseline: null, ratio: null, ok: false, why: 'needs /proc (Linux)' };
  const dataDir = copyTill(stage.till!, join(stage.work, 'memory'));
  await using core = await CoreProcess.start({
    bundle: stage.bundles['core']!,
    dataDir,
    logFile: join(stage.work, 'logs', 'memory.log'),
  });
  const atStart = megabytes(core.pid, 'VmRSS');
  const counter = await core.openCounter();
  for (let sale = 0; sale < SALES; sale += 1)
    await core.screen.call('payAndClose', await openSale(counter, LINES));
  // Until the stores have folded the last sale.
  await core.screen.call('totals', { businessDate: null });
  const value = megabytes(core.pid, 'VmRSS');
  const peak = megabytes(core.pid, 'VmHWM');
  const why = `VmRSS after ${SALES} sales of ${LINES} lines; ${atStart} MB when ready to sell, at most ${peak} MB (VmHWM)`;
  return { value, baseline: null, ratio: null, ok: value < BUDGET_MB, why };
};

function megabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round((Number(line![1]) * 1024) / 1e6);
}
