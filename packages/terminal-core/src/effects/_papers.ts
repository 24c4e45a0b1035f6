import type { BillPresented, OrderState, Refund } from '@beaveros/domain/order';
import type { EventOf } from '@beaveros/domain/journal';
import type { CashSlipIssued, XReportIssued, ZReport } from '@beaveros/domain/payment';
import {
  type AmountMinor,
  amountMinor,
  businessDate,
  type Currency,
  type Id,
  instant,
  quantityMicro,
  ratePpm,
  ZERO,
} from '@beaveros/kit';
import { DOCUMENT, idOf, STORE } from './_paper-fixture.ts';
import type { PaperAccounts } from './paper.ts';
import type { PaperHouse } from './shift-paper.ts';

// One of each paper of a shop, as its facts say it.

export const EUR: Currency = { code: 'EUR', exponent: 2 };
export const JPY: Currency = { code: 'JPY', exponent: 0 };
export const KWD: Currency = { code: 'KWD', exponent: 3 };
export const ENGLISH_STORE = { ...STORE, language: 'en-GB', receiptFooter: 'Thank you!' };

const minor = (amount: number): AmountMinor => amountMinor(amount);
const counted = (count: number, amount: number) => ({ count, amount: minor(amount) });
const documents = (count: number, net: number, total: number) => ({
  count,
  net: minor(net),
  total: minor(total),
});

export function house(store = STORE): PaperHouse {
  return { store, terminalName: () => 'T1', staffName: (user) => (user === idOf('ana') ? 'Ana' : undefined) };
}

const tax = (name: string, rate: number, amount: number): ZReport['taxes'][number] => ({
  tax: idOf<'Tax'>(name + rate),
  name,
  ratePpm: ratePpm(rate),
  mode: 'included',
  amount: minor(amount),
});

/** An evening: cash, card, a card of the house, a refund, a mistake, an errand for ice, two euros short. */
export const Z: ZReport = {
  terminal: idOf('terminal'),
  drawer: idOf('drawer'),
  currency: EUR,
  businessDate: businessDate('2026-11-22'),
  isTraining: false,
  openedAt: instant(Date.UTC(2026, 10, 22, 8, 1)),
  openedBy: idOf('ana'),
  float: minor(10_000),
  cashIn: counted(1, 5_000),
  cashOut: counted(2, 2_600),
  cashOfPayments: minor(61_245),
  expected: minor(73_645),
  counted: minor(73_445),
  variance: minor(-200),
  denominations: [
    { valueMinor: minor(5_000), count: 12 },
    { valueMinor: minor(1_000), count: 13 },
    { valueMinor: minor(100), count: 4 },
    { valueMinor: minor(5), count: 9 },
  ],
  isBlind: true,
  tenders: [
    {
      method: idOf('cash'),
      name: 'Efectivo',
      type: 'cash',
      count: 38,
      taken: minor(62_150),
      refunded: minor(-1_250),
      tips: minor(350),
      rounding: minor(-5),
    },
    {
      method: idOf('bizum'),
      name: 'Bizum',
      type: 'electronic',
      count: 21,
      taken: minor(48_020),
      refunded: ZERO,
      tips: minor(500),
      rounding: ZERO,
    },
    {
      method: idOf('account'),
      name: 'Tarjeta regalo',
      type: 'credit_account',
      count: 1,
      taken: minor(2_500),
      refunded: ZERO,
      tips: ZERO,
      rounding: ZERO,
    },
  ],
  tips: minor(850),
  rounding: minor(-5),
  sales: documents(57, 101_973, 112_670),
  refunds: documents(1, -1_136, -1_250),
  reversals: documents(1, -1_818, -2_000),
  net: minor(99_019),
  taxes: [tax('IVA', 100_000, 8_901), tax('IVA', 210_000, 1_500)],
  total: minor(109_420),
  balance: minor(2_000),
  firstNumber: { terminalCode: 'T1', series: 1, counter: 1_204 },
  lastNumber: { terminalCode: 'T1', series: 1, counter: 1_262 },
  voids: counted(3, 2_475),
  discounts: minor(-1_830),
  charges: minor(1_200),
  noSales: 2,
  otherCurrencies: [],
  number: { terminalCode: 'T1', series: 1, counter: 87 },
  closedAt: instant(Date.UTC(2026, 10, 22, 23, 40)),
  localTime: '2026-11-23T00:40:12',
  cashierName: 'Bea',
  isComplete: true,
  openOrders: 1,
  unconfirmed: 4,
};

const { number: _number, closedAt: _closedAt, openOrders: _open, unconfirmed: _unconfirmed, ...sums } = Z;
/** The same evening before anybody counted. */
export const X: EventOf<typeof XReportIssued>['body'] = {
  ...sums,
  counted: null,
  variance: null,
  denominations: null,
  printer: idOf('printer'),
};

/** The same sums in another currency. */
export function zIn(currency: Currency, more: Partial<ZReport> = {}): ZReport {
  return { ...Z, currency, ...more };
}

