import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, type HouseTenant, temporaryHouse } from '../house/house.ts';
import type { TillClient } from '../house/till-client.ts';
import { RESTAURANT } from '../seed/restaurant.ts';
import { openOrder, openShift, payCash } from '../smoke/cash-sale.ts';
import { untilReported } from '../smoke/report.ts';

/** A dead line is found after two pings of 15 s; then one pause between two attempts, and the work itself. */
const FOUND_TIMEOUT_MS = 75_000;

describe('half-open lines that nobody heals', () => {
  let house: House;
  let castor: HouseTenant;
  let [one, two]: TillClient[] = [];
  beforeAll(async () => {
    house = await temporaryHouse([{ plan: RESTAURANT, tills: ['T1', 'T2'], hasPrinters: false }]);
    castor = house.tenant(RESTAURANT.slug);
    [one, two] = [await castor.signedIn('T1', 'marta'), await castor.signedIn('T2', 'marta')];
    await two.until(
      'status',
      {},
      ({ peers, reach }) => reach === 'online' && peers.some((peer) => peer.isConnected),
    );
  });
  afterAll(async () => {
    // Who says goodbye over a dead line waits for an answer.
    house?.network.heal();
    await house?.[Symbol.asyncDispose]();
  });

  it('are found by both ends: the sale reaches the other till and the report on new connections', async () => {
    for (const line of house.network.lines.values()) line.strand();
    await openShift(one!);
    const sold = await payCash(one!, await openOrder(one!, [{ item: 'Caña', quantity: 2 }]));
    const { outbox } = await one!.call('status', {});
    expect(outbox).toBeGreaterThan(0);
    await two!.until('totals', { businessDate: null }, ({ documents }) => documents === 1, FOUND_TIMEOUT_MS);
    for (const till of [one!, two!])
      await till.until(
        'status',
        {},
        (seen) => seen.outbox === 0 && seen.reach === 'online',
        FOUND_TIMEOUT_MS,
      );
    await untilReported(castor, [sold]);
  });
});
