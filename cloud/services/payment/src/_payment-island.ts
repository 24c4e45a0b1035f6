import { type OpenIsland, openIsland, projectedStore } from '@beaveros/service-kit/testing';
import type { Transaction } from '@beaveros/service-kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import type { WrittenEntry } from '@beaveros/testkit';
import { afterAll, beforeAll, inject } from 'vitest';
import { createPaymentService, PAYMENT_MIGRATIONS } from './index.ts';
import { PAYMENT_READING } from './ingest.ts';

/** The payment service of a test file, over a database of its own: opened before its tests and closed behind them. */
export function paymentIsland(): { readonly island: OpenIsland } {
  let opened: OpenIsland;
  beforeAll(async () => {
    opened = await openIsland(createPaymentService, {
      postgresUrl: inject('postgresUrl'),
      service: 'payment',
      migrationsDir: PAYMENT_MIGRATIONS,
    });
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
  });
  return {
    get island() {
      return opened;
    },
  };
}

/** Its folded tables as the contract suite of folded stores takes them. */
export async function paymentStore<Rows>(
  { service: { database } }: OpenIsland,
  tenant: string,
  rows: (tx: Transaction, aggregate: string) => Promise<Rows>,
) {
  const store = await projectedStore({ database, tenant, reading: PAYMENT_READING, rows });
  return {
    ...store,
    take: (written: readonly WrittenEntry[]) => store.take(written[0]!.chain, toFeed(written)),
  };
}

/** Entries as the feed gives them. */
function toFeed(written: readonly WrittenEntry[]) {
  return written.map(({ entry }) => ({ seq: entry.seq, text: writeEntry(entry) }));
}
