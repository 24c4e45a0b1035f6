import { businessDate, ok, refuse } from '@beaveros/kit';
import { DAYS_MAX, type reportRoutes } from '@beaveros/protocol/gateway';
import type { Handlers } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { dayAnswer } from './day-answer.ts';
import { readArrivedAt, readStoreDays } from './read-store-days.ts';
import { storesOf } from './stores-of.ts';

type Handler = Handlers<typeof reportRoutes>['readDays'];

/** The store's days with their Zs and corrections; what they mean is the domain's. */
export function daysHandler({ transaction }: IslandTools<typeof reportRoutes>): Handler {
  return transaction('readDays', async ({ tx, identity, query: { from, to, storeId, asOf } }) => {
    if (from > to) return refuse({ code: 'report/from-after-to', field: 'query.from' });
    if (daysBetween(from, to) > DAYS_MAX)
      return refuse({ code: 'report/range-too-long', field: 'query.to', daysMax: DAYS_MAX });
    const stores = storesOf(identity, storeId);
    const days = await readStoreDays(tx, {
      tenantId: identity.tenantId,
      stores,
      from: businessDate(from),
      to: businessDate(to),
      asOf: asOf ?? null,
    });
    const late = days.flatMap(({ corrections }) => corrections.flatMap(({ documents }) => documents));
    const arrivedAt = await readArrivedAt(tx, identity.tenantId, late);
    return ok({ days: days.map((day) => dayAnswer(day, arrivedAt)) });
  });
}

const DAY_MS = 86_400_000;

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}
