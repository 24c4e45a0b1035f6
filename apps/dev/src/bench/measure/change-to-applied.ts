import { join } from 'node:path';
import { type Id, scaledToDecimal, type UnitPriceMicro } from '@beaveros/kit';
import { backOffice, enrolledTill } from '../bench-till.ts';
import { MANAGER, MANAGER_NAME, skuOf } from '../catalogue.ts';
import { CoreProcess } from '../core-process.ts';
import { percentile, rounded } from '../figures.ts';
import type { Measure } from '../row.ts';
import type { TillClient } from '../../house/till-client.ts';

const CHANGES = 500;
const WARM_UP = 20;
const BUDGET_MS = 25;
const SYNC_MS = 120_000;
/** One that has not come by then is lost. */
const LOST_MS = 10_000;

/** From sending a price change to the gateway until the till announces rows in which the new price stands. */
export const changeToApplied: Measure = async (stage) => {
  const api = backOffice(stage.cloud!);
  const dataDir = await enrolledTill(stage, 'change-to-applied');
  await using core = await CoreProcess.start({
    bundle: stage.bundles['core']!,
    dataDir,
    logFile: join(stage.work, 'logs', 'change.log'),
  });
  const { screen } = core;
  await screen.untilReady(SYNC_MS);
  await screen.signIn(MANAGER_NAME, MANAGER.pin);
  const tookMs: number[] = [];
  const answeredMs: number[] = [];
  for (let at = 0; at < WARM_UP + CHANGES; at += 1) {
    const { items } = await screen.call('scan', { code: skuOf(at * 100) });
    const item = items[0]!;
    const price = ((Math.floor(item.priceMicro / 10_000) + 1) * 10_000) as UnitPriceMicro;
    const applied = priceShown(screen, item.id, price);
    const startedAt = performance.now();
    const answered = api
      .call('changeItem', { params: { id: item.id }, body: { price: scaledToDecimal(price, 6) } })
      .then(() => performance.now() - startedAt);
    const [shownAt, answerMs] = await Promise.all([applied, answered]);
    if (at < WARM_UP) continue;
    tookMs.push(shownAt - startedAt);
    answeredMs.push(answerMs);
  }
  const value = percentile(tookMs, 0.95);
  const why =
    `${CHANGES} changes one after the other, ${stage.cloud === null ? '' : '100,000 items; '}p50 ${rounded(percentile(tookMs, 0.5))} ms, p99 ${rounded(percentile(tookMs, 0.99))} ms; ` +
    `the gateway had answered at ${rounded(percentile(answeredMs, 0.5))} ms (p50), ${rounded(percentile(answeredMs, 0.95))} ms (p95)`;
  return { value: rounded(value), baseline: null, ratio: null, ok: value < BUDGET_MS, why };
};

/** When the till announced the change after which it shows the price. */
function priceShown(screen: TillClient, item: Id<'Item'>, price: UnitPriceMicro): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget();
      reject(new Error(`the price of ${item} did not come down within ${LOST_MS} ms`));
    }, LOST_MS);
    const forget = screen.onPush(({ service }) => {
      if (service !== 'product-catalog') return;
      const heardAt = performance.now();
      void screen.call('item', { item }).then(({ item: shown }) => {
        if (shown?.priceMicro !== price) return;
        clearTimeout(timer);
        forget();
        resolve(heardAt);
      }, reject);
    });
  });
}
