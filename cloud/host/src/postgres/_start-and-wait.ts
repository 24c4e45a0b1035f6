// A parent to be killed in start-postgres.process.test.ts: starts the server of argv[2], prints its URL, waits.
import { startPostgres } from './index.ts';

const postgres = await startPostgres({ dir: process.argv[2]!, durability: 'full' });
console.log(JSON.stringify({ url: postgres.url }));
process.stdin.resume();
