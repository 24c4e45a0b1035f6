import { accountId, accountLabel, adjustAccount, openAccount } from '@beaveros/domain/payment';
import { sellLoad } from '@beaveros/domain/processes';
import { orderView } from '@beaveros/protocol/ipc';
import { assert, type Id, ok, refuse } from '@beaveros/kit';
import { accountView } from '../views/account-view.ts';
import { accountContext } from './account-context.ts';
import type { CommandHandlers, Desk } from './command.ts';
import { accountHere } from './account-here.ts';
import { catalogueAt } from './stock-commands.ts';

type AccountCommands = Pick<CommandHandlers, 'sellGiftCard' | 'openAccount' | 'adjustAccount'>;

/** Gift cards, store credit, house accounts. A code is turned into the account's id here and goes no further. */
export const accountCommands: AccountCommands = {
  sellGiftCard: {
    decide: (desk, input, asking) => {
      if (desk.aggregates.hasParked(input.order)) return refuse({ code: 'core/order-has-parked-facts' });
      const decided = sellLoad(desk.aggregates.order(input.order), input, {
        ...accountContext(desk, asking),
        catalogue: catalogueAt(desk, asking),
      });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, { order }) => ({
      order: orderView(desk.aggregates.order(order), (side) => desk.journal.side(side)),
    }),
  },
  openAccount: {
    decide: (desk, input, asking) => {
      const { tenantId, currency } = asking.place.store;
      const { kind, code, label, customer, creditLimit } = input;
      const terms = {
        account: accountId(tenantId, kind, code),
        kind,
        currency: kind === 'loyalty' ? null : currency,
        // A card's label never says more of its code than its last digits.
        label: kind === 'gift-card' ? accountLabel(code) : label,
        customer,
        creditLimit,
      };
      const creditMax = desk.rows.entity.policies().houseAccountLimitMinor;
      const decided = openAccount(terms, { ...accountContext(desk, asking), creditMax });
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, { kind, code }) => {
      const place = desk.till.place();
      assert(place !== null, 'whoever opened an account knows the tenant');
      return shown(desk, accountId(place.store.tenantId, kind, code));
    },
  },
  adjustAccount: {
    decide: (desk, input, asking) => {
      const decided = adjustAccount(input, accountContext(desk, asking));
      return decided.ok ? ok({ events: decided.value }) : decided;
    },
    answer: (desk, { account }) => shown(desk, account),
  },
};

function shown(desk: Desk, account: Id<'Account'>) {
  const view = accountView(accountHere(desk, account));
  assert(view !== null, 'an answered account is known');
  return { account: view };
}
