import { join } from 'node:path';
import { assert } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { CoreProcess } from '../core-process.ts';
import { percentile, rounded } from '../figures.ts';
import type { Measure } from '../row.ts';
import { type Counter, openSale } from '../sale.ts';
import { copyTill } from '../stage.ts';
import { countSyncs } from './count-syncs.ts';

const WARM_UP = 50;
const REPEATS = 300;
const LINES = 8;
const RATIO_MAX = 3;
const COUNTED_SALES = 50;
/** openOrder, addLines, payAndClose. */
const COMMANDS_PER_SALE = 3;

/** Pay and close of 8 lines, ipc in to answer out, one at a time; each followed by the bare insert of the bytes it wrote. */
export const durableAnswer: Measure = async (stage) => {
  const dataDir = copyTill(stage.till!, join(stage.work, 'durable-answer'));
  await using core = await CoreProcess.start({
    bundle: stage.bundles['core']!,
    dataDir,
    logFile: join(stage.work, 'logs', 'durable.log'),
  });
  const counter = await core.openCounter();
  // First, while its WAL is far from the checkpoint that syncs besides.
  const counted = await countSyncs(core.pid, join(dataDir, 'journal.sqlite-wal'), async () => {
    for (let sale = 0; sale < COUNTED_SALES; sale += 1) await payAndClose(counter);
  });
  const journal = new Database(join(dataDir, 'journal.sqlite'), { readonly: true });
  const lastText = journal.prepare('select text from entries order by arrival desc limit 1').pluck();
  const bare = bareInsert(join(stage.work, 'bare.sqlite'));
  const answers: number[] = [];
  const inserts: number[] = [];
  let bytes = 0;
  for (let at = 0; at < WARM_UP + REPEATS; at += 1) {
    const answerMs = await payAndClose(counter);
    const text = lastText.get() as Buffer;
    bytes = text.length;
    const insertMs = bare(text);
    if (at < WARM_UP) continue;
    answers.push(answerMs);
    inserts.push(insertMs);
  }
  journal.close();
  const value = percentile(answers, 0.5);
  const baseline = percentile(inserts, 0.5);
  const ratio = value / baseline;
  const isOneEach = counted.ofFile === COUNTED_SALES * COMMANDS_PER_SALE;
  const why =
    `p50 of ${REPEATS}, p99 ${rounded(percentile(answers, 0.99))} ms (insert ${rounded(percentile(inserts, 0.99))} ms), ${bytes} bytes an entry, no printer; ` +
    `${counted.ofFile} syncs of the journal for ${COUNTED_SALES * COMMANDS_PER_SALE} commands, ${counted.how}`;
  return {
    value: rounded(value),
    baseline: rounded(baseline),
    ratio: rounded(ratio),
    ok: ratio <= RATIO_MAX && isOneEach,
    why,
  };
};

/** Milliseconds from the frame to its answer. */
async function payAndClose(counter: Counter): Promise<number> {
  const { screen } = counter;
  const input = await openSale(counter, LINES);
  await settled(counter);
  const commandId = screen.newId<'Command'>();
  const startedAt = performance.now();
  const answer = await screen.send({ call: 'payAndClose', commandId, input });
  const ms = performance.now() - startedAt;
  assert('ok' in answer && answer.ok, `payAndClose: ${JSON.stringify(answer)}`);
  await settled(counter);
  return ms;
}

/** Until the stores have folded what came before: a cashier's commands are seconds apart, and so is their aftermath. */
async function settled({ screen }: Counter): Promise<void> {
  await screen.call('orders', { status: 'open', limit: 1, offset: 0 });
}

/** The least that durability costs here: one row, one transaction, one sync, by the same library with the same options. */
function bareInsert(path: string): (text: Buffer) => number {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma(`fullfsync = ${process.platform === 'darwin' ? 'ON' : 'OFF'}`);
  db.pragma('wal_autocheckpoint = 4000');
  db.exec('create table entries (arrival integer primary key, text blob not null) strict');
  const insert = db.prepare('insert into entries (text) values (?)');
  return (text) => {
    const startedAt = performance.now();
    insert.run(text);
    return performance.now() - startedAt;
  };
}
