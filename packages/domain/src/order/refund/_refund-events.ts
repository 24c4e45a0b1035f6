import { amountMinor, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { fixed } from '../../_facts.ts';
import type { Draft } from '../../journal/entry.ts';
import { AMOUNT_MAX, QUANTITY_MAX } from '../../scalars.ts';
import type { StoredValueEvent } from '../../payment/stored-value/events.ts';
import { ORDER } from '../_orders.ts';
import type { OrderEvent } from '../events.ts';
import { refunded } from './_sold.ts';
import type { RefundEvent } from './events.ts';

const n = fc.integer({ min: 1, max: 4 });
const base = { v: 1, aggregate: ORDER } as const;
const extreme = fc.constantFrom(0, 1, 350, 351, AMOUNT_MAX);

/** Refunds of the documents and lines that `orderEvents` draws, grants and releases, too much of everything included. */
export const refundEvents: fc.Arbitrary<Draft<OrderEvent | StoredValueEvent>> = fc.oneof(
  fc
    .tuple(n, n, n, extreme, fc.constantFrom(1, 1_000_000, QUANTITY_MAX))
    .map(([id, of, line, total, part]) => {
      const [, issued] = refunded(200 + id, [{ n: line, total }], { n: line, refunds: of });
      const event = issued as Draft<Extract<RefundEvent, { type: 'order.RefundIssued' }>>;
      const charge = { charge: fixed('PriceRule', of), name: 'Service', taxes: [] };
      const lines = event.body.lines.map((each) => ({ ...each, quantityMicro: quantityMicro(part) }));
      const charges = [{ ...charge, net: amountMinor(0 - total), total: amountMinor(0 - total) }];
      return { ...event, body: { ...event.body, lines, charges } };
    }),
  fc.tuple(n, n, n, extreme).map(([grant, command, line, amount]) => ({
    ...base,
    type: 'order.RefundGranted' as const,
    body: {
      grant: fixed('Grant', grant),
      forCommand: fixed('Command', command),
      terminal: fixed('Terminal', 2),
      document: fixed('Document', line),
      lines: [
        { line: fixed('Line', line), quantityMicro: quantityMicro(1), amounts: [amountMinor(0 - amount)] },
      ],
      charges: [],
      amount: amountMinor(amount),
    },
  })),
  n.map((grant) => ({
    ...base,
    type: 'order.RefundGrantReleased' as const,
    body: { grant: fixed('Grant', grant) },
  })),
  fc.tuple(n, n).map(([line, account]) => ({
    ...base,
    type: 'payment.LoadAttached' as const,
    body: {
      line: fixed('Line', line),
      account: fixed('Account', account),
      kind: 'gift-card' as const,
      label: '4711',
      customer: null,
      faceMicro: unitPriceMicro(25_000_000),
    },
  })),
);
