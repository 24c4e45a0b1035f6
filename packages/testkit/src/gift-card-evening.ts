import { type Draft, type Event, foldAll } from '@beaveros/domain/journal';
import {
  type AccountContext,
  accountFold,
  accountId,
  adjustAccount,
  grantSpend,
  openAccount,
  putOn,
  spendFrom,
} from '@beaveros/domain/payment';
import { amountMinor, assert, type BusinessDate, type Id, type Result, ZERO } from '@beaveros/kit';
import { Cashier } from './cashier.ts';
import { houseOf } from './house.ts';
import type { Story } from './story.ts';
import type { TillWriter } from './till-writer.ts';

/**
 * A gift card that two tills sold on one table apart, spent on both without a network until it is overdrawn, and written
 * off; a customer of the house who drinks on credit, by a grant and without; a finger that two tills heard.
 */
export function giftCardEvening(seed: number): Story {
  const house = houseOf(seed);
  const { tenant, currency, actor, newId } = house;
  const [till, other] = [new Cashier(house, 'T1').writer, new Cashier(house, 'T2').writer];
  const card = { account: accountId(tenant, 'gift-card', `6035 ${seed} 4711`), kind: 'gift-card' as const };
  const tab = {
    account: accountId(tenant, 'house-account', newId<'Customer'>()),
    kind: 'house-account' as const,
  };
  const terms = { currency, label: '4711', customer: null };
  const write = (
    writer: TillWriter,
    command: string,
    decide: (context: AccountContext) => Result<readonly Draft<Event>[], { readonly code: string }>,
    commandId?: Id<'Command'>,
  ): void => {
    const decided = decide({
      actor,
      account: (id) => foldAll(accountFold, id, writer.facts(id)).state,
      permit: () => null,
      offlineSpendMax: amountMinor(10_000),
    });
    assert(decided.ok, `${command} was refused: ${decided.ok ? '' : decided.refusal.code}`);
    house.clock.advance(1_000);
    const businessDate = new Date(house.clock.now()).toISOString().slice(0, 10) as BusinessDate;
    const content = { businessDate, events: decided.value, actor: actor.user };
    writer.append(command, commandId === undefined ? content : { ...content, commandId });
  };
  const order = newId<'Order'>();
  const line = newId<'Line'>();
  const load = (writer: TillWriter) =>
    write(writer, 'payAndClose', (context) =>
      putOn({ ...card, ...terms, amount: amountMinor(5_000) }, 'loaded', { order, line }, context),
    );
  const spend = (writer: TillWriter, of: typeof card | typeof tab, amount: number, finger?: Id<'Command'>) =>
    write(
      writer,
      'payAndClose',
      (context) =>
        spendFrom(
          { ...of, amount: amountMinor(amount), currency },
          { order: newId<'Order'>(), payment: newId<'Payment'>() },
          { ...context, spent: ZERO },
        ),
      finger,
    );
  load(till);
  load(other);
  spend(till, card, 3_000);
  const finger = newId<'Command'>();
  spend(other, card, 4_000, finger);
  till.hear(other);
  write(till, 'openAccount', (context) =>
    openAccount(
      { ...tab, ...terms, label: 'Bar', creditLimit: amountMinor(2_000) },
      {
        ...context,
        creditMax: amountMinor(2_000),
      },
    ),
  );
  other.hear(till);
  spend(other, tab, 1_500);
  write(till, 'adjustAccount', (context) =>
    adjustAccount({ account: card.account, delta: amountMinor(2_000), note: 'our loss' }, context),
  );
  const [grant, terminal] = [newId<'Grant'>(), newId<'Terminal'>()];
  write(till, 'grantSpend', ({ account }) => {
    const ask = {
      account: tab.account,
      grant,
      forCommand: newId<'Command'>(),
      terminal,
      amount: amountMinor(800),
    };
    const granted = grantSpend(account(tab.account), ask);
    return granted.ok ? { ok: true, value: granted.value.events } : granted;
  });
  // The same finger, heard again by the till that has forgotten it: the first in canonical order counts.
  write(
    till,
    'payAndClose',
    (context) => putOn({ ...card, ...terms, amount: amountMinor(700) }, 'refunded', { order }, context),
    finger,
  );
  write(other, 'refund', (context) =>
    putOn({ ...tab, ...terms, amount: amountMinor(500) }, 'refunded', { order }, context),
  );
  return {
    name: 'gift card evening',
    house,
    chains: [till.entries(), other.entries()],
    orders: [],
    shifts: [],
    accounts: [card.account, tab.account],
  };
}
