import {
  type AmountMinor,
  amountMinor,
  businessDate,
  quantityMicro,
  ratePpm,
  unitPriceMicro,
} from '@beaveros/kit';
import fc from 'fast-check';
import { fixed } from '../_facts.ts';
import type { Draft } from '../journal/entry.ts';
import { closed, EUR, ORDER } from '../order/_orders.ts';
import type { OrderEvent } from '../order/events.ts';

// Documents that say what is so: their lines, charges, taxes and payments add up as the events' schemas promise.

export type CloseDraft = Draft<Extract<OrderEvent, { type: 'order.OrderClosed' }>>;
export type ReversalDraft = Draft<Extract<OrderEvent, { type: 'order.DocumentReversed' }>>;
export type RefundDraft = Draft<Extract<OrderEvent, { type: 'order.RefundIssued' }>>;
type CloseBody = CloseDraft['body'];

export const sumOf = (amounts: readonly number[]): AmountMinor =>
  amountMinor(amounts.reduce((all, amount) => all + amount, 0));

const n = (max: number) => fc.integer({ min: 1, max });
const amount = fc.integer({ min: -5_000, max: 90_000 }).map(amountMinor);

/** One of four taxes: two rates of one id, and one in both modes. */
const tax = fc.constantFrom(
  { tax: fixed('Tax', 1), name: 'VAT', ratePpm: ratePpm(100_000), mode: 'included' as const },
  { tax: fixed('Tax', 1), name: 'VAT', ratePpm: ratePpm(200_000), mode: 'included' as const },
  { tax: fixed('Tax', 2), name: 'City', ratePpm: ratePpm(10_000), mode: 'excluded' as const },
  { tax: fixed('Tax', 2), name: 'City', ratePpm: ratePpm(10_000), mode: 'included' as const },
);

const taxed = fc
  .record({
    net: amount,
    taxes: fc.uniqueArray(fc.tuple(tax, amount), { maxLength: 3, selector: ([t]) => t }),
  })
  .map(({ net, taxes }) => ({
    net,
    taxes: taxes.map(([of, amount]) => ({ ...of, amount })),
    total: sumOf([net, ...taxes.map(([, amount]) => amount)]),
  }));

const discount = fc.record({
  source: fc.constantFrom('line', 'order', 'promotion', 'coupon', 'reward'),
  rule: fc.constantFrom('happy-hour', 'staff', 'a/b'),
  name: fc.constantFrom('Happy hour', 'Staff'),
  amount: fc.integer({ min: -900, max: 0 }).map(amountMinor),
});

/** Amounts of something that cost something. */
const dear = fc
  .record({
    net: fc.integer({ min: 0, max: 90_000 }).map(amountMinor),
    taxes: fc.uniqueArray(fc.tuple(tax, fc.integer({ min: 0, max: 9_000 }).map(amountMinor)), {
      maxLength: 3,
      selector: ([t]) => t,
    }),
  })
  .map(({ net, taxes }) => ({
    net,
    taxes: taxes.map(([of, amount]) => ({ ...of, amount })),
    total: sumOf([net, ...taxes.map(([, amount]) => amount)]),
  }));

const line = fc.record({
  item: n(3),
  quantity: fc.integer({ min: -3_000_000, max: 9_000_000 }),
  sold: fc.record({ quantity: fc.integer({ min: 1, max: 9_000_000 }), taxed: dear }),
  taxed,
  category: fc.option(n(2)),
  staff: fc.option(n(2)),
  discounts: fc.array(discount, { maxLength: 3 }),
});

const voided = fc.record({
  item: n(3),
  total: amount,
  reason: fc.oneof(
    fc.constantFrom('', 'spilt', 'wrong table'),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
  ),
  wasFired: fc.boolean(),
});

export const totalTaxes = (of: readonly { readonly taxes: CloseBody['taxes'] }[]): CloseBody['taxes'] => {
  const totals = new Map<string, CloseBody['taxes'][number]>();
  for (const each of of.flatMap(({ taxes }) => taxes)) {
    const key = JSON.stringify([each.tax, each.ratePpm, each.mode]);
    totals.set(key, { ...each, amount: sumOf([totals.get(key)?.amount ?? 0, each.amount]) });
  }
  return [...totals.values()];
};

/** Payments of these methods that come to `total`, with tips and rounding beside it. */
export function paymentsOf(
  total: number,
  parts: readonly { readonly method: number; readonly share: number; readonly tip: number }[],
): CloseBody['payments'] {
  const amounts = parts.map(({ share }, at) =>
    at === parts.length - 1 ? total - sumOf(parts.slice(0, -1).map((part) => part.share)) : share,
  );
  return parts.map(({ method, tip }, at) => {
    const paid = amountMinor(amounts[at]!);
    const rounding = amountMinor(method === 1 ? 2 : 0);
    return {
      payment: fixed('Payment', at + 1),
      method: fixed('PaymentMethod', method),
      name: `Method ${method}`,
      type: method === 1 ? 'cash' : 'card',
      amount: paid,
      tendered: sumOf([paid, tip, rounding]),
      change: amountMinor(0),
      tip: amountMinor(tip),
      rounding,
      account: null,
    };
  });
}

const tenders = fc.array(
  fc.record({ method: n(2), share: fc.integer({ min: 0, max: 900 }), tip: fc.integer({ min: 0, max: 300 }) }),
  { minLength: 1, maxLength: 4 },
);

