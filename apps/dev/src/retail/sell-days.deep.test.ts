import { scaledToDecimal, sum, type AmountMinor } from '@beaveros/kit';
import { expect, it } from 'vitest';
import { checkDay } from './_check-day.ts';
import { shippedRetailLines } from './retail-file.ts';
import { sellDays } from './sell-days.ts';

/** Issue 6: the file, each of its days closed, in under a minute. */
const WHOLE_FILE_MS = 60_000;

it('closes each day of the whole retail file with a Z that agrees to the penny', () => {
  const lines = shippedRetailLines();
  const begun = performance.now();
  const totals: AmountMinor[] = [];
  let documents = 0;
  for (const day of sellDays(lines)) {
    totals.push(checkDay(day, lines));
    documents += day.z.sales.count;
  }
  const tookMs = performance.now() - begun;
  process.stderr.write(
    `${totals.length} days, ${documents} documents, ${lines.length} lines in ${Math.round(tookMs)} ms\n`,
  );
  expect([documents, scaledToDecimal(sum(totals), 2)]).toEqual([4_894, '1807019.93']);
  expect(tookMs).toBeLessThan(WHOLE_FILE_MS);
});
