import { fileURLToPath } from 'node:url';
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { readRetailFile } from '../retail/retail-file.ts';
import { replayFile } from './replay-file.ts';

const RETAIL = fileURLToPath(new URL('../../data/online-retail-2010-12-to-2011-02.csv.gz', import.meta.url));

it('sells the whole file on four tills while things go wrong, and everybody agrees to the penny', async () => {
  const chaosSeed = randomInt(1, 1_000_000);
  const said: string[] = [];
  const lines = readRetailFile(RETAIL);
  const options = { lines, limit: undefined, tills: 4, chaosSeed, say: (step: string) => said.push(step) };
  const { result, agrees } = await replayFile(options);
  expect(agrees, said.join('\n')).toBe(true);
  expect(result).toMatchObject({ lines: lines.length, totalTill: '1807019.93' });
});
