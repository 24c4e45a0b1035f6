// `npm run sim -- [--seeds N] [--from K] [--profile calm|chaos] [--workers N] [--plan FILE] [--json]`: simulates tills,
// kitchens and the cloud, one history a seed. The last line says how many failed; exit 1 when any did.
// `--mutations [--only NAME]...`: re-introduces known bugs in copies of the tree; exit 1 when the simulator misses one.
import { parseArgs } from 'node:util';
import { Fault } from '@beaveros/kit';
import { countOption, runScript } from './house/script.ts';
import { runMutations } from './mutations/run-mutations.ts';
import { simulate } from './sim/cli.ts';

const SEEDS_DEFAULT = 20;
/** As many as this machine class has cores (design.md section 8). */
const WORKERS_DEFAULT = 2;

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      profile: { type: 'string', default: 'chaos' },
      workers: { type: 'string' },
      plan: { type: 'string' },
      quick: { type: 'boolean', default: false },
      mutations: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.mutations) {
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    const report = await runMutations({ say, ...(values.only === undefined ? {} : { only: values.only }) });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return report.missed.length === 0;
  }
  const { profile } = values;
  if (profile !== 'calm' && profile !== 'chaos')
    throw new Fault('argument/invalid', '--profile is calm or chaos', { field: 'profile' });
  const summary = await simulate({
    seeds: countOption('seeds', values.seeds) ?? SEEDS_DEFAULT,
    from: countOption('from', values.from) ?? 1,
    profile,
    workers: countOption('workers', values.workers) ?? WORKERS_DEFAULT,
    planFile: values.plan,
    isQuick: values.quick,
  });
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  return summary.failed === 0;
});
