import { amountMinor, negate, quantityMicro, ratePpm, unitPriceMicro } from '@beaveros/kit';
import { DAY, fixed, TERMINAL } from '../../_facts.ts';
import type { Draft, Event } from '../../journal/entry.ts';
import { CASH, SHIFT, till } from '../../payment/_tills.ts';
import type { RefundCommand, RefundContext } from '../../processes/refund.ts';
import type { RefundTender } from '../../processes/refund-tenders.ts';
import { beerAdded, EUR, ORDER, opened, VAT } from '../_orders.ts';
import type { ClosedDocument, OrderState, RecordedPayment } from '../state.ts';

// A closed order as its facts, with whatever amounts a test asks for; and the till that refunds it.

export const doc = (n: number) => fixed('Document', n);
export const SERVICE = fixed('PriceRule', 1);

export interface SoldLine {
  readonly n: number;
  /** In whole units. */
  readonly quantity?: number;
  readonly net: number;
  readonly tax?: number;
}

export interface SoldPayment {
  readonly n: number;
  readonly amount: number;
  readonly rounding?: number;
  readonly method?: RecordedPayment['method'];
  readonly account?: RecordedPayment['account'];
}

const cash = { id: CASH, name: 'Cash', type: 'cash' };
const vat = (amount: number) => ({
  tax: VAT,
  name: 'VAT 10 %',
  ratePpm: ratePpm(100_000),
  mode: 'included' as const,
  amount: amountMinor(amount),
});

export function paid({ n, amount, rounding = 0, method = cash, account = null }: SoldPayment): Draft<Event> {
  return {
    type: 'payment.PaymentRecorded',
    v: 2,
    aggregate: ORDER,
    body: {
      payment: fixed('Payment', n),
      shift: SHIFT,
      method,
      currency: EUR,
      amount: amountMinor(amount),
      tendered: amountMinor(amount + rounding),
      change: amountMinor(0),
      tip: amountMinor(0),
      rounding: amountMinor(rounding),
      account,
      reference: null,
    },
  };
}

/** Opening, lines, payments and the close: document `document` of these lines. */
export function sale(
  lines: readonly SoldLine[],
  payments: readonly SoldPayment[],
  {
    document = 1,
    charges = [],
    isOpened = false,
    more = {},
  }: {
    readonly document?: number;
    readonly charges?: readonly number[];
    /** The opening and the lines are among the facts already. */
    readonly isOpened?: boolean;
    readonly more?: Partial<ClosedDocument>;
  } = {},
): Draft<Event>[] {
  const drafts = payments.map(paid);
  const net = lines.reduce((all, line) => all + line.net, 0) + charges.reduce((all, each) => all + each, 0);
  const tax = lines.reduce((all, line) => all + (line.tax ?? 0), 0);
  const close: Draft<Event> = {
    type: 'order.OrderClosed',
    v: 2,
    aggregate: ORDER,
    body: {
      document: doc(document),
      number: { terminalCode: 'T1', series: 1, counter: document },
      label: 'T1-12',
      kind: 'counter',
      tableName: null,
      currency: EUR,
      businessDate: DAY,
      localTime: '2026-11-22T13:00:00',
      cashierName: 'Ana',
      lines: lines.map((line) => {
        const { body } = beerAdded(line.n, line.quantity ?? 1);
        return {
          line: body.line,
          item: body.item,
          name: 'Beer',
          sku: null,
          quantityMicro: body.quantityMicro,
          unitPriceMicro: unitPriceMicro(1),
          modifiers: [],
          note: null,
          net: amountMinor(line.net),
          taxes: line.tax === undefined ? [] : [vat(line.tax)],
          total: amountMinor(line.net + (line.tax ?? 0)),
          categories: body.categories,
          staff: null,
          seat: null,
          course: null,
          listed: amountMinor(line.net + (line.tax ?? 0)),
          discounts: [],
        };
      }),
      charges: charges.map((amount, at) => ({
        charge: fixed('PriceRule', at + 1),
        name: 'Service',
        net: amountMinor(amount),
        taxes: [],
        total: amountMinor(amount),
      })),
      net: amountMinor(net),
      taxes: tax === 0 ? [] : [vat(tax)],
      total: amountMinor(net + tax),
      discount: amountMinor(0),
      rounding: amountMinor(payments.reduce((all, each) => all + (each.rounding ?? 0), 0)),
      tips: amountMinor(0),
      payments: drafts.map((draft) => {
        const { payment, method, amount, tendered, change, tip, rounding, account } =
          draft.body as RecordedPayment;
        const { id, name, type } = method;
        return { payment, method: id, name, type, amount, tendered, change, tip, rounding, account };
      }),
      voided: [],
      customer: null,
      guests: null,
      isTraining: false,
      shift: SHIFT,
      change: amountMinor(0),
      note: null,
      saw: [],
      ...more,
    },
  };
  const before = isOpened ? [] : [opened, ...lines.map(({ n, quantity = 1 }) => beerAdded(n, quantity))];
  return [...before, ...drafts, close];
}

