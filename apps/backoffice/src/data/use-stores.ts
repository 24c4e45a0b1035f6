import type { StoreRow } from '@beaveros/domain/service-entity';
import type { Currency } from '@beaveros/kit';
import { PAGE_LIMIT_MAX } from '@beaveros/protocol/gateway';
import { createFormat, type Format, useLanguage } from '@beaveros/ui';
import { useMemo } from 'react';
import { useAnswer } from './use-answer.ts';

const ALL_STORES = { query: { limit: PAGE_LIMIT_MAX } } as const;

/** The stores that this person's token names, as many as one page holds. */
export function useStores() {
  return useAnswer('listStores', ALL_STORES);
}

/** The currency of all prices of the catalogue: the stores' own, when they share one. Null: prices are plain numbers. */
export function usePriceCurrency(): Currency | null {
  const stores = useStores().data?.items;
  return useMemo(() => sharedCurrency(stores ?? []), [stores]);
}

function sharedCurrency(stores: readonly StoreRow[]): Currency | null {
  const [first] = stores;
  if (first === undefined) return null;
  return stores.every(({ currency }) => currency.code === first.currency.code) ? first.currency : null;
}

/** How a store writes time and money, in the person's language; this machine's zone while the store is not known. */
export function useStoreFormat(storeId: string | null | undefined): Format {
  const language = useLanguage();
  const store = useStores().data?.items.find(({ id }) => id === storeId);
  return useMemo(
    () => createFormat({ language, timeZone: store?.timeZone, currency: store?.currency }),
    [language, store?.timeZone, store?.currency],
  );
}

/** A store's name for a list; what was never named stays nameless. */
export function useStoreName(): (storeId: string | null) => string | null {
  const stores = useStores().data?.items;
  return (storeId) => stores?.find(({ id }) => id === storeId)?.name ?? null;
}
