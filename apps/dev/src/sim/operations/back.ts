import { openGrants, refundableQuantity, refundParts, standingDocuments } from '@beaveros/domain/order';
import { accountId, openSpendGrants } from '@beaveros/domain/payment';
import { quantityMicro } from '@beaveros/kit';
import { atTill } from './at-till.ts';
import { CARDS } from './gift-card.ts';
import type { Operation } from './operation.ts';

/** Goods that come back. */
export const backOperations = {
  /**
   * Gives a part of a line back in cash, at whichever till the guest stands: the one that sold it, or another that does
   * not reach it and has not heard of the refund that was made there. Guests come to another till than they left by; a
   * waiter who has not the permission is granted it in vain.
   */
  refund: (world, step) =>
    atTill(world, step, ({ ask, dice, newId, order, till, world: { house } }) => {
      const isElsewhere = dice.chance(0.75);
      const sold = world.orders.flatMap((each) => {
        const state = order(each);
        return standingDocuments(state).flatMap(({ document, lines, by }) =>
          lines.flatMap((line) => {
            const left = refundableQuantity(state, line);
            return left > 0 ? [{ order: each, state, document, line: line.line, left, by }] : [];
          }),
        );
      });
      if (sold.length === 0) return false;
      const others = sold.filter(({ by }) => by.terminal !== till.identity.terminal);
      if (till.parts.aggregates.currentShift === null)
        ask('openShift', { shift: newId(), float: 0 }, house.manager);
      if (!till.isRunning) return true;
      const of = dice.pick(isElsewhere && others.length > 0 ? others : sold);
      const part = dice.chance(0.6) ? of.left : Math.max(1, Math.floor(of.left / 2));
      const lines = [{ line: of.line, quantityMicro: quantityMicro(part) }];
      const planned = refundParts(of.state, of.document, lines, null);
      const amount = planned.ok ? planned.value.total : 1;
      const to = { kind: 'method' as const, method: house.cash, account: null };
      const tenders = amount === 0 ? [] : [{ payment: newId<'Payment'>(), amount, to }];
      const printer = dice.chance(0.7) ? till.place.printer : null;
      ask(
        'refund',
        {
          order: of.order,
          document: newId<'Document'>(),
          refunds: of.document,
          lines,
          reason: 'frío',
          tenders,
          restock: dice.chance(0.8),
          printer,
        },
        dice.chance(0.15) ? house.waiter : house.manager,
      );
      return true;
    }),
  /** A manager gives back a grant that holds up an order or a card: of a till that is dead, or that is only slow. */
  'release-grant': (world, step) =>
    atTill(world, step, ({ ask, dice, order, till, world: { house } }) => {
      const cards = CARDS.map((code) => accountId(house.tenant, 'gift-card', code));
      const held = [
        ...world.orders.flatMap((each) =>
          openGrants(order(each)).map(({ grant }) => ({ of: { kind: 'refund', order: each }, grant })),
        ),
        ...cards.flatMap((account) =>
          openSpendGrants(till.parts.aggregates.account(account)).map(({ grant }) => ({
            of: { kind: 'spend', account },
            grant,
          })),
        ),
      ];
      if (held.length === 0) return false;
      ask('releaseGrant', dice.pick(held), house.manager);
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;
