// `npm run replay -- FILE.csv.gz [--limit N] [--tills N] [--chaos] [--seed N]`: sells a retail file through the real
// commands on real tills of a fresh tenant, exchanges it with the cloud, and prints what till, cloud and report say. Exit 1
// unless they and the file agree, and for a file that is malformed, before anything is started. With --chaos tills, cloud
// and database sessions are killed and lines cut meanwhile; the seed that decides what and when is printed.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Fault } from '@beaveros/kit';
import { countOption, runScript, stopwatch } from './house/script.ts';
import { replayFile } from './replay/replay-file.ts';
import { readRetailFile } from './retail/retail-file.ts';

const TILLS_DEFAULT = 2;
/** Each till is a process; more than these would only wait for each other here. */
const TILLS_MAX = 8;
/** What a person can type. */
const SEEDS = 1_000_000;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    options: {
      limit: { type: 'string' },
      tills: { type: 'string' },
      chaos: { type: 'boolean' },
      seed: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0)
    throw new Fault('argument/invalid', 'expected one FILE.csv.gz', { field: 'FILE' });
  const limit = countOption('limit', values.limit);
  const tills = countOption('tills', values.tills) ?? TILLS_DEFAULT;
  if (tills > TILLS_MAX)
    throw new Fault('argument/invalid', `--tills is at most ${TILLS_MAX}`, { field: 'tills' });
  const seed = countOption('seed', values.seed);
  if (seed !== undefined && values.chaos !== true)
    throw new Fault('argument/invalid', '--seed decides what goes wrong: it needs --chaos', {
      field: 'seed',
    });
  const say = stopwatch();
  const lines = readRetailFile(file);
  say(`${lines.length} lines are read`);
  const chaosSeed = values.chaos === true ? (seed ?? randomInt(1, SEEDS)) : null;
  if (chaosSeed !== null)
    say(`things go wrong by seed ${chaosSeed}; --seed ${chaosSeed} chooses the same again`);
  const { result, agrees } = await replayFile({ lines, limit, tills, chaosSeed, say });
  say('the house is closed');
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return agrees;
});