const REFUND: Refund = {
  document: idOf('refund'),
  number: { terminalCode: 'T2', series: 1, counter: 9 },
  refunds: DOCUMENT.document,
  currency: EUR,
  businessDate: businessDate('2026-11-23'),
  localTime: '2026-11-23T12:00:31',
  cashierName: 'Bea',
  reason: 'Llegó fría',
  permit: 'granted',
  lines: [
    {
      line: DOCUMENT.lines[0]!.line,
      name: DOCUMENT.lines[0]!.name,
      item: DOCUMENT.lines[0]!.item,
      categories: [],
      quantityMicro: quantityMicro(1_000_000),
      net: minor(-1_136),
      taxes: [],
      total: minor(-1_250),
    },
  ],
  charges: [],
  net: minor(-1_136),
  taxes: [tax('IVA', 100_000, -114)],
  total: minor(-1_250),
  rounding: ZERO,
  payments: [
    { ...DOCUMENT.payments[0]!, payment: idOf('back'), ...out(-1_250), of: DOCUMENT.payments[0]!.payment },
  ],
  isTraining: false,
  shift: idOf('shift'),
  customer: null,
};

function out(amount: number) {
  return { amount: minor(amount), tendered: minor(amount), change: ZERO, tip: ZERO, rounding: ZERO };
}

/** The same against goods: what pays the next receipt moves no money. */
const EXCHANGED: Refund = {
  ...REFUND,
  document: idOf('exchanged'),
  payments: [
    { ...REFUND.payments[0]!, method: idOf('exchange'), name: 'Exchange', type: 'exchange', of: null },
  ],
};

const { lines, charges, net, taxes, total, discount } = DOCUMENT;
const QUOTE: OrderState['quotes'][number] = {
  quote: idOf('quote'),
  number: { terminalCode: 'T1', series: 1, counter: 3 },
  validUntil: businessDate('2026-12-24'),
  businessDate: businessDate('2026-11-22'),
  localTime: '2026-11-22T13:05:09',
  cashierName: 'Ana',
  customer: null,
  currency: EUR,
  lines,
  charges,
  net,
  taxes,
  total,
  discount,
  note: null,
  by: author(),
};

const REVERSAL: OrderState['reversals'][number] = {
  document: idOf('reversal'),
  number: { terminalCode: 'T1', series: 1, counter: 43 },
  reverses: DOCUMENT.document,
  reason: 'cobrado dos veces',
  businessDate: businessDate('2026-11-22'),
  localTime: '2026-11-22T13:09:00',
  cashierName: 'Ana',
  currency: EUR,
  net: minor(-2_091),
  taxes: [tax('IVA', 100_000, -209)],
  total: minor(-2_300),
  by: author(),
};

function author(): OrderState['quotes'][number]['by'] {
  return {
    event: idOf('said'),
    commandId: idOf('command'),
    at: instant(1),
    actor: null,
    terminal: idOf('terminal'),
    businessDate: businessDate('2026-11-22'),
  };
}

/** An order of which every paper is made: as a fold has it. */
export const ORDER = {
  opened: { label: 'T1-7' },
  documents: [{ ...DOCUMENT, by: author() }],
  refunds: [
    { ...REFUND, by: author() },
    { ...EXCHANGED, by: author() },
  ],
  quotes: [QUOTE],
  reversals: [REVERSAL],
} as unknown as OrderState;

export const BILL: EventOf<typeof BillPresented>['body'] = {
  terminal: idOf('terminal'),
  printer: idOf('printer'),
  occasion: 'bill',
  label: 'T1-7',
  tableName: 'Mesa 4',
  guests: 2,
  localTime: '2026-11-22T13:02:00',
  cashierName: 'Ana',
  currency: EUR,
  lines,
  charges,
  net,
  taxes,
  total,
  discount,
  payments: [],
  due: total,
  isTraining: false,
  note: null,
};

/** A guest who left early has paid ten. */
export const PART_PAID: typeof BILL = {
  ...BILL,
  occasion: 'payment',
  payments: [{ ...DOCUMENT.payments[0]!, ...out(1_000) }],
  due: minor(1_300),
};

export const ACCOUNTS: PaperAccounts = [
  { kind: 'gift-card', label: '0001', currency: EUR, moved: minor(2_500), balance: minor(4_000) },
  { kind: 'loyalty', label: '7f3a', currency: null, moved: minor(23), balance: minor(340) },
  { kind: 'house-account', label: '19c2', currency: EUR, moved: minor(-2_300), balance: minor(-7_350) },
];

export const CASH_OUT: EventOf<typeof CashSlipIssued>['body'] = {
  terminal: idOf('terminal'),
  printer: idOf('printer'),
  direction: 'out',
  amount: minor(600),
  reason: 'hielo',
  currency: EUR,
  localTime: '2026-11-22T21:14:05',
  cashierName: 'Eva',
  isTraining: false,
};

export const documentId = {
  refund: REFUND.document,
  exchanged: EXCHANGED.document,
  quote: QUOTE.quote as unknown as Id<'Document'>,
  reversal: REVERSAL.document,
};