/**
 * The close of document `document`: any lines, charges, discounts, voids and tenders, adding up. `isRefundable`: nothing in
 * it came back or cost less than nothing, so that all of it may be given back.
 */
export function closes(document: number, { isRefundable = false } = {}): fc.Arbitrary<CloseDraft> {
  return fc
    .record({
      lines: fc
        .array(line, { minLength: 1, maxLength: 6 })
        .map((all) => all.map(({ sold, ...each }) => (isRefundable ? { ...each, ...sold } : each))),
      charges: isRefundable
        ? fc.uniqueArray(fc.tuple(n(2), dear), { maxLength: 2, selector: ([id]) => id })
        : fc.array(fc.tuple(n(2), taxed), { maxLength: 2 }),
      voided: fc.array(voided, { maxLength: 3 }),
      tenders,
      hour: fc.integer({ min: 10, max: 23 }),
    })
    .map((of) => {
      const draft = closed(document);
      const [words] = draft.body.lines;
      const lines: CloseBody['lines'] = of.lines.map((each, at) => ({
        ...words!,
        ...each.taxed,
        line: fixed('Line', document * 100 + at),
        item: fixed('Item', each.item),
        name: `Item ${each.item}`,
        quantityMicro: quantityMicro(each.quantity),
        unitPriceMicro: unitPriceMicro(1_000_000),
        categories: each.category === null ? [] : [fixed('Category', each.category), fixed('Category', 9)],
        staff: each.staff === null ? null : fixed('User', 10 + each.staff),
        listed: sumOf([each.taxed.total, ...each.discounts.map((one) => 0 - one.amount)]),
        discounts: each.discounts as CloseBody['lines'][number]['discounts'],
      }));
      const charges: CloseBody['charges'] = of.charges.map(([id, each]) => ({
        ...each,
        charge: fixed('PriceRule', id),
        name: `Charge ${id}`,
      }));
      const total = sumOf([...lines, ...charges].map((each) => each.total));
      const payments = paymentsOf(total, of.tenders);
      return {
        ...draft,
        body: {
          ...draft.body,
          document: fixed('Document', document),
          localTime: `2026-11-22T${of.hour}:30:00`,
          lines,
          charges,
          net: sumOf([...lines, ...charges].map((each) => each.net)),
          taxes: totalTaxes([...lines, ...charges]),
          total,
          discount: sumOf(lines.flatMap(({ discounts }) => discounts.map((each) => each.amount))),
          tips: sumOf(payments.map(({ tip }) => tip)),
          rounding: sumOf(payments.map(({ rounding }) => rounding)),
          payments,
          voided: of.voided.map((each, at) => ({
            line: fixed('Line', document * 100 + 50 + at),
            item: fixed('Item', each.item),
            name: `Item ${each.item}`,
            quantityMicro: quantityMicro(1_000_000),
            total: each.total,
            reason: each.reason,
            wasFired: each.wasFired,
          })),
        },
      };
    });
}

/** Takes a close back, on the day after. */
export function reversalOf(close: CloseDraft, document: number): ReversalDraft {
  const { body } = close;
  return {
    type: 'order.DocumentReversed',
    v: 1,
    aggregate: ORDER,
    body: {
      document: fixed('Document', document),
      number: { terminalCode: 'T1', series: 1, counter: document },
      reverses: body.document,
      reason: 'another close stands',
      businessDate: businessDate('2026-11-23'),
      localTime: '2026-11-23T08:00:00',
      cashierName: 'T1',
      currency: EUR,
      net: amountMinor(0 - body.net),
      taxes: body.taxes.map((each) => ({ ...each, amount: amountMinor(0 - each.amount) })),
      total: amountMinor(0 - body.total),
    },
  };
}

/** Gives back the lines of a close that cost something, on the day after, in the method numbered 1. */
export function refundOf(close: CloseDraft, document: number): RefundDraft | null {
  const lines = close.body.lines
    .filter(({ total, quantityMicro: quantity }) => total >= 0 && quantity > 0)
    .map(({ line, name, item, categories, quantityMicro: quantity, net, taxes, total }) => ({
      line,
      name,
      item,
      categories,
      quantityMicro: quantity,
      net: amountMinor(0 - net),
      taxes: taxes.map((each) => ({ ...each, amount: amountMinor(0 - each.amount) })),
      total: amountMinor(0 - total),
    }));
  if (lines.length === 0) return null;
  const total = sumOf(lines.map((each) => each.total));
  return {
    type: 'order.RefundIssued',
    v: 1,
    aggregate: ORDER,
    body: {
      document: fixed('Document', document),
      number: { terminalCode: 'T1', series: 1, counter: document },
      refunds: close.body.document,
      currency: EUR,
      businessDate: businessDate('2026-11-24'),
      localTime: '2026-11-24T17:05:00',
      cashierName: 'Ben',
      reason: 'cold',
      permit: 'own',
      lines,
      charges: [],
      net: sumOf(lines.map((each) => each.net)),
      taxes: totalTaxes(lines),
      total,
      rounding: amountMinor(2),
      payments: paymentsOf(total, [{ method: 1, share: 0, tip: 0 }]).map((each) => ({ ...each, of: null })),
      isTraining: false,
      shift: null,
      customer: null,
    },
  };
}
