import type { BusinessDate } from '@beaveros/kit';
import { useMemo } from 'react';
import type { FailedQuery } from '../data/QueryProblem.tsx';
import { useAnswer } from '../data/use-answer.ts';
import { useNow } from '../data/use-now.ts';
import { useStores } from '../data/use-stores.ts';
import { type DaySales, daySales } from './day-sales.ts';
import { spanOf, storeDay } from './store-day.ts';

/** Often enough to notice that a business day has turned. */
const DAY_STEP_MS = 60_000;

export interface ShownDay {
  readonly query: FailedQuery;
  /** Undefined until both days have come. */
  readonly sales: readonly DaySales[] | undefined;
  /** The business date of the stores, or of the first of them. */
  readonly today: BusinessDate | null;
}

/** Today and the same weekday a week ago, of one store or of all: two answers by hour, put side by side. */
export function useDaySales(storeId: string | undefined): ShownDay {
  const stores = useStores().data?.items;
  const now = useNow(DAY_STEP_MS);
  const days = useMemo(
    () =>
      new Map(
        (stores ?? [])
          .filter(({ id, isActive }) => (storeId === undefined ? isActive : id === storeId))
          .map((store) => [store.id as string, storeDay(store, now)] as const),
      ),
    [stores, storeId, now],
  );
  const dates = [...days.values()];
  const today = useSales(spanOf(dates.map((day) => day.today)), storeId);
  const weekAgo = useSales(spanOf(dates.map((day) => day.weekAgo)), storeId);
  const sales = useMemo(
    () =>
      today.data === undefined || weekAgo.data === undefined
        ? undefined
        : daySales([...today.data.rows, ...weekAgo.data.rows], days),
    [today.data, weekAgo.data, days],
  );
  return { query: today.error === null ? weekAgo : today, sales, today: dates[0]?.today ?? null };
}

function useSales(
  span: { readonly from: BusinessDate; readonly to: BusinessDate } | null,
  storeId: string | undefined,
) {
  const { from = '', to = '' } = span ?? {};
  return useAnswer('readSales', { query: { from, to, storeId, by: 'hour' } }, { isEnabled: span !== null });
}
