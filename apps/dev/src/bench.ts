// `npm run bench -- --json [--only NAME]`: measures the budgets of design.md section 8 on bundled code, each row in a process
// of its own. Progress on stderr; the last line of stdout is one JSON object. Exit 0 when every row that could be measured is ok.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Fault } from '@beaveros/kit';
import { bundleAll } from './bench/bundle.ts';
import { machineOf } from './bench/machine.ts';
import { type Measured, type Row, zMeasured } from './bench/row.ts';
import { ROWS } from './bench/rows.ts';
import { runEntry } from './bench/run-entry.ts';
import { Grounds } from './bench/stage.ts';
import { runScript, stopwatch } from './house/script.ts';

/** The whole suite has six minutes; a row that hangs must not take them all. */
const ROW_MS = 240_000;

await runScript(async () => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const rows = ROWS.filter(
    ({ name }) => values.only === undefined || name === values.only.replaceAll('-', ' '),
  );
  if (rows.length === 0) {
    throw new Fault('argument/invalid', `--only is one of: ${ROWS.map(({ name }) => name).join(', ')}`, {
      field: 'only',
    });
  }
  const say = stopwatch();
  const loadBefore = loadavg()[0]!;
  const bundles = await bundleAll();
  say('bundled');
  await using grounds = new Grounds(bundles, say);
  const results: (Row & Measured)[] = [];
  for (const row of rows) {
    const measured = await measure(row, grounds, bundles.row);
    say(`${measured.ok ? 'ok  ' : 'NOT ok'} ${row.name}: ${measured.value} ${row.unit}; ${measured.why}`);
    results.push({ ...row, ...measured });
  }
  const machine = await machineOf({ postgresUrl: grounds.postgresUrl, loadBefore });
  process.stdout.write(`${JSON.stringify({ machine, results: results.map(shown) })}\n`);
  return results.every(({ ok, missing }) => ok || missing !== undefined);
});

async function measure({ name, needs, missing }: Row, grounds: Grounds, bundle: string): Promise<Measured> {
  const failed = (why: string): Measured => ({ value: null, baseline: null, ratio: null, ok: false, why });
  if (missing !== undefined) return failed(missing);
  try {
    return zMeasured.parse(await runEntry(bundle, { row: name, stage: await grounds.stage(needs) }, ROW_MS));
  } catch (error) {
    // The other rows still say something.
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function shown({ name, unit, budget, value, baseline, ratio, ok, why }: Row & Measured): object {
  return { name, value, unit, baseline, ratio, budget, ok, why };
}
