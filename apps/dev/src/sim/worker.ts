// One simulating process: databases of its own on the shared server, seeds one after the other as its parent names them.
import { mkdtempSync, rmSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudDatabases } from './databases.ts';
import type { Plan } from './plan.ts';
import { runPlan } from './run-plan.ts';

const [postgresUrl] = process.argv.slice(2);
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const dir = mkdtempSync(join(scratch, 'beaveros-sim-'));
const databases = await CloudDatabases.open(postgresUrl!);

process.on('message', (plan: Plan) => {
  void runPlan(plan, { databases, dir }).then((report) => process.send?.({ report }));
});
process.once('disconnect', () => {
  void databases[Symbol.asyncDispose]().finally(() => {
    rmSync(dir, { recursive: true, force: true });
    process.exit(0);
  });
});
process.send?.({ ready: true });
