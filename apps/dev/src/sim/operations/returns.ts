import { orderStatus, refundableQuantity, refundParts, standingDocuments } from '@beaveros/domain/order';
import { quantityMicro } from '@beaveros/kit';
import { atTill, ownOrder, withShift } from './at-till.ts';
import type { Operation } from './operation.ts';

const ONE = 1_000_000;

/** Goods that come back for goods, or without a receipt. */
export const returnOperations = {
  /** Somebody brings something and has no receipt: an order of negative lines, paid out. */
  'return-without-receipt': (world, step) =>
    atTill(world, step, (at) => {
      const {
        ask,
        dice,
        newId,
        till,
        order: stateOf,
        world: { house },
      } = at;
      withShift(at);
      if (!till.isRunning) return true;
      const order = ownOrder(at);
      if (order === null) return true;
      const lines = Array.from({ length: dice.between(1, 2) }, () => ({
        line: newId<'Line'>(),
        item: dice.pick(house.items),
        quantityMicro: -ONE * dice.between(1, 3),
        options: [],
        note: 'sin tique',
        override: null,
      }));
      // A waiter may not; a manager may.
      ask('addLines', { order, lines }, dice.chance(0.8) ? house.manager : house.waiter);
      if (!till.isRunning || orderStatus(stateOf(order)) !== 'open') return true;
      const due = world.dueOf(till, order);
      if (due >= 0) return true;
      const tenders = [{ payment: newId<'Payment'>(), method: house.cash, tendered: due }];
      const document = newId<'Document'>();
      ask('payAndClose', { order, document, tenders, printer: till.place.printer }, house.manager);
      return true;
    }),
  /** A line of a closed order is exchanged for what another order asks; the difference is paid or given back in cash. */
  exchange: (world, step) =>
    atTill(world, step, (at) => {
      const {
        ask,
        dice,
        newId,
        till,
        openOrders,
        order: stateOf,
        world: { house },
      } = at;
      const wanted = openOrders().filter((each) => world.dueOf(till, each) > 0);
      const sold = world.orders.flatMap((each) => {
        const state = stateOf(each);
        return standingDocuments(state).flatMap(({ document, lines }) =>
          lines.flatMap((line) => {
            const left = refundableQuantity(state, line);
            return left > 0 ? [{ order: each, state, document, line: line.line, left }] : [];
          }),
        );
      });
      if (wanted.length === 0 || sold.length === 0) return false;
      withShift(at);
      if (!till.isRunning) return true;
      const of = dice.pick(sold);
      const fresh = dice.pick(wanted);
      const lines = [{ line: of.line, quantityMicro: quantityMicro(of.left) }];
      const planned = refundParts(of.state, of.document, lines, null);
      const worth = planned.ok ? planned.value.total : 0;
      const beyond = worth - world.dueOf(till, fresh);
      const payment = () => newId<'Payment'>();
      const to = { kind: 'method', method: house.cash, account: null };
      ask(
        'exchange',
        {
          refund: {
            order: of.order,
            document: newId<'Document'>(),
            refunds: of.document,
            lines,
            reason: 'otra talla',
            tenders: beyond > 0 ? [{ payment: payment(), amount: beyond, to }] : [],
            restock: true,
            printer: dice.chance(0.5) ? till.place.printer : null,
          },
          close: {
            order: fresh,
            document: newId<'Document'>(),
            tenders: beyond < 0 ? [{ payment: payment(), method: house.cash, tendered: 0 - beyond }] : [],
            printer: dice.chance(0.5) ? till.place.printer : null,
          },
          paidOut: payment(),
          paidIn: payment(),
        },
        house.manager,
      );
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;
