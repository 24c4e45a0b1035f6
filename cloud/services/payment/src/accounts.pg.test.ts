import { foldAll } from '@beaveros/domain/journal';
import { accountFold, type AccountRows, accountRows } from '@beaveros/domain/payment';
import { describeFoldedStore, giftCardEvening } from '@beaveros/testkit';
import { paymentIsland, paymentStore } from './_payment-island.ts';
import { readAccount } from './account-ingest.ts';

const test = paymentIsland();

describeFoldedStore<AccountRows>({
  name: 'accounts of the payment service',
  alsoTold: [giftCardEvening],
  aggregates: (story) => story.accounts ?? [],
  deliveries: 3,
  expected: (account, facts) => accountRows(foldAll(accountFold, account, facts).state),
  open: (tenant) => paymentStore(test.island, tenant, (tx, account) => readAccount(tx, tenant, account)),
});