export const number = { terminalCode: 'T1', series: 1, counter: 90 };

/** A till that may give back a lot, by whatever way. */
export const refunding: RefundContext = {
  ...till,
  number,
  businessDate: DAY,
  localTime: '2026-11-22T15:00:00',
  grant: null,
  limits: { perTillAndDayMinor: amountMinor(100_000_000), offlinePerTillAndDayMinor: amountMinor(10_000) },
  refundedToday: { all: amountMinor(0), alone: amountMinor(0) },
  ways: 'any',
  cashRounding: null,
};

/** Another till of the store. */
export const OTHER = fixed('Terminal', 2);
export const HERE = TERMINAL;

/** Parts as [line, units]. */
export function asking(
  parts: readonly (readonly [number, number])[],
  tenders: readonly RefundTender[],
  more: Partial<RefundCommand> = {},
): RefundCommand {
  return {
    order: ORDER,
    document: doc(50),
    refunds: doc(1),
    lines: parts.map(([n, units]) => ({
      line: fixed('Line', n),
      quantityMicro: quantityMicro(Math.round(units * 1_000_000)),
    })),
    reason: 'flat',
    tenders: [...tenders],
    restock: true,
    printer: null,
    ...more,
  };
}

export function toOriginal(n: number, amount: number, of: number): RefundTender {
  return {
    payment: fixed('Payment', n),
    amount: amountMinor(amount),
    to: { kind: 'original', of: fixed('Payment', of) },
  };
}

export function inCash(n: number, amount: number): RefundTender {
  return {
    payment: fixed('Payment', n),
    amount: amountMinor(amount),
    to: { kind: 'method', method: CASH, account: null },
  };
}

/** A refund of these lines in cash by payment `n`, as a fact: whole lines as they were sold at `total` each. */
export function refunded(
  document: number,
  lines: readonly { readonly n: number; readonly units?: number; readonly total: number }[],
  {
    n = document,
    refunds = 1,
    permit = 'own' as const,
  }: {
    readonly n?: number;
    readonly refunds?: number;
    readonly permit?: 'own' | 'granted' | 'alone';
  } = {},
): Draft<Event>[] {
  const total = amountMinor(lines.reduce((all, line) => all - line.total, 0));
  const out = paid({ n, amount: total });
  const { payment, method, amount, tendered, change, tip, rounding, account } = out.body as RecordedPayment;
  const { id, name, type } = method;
  const said = {
    payment,
    method: id,
    name,
    type,
    amount,
    tendered,
    change,
    tip,
    rounding,
    account,
    of: null,
  };
  return [
    out,
    {
      type: 'order.RefundIssued',
      v: 1,
      aggregate: ORDER,
      body: {
        document: doc(document),
        number: { terminalCode: 'T1', series: 1, counter: document },
        refunds: doc(refunds),
        currency: EUR,
        businessDate: DAY,
        localTime: '2026-11-22T15:00:00',
        cashierName: 'Ana',
        reason: 'flat',
        permit,
        lines: lines.map((line) => ({
          line: fixed('Line', line.n),
          name: 'Beer',
          item: beerAdded(1).body.item,
          categories: beerAdded(1).body.categories,
          quantityMicro: quantityMicro((line.units ?? 1) * 1_000_000),
          net: negate(amountMinor(line.total)),
          taxes: [],
          total: negate(amountMinor(line.total)),
        })),
        charges: [],
        net: total,
        taxes: [],
        total,
        rounding: amountMinor(0),
        payments: [said],
        isTraining: false,
        shift: SHIFT,
        customer: null,
      },
    },
  ];
}

/** The documents of a state and its money in one look. */
export function moneyOf({ payments }: OrderState): readonly number[] {
  return [...payments.values()].map(({ tendered, change }) => tendered - change);
}
