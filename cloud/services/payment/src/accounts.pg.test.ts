import { foldAll } from '@beaveros/domain/journal';
import { accountFold, type AccountRows, accountRows } from '@beaveros/domain/payment';
import { writeEntry } from '@beaveros/protocol/exchange';
import { type OpenIsland, openIsland, projectedStore } from '@beaveros/service-kit/testing';
import { describeFoldedStore, giftCardEvening } from '@beaveros/testkit';
import { afterAll, beforeAll, inject } from 'vitest';
import { readAccount } from './account-ingest.ts';
import { createPaymentService, PAYMENT_MIGRATIONS } from './index.ts';
import { PAYMENT_READING } from './ingest.ts';

let island: OpenIsland;
beforeAll(async () => {
  island = await openIsland(createPaymentService, {
    postgresUrl: inject('postgresUrl'),
    service: 'payment',
    migrationsDir: PAYMENT_MIGRATIONS,
  });
});
afterAll(async () => {
  await island[Symbol.asyncDispose]();
});

describeFoldedStore<AccountRows>({
  name: 'accounts of the payment service',
  alsoTold: [giftCardEvening],
  aggregates: (story) => story.accounts ?? [],
  deliveries: 3,
  expected: (account, facts) => accountRows(foldAll(accountFold, account, facts).state),
  open: async (tenant) => {
    const { database } = island.service;
    const rows = (tx: Parameters<typeof readAccount>[0], account: string) => readAccount(tx, tenant, account);
    const store = await projectedStore({ database, tenant, reading: PAYMENT_READING, rows });
    return {
      ...store,
      take: (written) =>
        store.take(
          written[0]!.chain,
          written.map(({ entry }) => ({ seq: entry.seq, text: writeEntry(entry) })),
        ),
    };
  },
});
