// PostgreSQL as a process of the house: what the cloud would start as its child, beside it. It ends with its parent.
import { startPostgres } from '@beaveros/host/postgres';
import * as z from 'zod';

const zConfig = z.object({
  BEAVER_DATA_DIR: z.string().min(1),
  BEAVER_DURABILITY: z.enum(['full', 'throwaway']),
});

const { BEAVER_DATA_DIR: dir, BEAVER_DURABILITY: durability } = zConfig.parse(process.env);
const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  process.once('disconnect', () => resolve());
});
const postgres = await startPostgres({ dir, durability });
process.stdout.write(`${JSON.stringify({ ready: true, url: postgres.url })}\n`);
const died = await Promise.race([asked.then(() => null), postgres.died]);
await postgres.stop();
if (died !== null) process.stderr.write(`${died.code}: ${died.message}\n`);
process.exit(died === null ? 0 : 1);
