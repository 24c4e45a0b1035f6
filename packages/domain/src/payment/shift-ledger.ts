import { type AmountMinor, amountMinor, type Currency, type Id, ZERO } from '@beaveros/kit';
import { compareCanonical, type Recorded } from '../journal/entry.ts';
import { firstOfEachCommand } from '../journal/fold.ts';
import type { OrderEvent } from '../order/events.ts';
import type { zReceiptNumber, zTaxTotal } from '../order/document-parts.ts';
import type * as z from 'zod';
import { AMOUNT_MAX } from '../scalars.ts';
import type { PaymentEvent } from './events.ts';
import type { Denominations } from './shift-events.ts';

// What went through a shift: rows that add up, as its own till wrote them. A shift is written by one terminal only, so
// this is exact; it is folded from the journal and never from a table.

type TaxTotal = z.output<typeof zTaxTotal>;
type ReceiptNumber = z.output<typeof zReceiptNumber>;

/** Which facts count: those of this terminal, from the opening on, until the close. */
export interface ShiftOpening {
  readonly shift: string;
  readonly terminal: Id<'Terminal'>;
  readonly currency: Currency;
  /** The clock of the entry that opened it: what has a lower one was before. */
  readonly clock: number;
}

export interface TenderSum {
  readonly method: Id<'PaymentMethod'>;
  readonly name: string;
  readonly type: string;
  readonly count: number;
  readonly taken: AmountMinor;
  readonly refunded: AmountMinor;
  readonly tips: AmountMinor;
  readonly rounding: AmountMinor;
}

export interface DocumentSum {
  readonly count: number;
  readonly net: AmountMinor;
  readonly total: AmountMinor;
}

export interface CountedAmount {
  readonly count: number;
  readonly amount: AmountMinor;
}

export interface CurrencySum {
  readonly currency: Currency;
  readonly payments: AmountMinor;
  readonly cash: AmountMinor;
  readonly total: AmountMinor;
}

/** What a person counted, with what was expected then. */
export interface DrawerCountSeen {
  readonly denominations: Denominations;
  readonly amount: AmountMinor;
  readonly isBlind: boolean;
}

/** Sums only: its size does not grow with the sales. All amounts are of the opening's currency, but for `others`. */
export interface ShiftLedger {
  readonly of: ShiftOpening;
  readonly isClosed: boolean;
  readonly tenders: ReadonlyMap<string, TenderSum>;
  /** What payments put into the drawer, less what they took out. */
  readonly cashOfPayments: AmountMinor;
  readonly cashIn: CountedAmount;
  readonly cashOut: CountedAmount;
  readonly sales: DocumentSum;
  readonly refunds: DocumentSum;
  readonly reversals: DocumentSum;
  readonly taxes: ReadonlyMap<string, TaxTotal>;
  readonly voids: CountedAmount;
  readonly discounts: AmountMinor;
  readonly charges: AmountMinor;
  readonly noSales: number;
  readonly firstNumber: ReceiptNumber | null;
  readonly lastNumber: ReceiptNumber | null;
  readonly others: ReadonlyMap<string, CurrencySum>;
  /** The last count; null as soon as cash moved after it: it was of another drawer then. */
  readonly counted: DrawerCountSeen | null;
}

/** The event types that a shift's ledger reads. */
export const SHIFT_LEDGER_READS: ReadonlySet<string> = new Set([
  'payment.PaymentRecorded',
  'payment.CashMoved',
  'payment.DrawerKicked',
  'payment.DrawerCounted',
  'payment.ShiftClosed',
  'order.OrderClosed',
  'order.DocumentReversed',
  'order.RefundIssued',
]);

/**
 * The ledger of a shift, from facts of any chain in any order and however often: sorted canonically, the first entry of
 * each command counts, so a recovered copy counts once; what another terminal wrote counts nothing.
 */
export function shiftLedgerOf(of: ShiftOpening, facts: readonly Recorded[]): ShiftLedger {
  return firstOfEachCommand([...facts].sort(compareCanonical)).reduce(addToShiftLedger, emptyShiftLedger(of));
}

const NO_DOCUMENTS: DocumentSum = { count: 0, net: ZERO, total: ZERO };
const NOTHING: CountedAmount = { count: 0, amount: ZERO };

export function emptyShiftLedger(of: ShiftOpening): ShiftLedger {
  return {
    of,
    isClosed: false,
    tenders: new Map(),
    cashOfPayments: ZERO,
    cashIn: NOTHING,
    cashOut: NOTHING,
    sales: NO_DOCUMENTS,
    refunds: NO_DOCUMENTS,
    reversals: NO_DOCUMENTS,
    taxes: new Map(),
    voids: NOTHING,
    discounts: ZERO,
    charges: ZERO,
    noSales: 0,
    firstNumber: null,
    lastNumber: null,
    others: new Map(),
    counted: null,
  };
}

