import { orderStatus } from '@beaveros/domain/order';
import { accountId, accountTerms, availableOf } from '@beaveros/domain/payment';
import { giftCardItem, onAccount } from '../house.ts';
import { atTill, busyOrder, ownOrder, withShift } from './at-till.ts';
import type { Operation } from './operation.ts';

/** Few cards, so that tills meet on them. */
export const CARDS = ['6035 0001', '6035 0002', '6035 0003'];
const FACES_MINOR = [1_000, 2_500, 5_000];

/** Stored value: sold at one till, spent at another that may not have heard of it, or of what is gone. */
export const giftCardOperations = {
  /** Sells a card or tops it up, on an order of its own, and closes it. */
  'sell-gift-card': (world, step) =>
    atTill(world, step, (at) => {
      const { ask, dice, newId, till, order: orderOf } = at;
      const { house } = world;
      withShift(at);
      if (!till.isRunning) return true;
      const order = ownOrder(at);
      if (order === null) return true;
      const amount = dice.pick(FACES_MINOR);
      const card = { kind: 'gift-card' as const, code: dice.pick(CARDS), customer: null };
      ask('sellGiftCard', { order, line: newId<'Line'>(), item: giftCardItem(house), amount, ...card });
      // A fault may have come between: then there is nothing to pay.
      if (!till.isRunning || orderStatus(orderOf(order)) !== 'open') return true;
      const tenders = [{ payment: newId<'Payment'>(), method: house.cash, tendered: amount }];
      ask('payAndClose', { order, document: newId<'Document'>(), tenders, printer: null });
      return true;
    }),
  /** Pays a table with what is on a card, and the rest in cash. */
  'pay-by-gift-card': (world, step) =>
    atTill(world, step, (at) => {
      const { ask, dice, newId, till } = at;
      const { house } = world;
      const order = busyOrder(at);
      const cards = CARDS.map((code) =>
        till.parts.aggregates.account(accountId(house.tenant, 'gift-card', code)),
      ).filter((each) => accountTerms(each) !== null);
      if (order === undefined || cards.length === 0) return false;
      const card = dice.pick(cards);
      withShift(at);
      if (!till.isRunning) return true;
      const due = world.dueOf(till, order);
      const onCard = Math.min(due, Math.max(1, availableOf(card)));
      const account = { kind: 'gift-card' as const, id: card.account };
      const tenders = [
        { payment: newId<'Payment'>(), method: onAccount(house), tendered: onCard, account },
        ...(due > onCard
          ? [{ payment: newId<'Payment'>(), method: house.cash, tendered: due - onCard }]
          : []),
      ];
      ask('payAndClose', { order, document: newId<'Document'>(), tenders, printer: null }, house.manager);
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;
