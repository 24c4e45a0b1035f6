// `node hunt.ts POSTGRES_URL DIR FROM COUNT`: runs chaos seeds one after the other until one fails; the disks of its tills are
// under DIR. Its last line of stdout is a verdict. Run inside a mutated copy of the tree by run-mutations.ts, and gone with it.
import { CloudDatabases } from '../sim/databases.ts';
import { planOf } from '../sim/plan-of-seed.ts';
import { runPlan } from '../sim/run-plan.ts';

const [postgresUrl, dir, from, count] = process.argv.slice(2);
// Ours is open as long as our parent lives.
process.stdin.resume().once('end', () => process.exit(1));
const databases = await CloudDatabases.open(postgresUrl!);
try {
  let verdict: {
    readonly seed: number | null;
    readonly promises: readonly string[];
    readonly messages: readonly string[];
  } = {
    seed: null,
    promises: [],
    messages: [],
  };
  for (let seed = Number(from); seed < Number(from) + Number(count); seed += 1) {
    const { ok, failures } = await runPlan(planOf(seed, 'chaos'), { databases, dir: dir! });
    if (ok) continue;
    const promises = [...new Set(failures.map(({ promise }) => promise))];
    verdict = { seed, promises, messages: failures.map(({ message }) => message) };
    break;
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
} finally {
  await databases[Symbol.asyncDispose]();
}
process.exit(0);