/** Adds one fact that is the next in canonical order and of a command that was not added before. */
export function addToShiftLedger(ledger: ShiftLedger, { event, header }: Recorded): ShiftLedger {
  const { of } = ledger;
  if (ledger.isClosed || header.terminal !== of.terminal || header.clock < of.clock) return ledger;
  const fact = event as PaymentEvent | OrderEvent;
  switch (fact.type) {
    case 'payment.PaymentRecorded':
      return fact.body.shift === of.shift ? withPayment(ledger, fact.body) : ledger;
    case 'payment.CashMoved': {
      if (fact.aggregate !== of.shift) return ledger;
      const way = fact.body.direction === 'in' ? 'cashIn' : 'cashOut';
      return { ...ledger, [way]: counting(ledger[way], fact.body.amount), counted: null };
    }
    case 'payment.DrawerKicked': {
      const isNoSale = fact.body.shift === of.shift && fact.body.reason === 'no-sale';
      return isNoSale ? { ...ledger, noSales: ledger.noSales + 1 } : ledger;
    }
    case 'payment.DrawerCounted':
      return fact.aggregate === of.shift ? { ...ledger, counted: fact.body } : ledger;
    case 'payment.ShiftClosed':
      return fact.aggregate === of.shift ? { ...ledger, isClosed: true } : ledger;
    case 'order.OrderClosed': {
      if (!isOfShift(ledger, fact.body.shift)) return ledger;
      const { voided, discount, charges } = fact.body;
      const said = withDocument(ledger, 'sales', fact.body);
      if (!isOwnCurrency(ledger, fact.body.currency)) return said;
      return {
        ...said,
        voids: voided.reduce((all, { total }) => counting(all, total), said.voids),
        discounts: plus(said.discounts, discount),
        charges: charges.reduce((all, { total }) => plus(all, total), said.charges),
      };
    }
    case 'order.DocumentReversed':
      return withDocument(ledger, 'reversals', fact.body);
    case 'order.RefundIssued': {
      if (!isOfShift(ledger, fact.body.shift)) return ledger;
      const said = withDocument(ledger, 'refunds', fact.body);
      if (!isOwnCurrency(ledger, fact.body.currency)) return said;
      return {
        ...said,
        charges: fact.body.charges.reduce((all, { total }) => plus(all, total), said.charges),
      };
    }
    default:
      return ledger;
  }
}

/** A document that names no shift was written before documents named them: it is of the shift that was open. */
function isOfShift({ of }: ShiftLedger, shift: string | null): boolean {
  return shift === null || shift === of.shift;
}

function isOwnCurrency({ of }: ShiftLedger, { code, exponent }: Currency): boolean {
  return code === of.currency.code && exponent === of.currency.exponent;
}

type Payment = Extract<PaymentEvent, { type: 'payment.PaymentRecorded' }>['body'];

function withPayment(ledger: ShiftLedger, payment: Payment): ShiftLedger {
  const { method, amount, tendered, change, tip, rounding, currency } = payment;
  const cash = method.type === 'cash' ? amountMinor(tendered - change) : ZERO;
  const counted = cash === 0 ? ledger.counted : null;
  if (!isOwnCurrency(ledger, currency)) {
    return { ...withOther(ledger, currency, { payments: amount, cash, total: ZERO }), counted };
  }
  const before = ledger.tenders.get(method.id);
  const sum: TenderSum = {
    method: method.id,
    name: before?.name ?? method.name,
    type: before?.type ?? method.type,
    count: (before?.count ?? 0) + 1,
    taken: plus(before?.taken ?? ZERO, amount > 0 ? amount : ZERO),
    refunded: plus(before?.refunded ?? ZERO, amount < 0 ? amount : ZERO),
    tips: plus(before?.tips ?? ZERO, tip),
    rounding: plus(before?.rounding ?? ZERO, rounding),
  };
  const tenders = new Map(ledger.tenders).set(method.id, sum);
  return { ...ledger, tenders, cashOfPayments: plus(ledger.cashOfPayments, cash), counted };
}

interface Numbered {
  readonly number: ReceiptNumber;
  readonly currency: Currency;
  readonly net: AmountMinor;
  readonly taxes: readonly TaxTotal[];
  readonly total: AmountMinor;
}

function withDocument(
  ledger: ShiftLedger,
  kind: 'sales' | 'refunds' | 'reversals',
  document: Numbered,
): ShiftLedger {
  const { number, net, total, currency } = document;
  const numbered = { ...ledger, firstNumber: ledger.firstNumber ?? number, lastNumber: number };
  if (!isOwnCurrency(ledger, currency)) {
    return withOther(numbered, currency, { payments: ZERO, cash: ZERO, total });
  }
  const before = ledger[kind];
  const sum = { count: before.count + 1, net: plus(before.net, net), total: plus(before.total, total) };
  const taxes = new Map(ledger.taxes);
  for (const tax of document.taxes) {
    const key = `${tax.tax}/${tax.ratePpm}/${tax.mode}`;
    const known = taxes.get(key);
    taxes.set(key, { ...(known ?? tax), amount: plus(known?.amount ?? ZERO, tax.amount) });
  }
  return { ...numbered, [kind]: sum, taxes };
}

function withOther(
  ledger: ShiftLedger,
  currency: Currency,
  more: Omit<CurrencySum, 'currency'>,
): ShiftLedger {
  const key = `${currency.code}/${currency.exponent}`;
  const known = ledger.others.get(key);
  const sum = {
    currency,
    payments: plus(known?.payments ?? ZERO, more.payments),
    cash: plus(known?.cash ?? ZERO, more.cash),
    total: plus(known?.total ?? ZERO, more.total),
  };
  return { ...ledger, others: new Map(ledger.others).set(key, sum) };
}

function counting({ count, amount }: CountedAmount, more: AmountMinor): CountedAmount {
  return { count: count + 1, amount: plus(amount, more) };
}

/** Held within what a Z can say: 90 thousand million in one drawer is nobody's shift, and a close is never refused. */
function plus(a: AmountMinor, b: AmountMinor): AmountMinor {
  return amountMinor(Math.max(-AMOUNT_MAX, Math.min(AMOUNT_MAX, a + b)));
}
