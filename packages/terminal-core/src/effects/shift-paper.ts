import type { PrinterProfile, ReceiptDocument } from '@beaveros/devices';
import type { EventOf } from '@beaveros/domain/journal';
import type { CashSlipIssued, XReportIssued, ZReport } from '@beaveros/domain/payment';
import { localClock, localTimeText, type StoreRow } from '@beaveros/domain/service-entity';
import { amountMinor, type Instant } from '@beaveros/kit';
import {
  amountRow,
  framed,
  heading,
  moneyText,
  numberText,
  type Part,
  percentText,
  pictureOf,
  signature,
  text,
  timeText,
  title,
} from './paper-parts.ts';
import { type Speech, speechOf } from './words.ts';

// Paper of a shift: its Z, an X, and the slips of cash that came and went.

/** What paper asks the rows that came down. Who and where are names there; a shift's facts say ids. */
export interface PaperHouse {
  readonly store: StoreRow | undefined;
  readonly terminalName: (terminal: string) => string | undefined;
  readonly staffName: (user: string) => string | undefined;
}

type XReport = EventOf<typeof XReportIssued>['body'];
type CashSlip = EventOf<typeof CashSlipIssued>['body'];
/** What both say. */
type Sums = Omit<XReport, 'printer'>;

/** A Z as it was written: printed again it says the same, but for the name of whoever opened the shift. */
export function zPaperOf(z: ZReport, house: PaperHouse): ReceiptDocument {
  return framed(house.store, z.isTraining, (speech) => {
    const { words } = speech;
    return [
      title(words.z),
      { kind: 'text', align: 'center', runs: [{ text: numberText(z.number), bold: true, high: 2 }] },
      { kind: 'feed', lines: 1 },
      ...whenAndWhere(z, house, speech),
      ...timeRow(words.closed, z.localTime, z.cashierName),
      ...incomplete(z, speech),
      ...sums(z, speech),
      ...nonZero(words.openOrders, z.openOrders),
      ...nonZero(words.unconfirmed, z.unconfirmed),
      ...signature(speech),
    ];
  });
}

/** The same as SVG, as a printer of that profile would set it. */
export function zPicture(z: ZReport, house: PaperHouse, profile: PrinterProfile): string {
  const { words } = speechOf(house.store);
  return pictureOf(zPaperOf(z, house), { title: `${words.z} ${numberText(z.number)}`, profile });
}

/** The sums of a shift that goes on. */
export function xPaperOf(x: XReport, house: PaperHouse): ReceiptDocument {
  return framed(house.store, x.isTraining, (speech) => {
    const { words } = speech;
    return [
      title(words.x),
      text(words.notClosed, 'center'),
      { kind: 'feed', lines: 1 },
      ...whenAndWhere(x, house, speech),
      ...timeRow(words.asOf, x.localTime, x.cashierName),
      ...incomplete(x, speech),
      ...sums(x, speech),
    ];
  });
}

/** Cash that came into the drawer or left it without a sale: what it was for, and who had it. */
export function cashSlipOf(slip: CashSlip, house: PaperHouse): ReceiptDocument {
  return framed(house.store, slip.isTraining, (speech) => {
    const { words } = speech;
    const way = slip.direction === 'in' ? words.cashIn : words.cashOut;
    return [
      { kind: 'text', align: 'center', runs: [{ text: way, bold: true, high: 2 }] },
      { kind: 'feed', lines: 1 },
      text(placeAndName(house, slip.terminal, slip.cashierName, speech)),
      text(timeText(slip.localTime, { seconds: true })),
      { kind: 'rule' },
      amountRow(slip.currency.code, moneyText(slip.amount, slip.currency, speech), { isBig: true }),
      text(`${words.reason}: ${slip.reason}`),
      ...signature(speech),
    ];
  });
}

function placeAndName(house: PaperHouse, terminal: string, name: string, { words }: Speech): string {
  const till = house.terminalName(terminal);
  return till === undefined ? name : `${words.till} ${till}  ${name}`;
}

function whenAndWhere(report: Sums, house: PaperHouse, speech: Speech): Part[] {
  const { words } = speech;
  const { terminal, businessDate, openedAt, openedBy } = report;
  const till = house.terminalName(terminal);
  const opener = openedBy === null ? undefined : house.staffName(openedBy);
  return [
    ...(till === undefined ? [] : [text(`${words.till} ${till}`)]),
    text(`${words.businessDate} ${businessDate}`),
    ...timeRow(words.opened, localAt(openedAt, house.store), opener ?? null),
  ];
}

/** Another disk of this till saw the rest. */
function incomplete({ isComplete }: Sums, { words }: Speech): Part[] {
  return isComplete ? [] : [heading(words.incomplete)];
}

function timeRow(label: string, localTime: string, who: string | null): Part[] {
  return [text(`${label} ${timeText(localTime)}${who === null ? '' : `  ${who}`}`)];
}

/** Without a store's row its zone is not known: UTC. */
function localAt(at: Instant, store: StoreRow | undefined): string {
  if (store === undefined) return new Date(at).toISOString();
  return localTimeText(localClock(store.timeZone)(at));
}

function sums(report: Sums, speech: Speech): Part[] {
  return [
    ...documents(report, speech),
    ...taxes(report, speech),
    ...tenders(report, speech),
    ...drawer(report, speech),
    ...others(report, speech),
  ];
}

function documents(report: Sums, speech: Speech): Part[] {
  const { words } = speech;
  const { sales, refunds, reversals, firstNumber, lastNumber, voids } = report;
  const money = (amount: number) => moneyText(amount, report.currency, speech);
  return [
    { kind: 'rule' },
    amountRow(words.documents, String(sales.count + refunds.count + reversals.count), { isBold: true }),
    ...(firstNumber === null || lastNumber === null
      ? []
      : [text(`${numberText(firstNumber)} > ${numberText(lastNumber)}`)]),
    amountRow(`${words.sales} x${sales.count}`, money(sales.total)),
    ...(refunds.count === 0 ? [] : [amountRow(`${words.refunds} x${refunds.count}`, money(refunds.total))]),
    ...(reversals.count === 0
      ? []
      : [amountRow(`${words.reversals} x${reversals.count}`, money(reversals.total))]),
    { kind: 'rule' },
    amountRow(words.discounts, money(report.discounts)),
    amountRow(`${words.voids} x${voids.count}`, money(voids.amount)),
    ...(report.charges === 0 ? [] : [amountRow(words.charges, money(report.charges))]),
  ];
}

function taxes(report: Sums, speech: Speech): Part[] {
  const { words } = speech;
  const money = (amount: number) => moneyText(amount, report.currency, speech);
  return [
    { kind: 'rule' },
    amountRow(words.net, money(report.net)),
    ...report.taxes.map(({ name, ratePpm, mode, amount }) =>
      amountRow(
        `${name} ${percentText(ratePpm, speech)}${mode === 'included' ? ` ${words.included}` : ''}`,
        money(amount),
      ),
    ),
    amountRow(`${words.total} ${report.currency.code}`, money(report.total), { isBig: true }),
  ];
}

function tenders(report: Sums, speech: Speech): Part[] {
  const { words } = speech;
  const money = (amount: number) => moneyText(amount, report.currency, speech);
  const part = (label: string, amount: number): Part[] =>
    amount === 0 ? [] : [amountRow(label, money(amount), { isPart: true })];
  const paid = report.tenders.reduce((all, { taken, refunded }) => all + taken + refunded, 0);
  return [
    { kind: 'rule' },
    heading(words.tenders),
    ...report.tenders.flatMap(({ name, type, count, taken, refunded, tips, rounding }) => [
      amountRow(`${type === 'exchange' ? words.exchange : name} x${count}`, money(taken)),
      ...part(words.refunded, refunded),
      ...part(words.tips, tips),
      ...part(words.rounding.toLowerCase(), rounding),
    ]),
    amountRow(words.payments, money(paid), { isBold: true }),
    ...part(words.deposits, report.balance),
  ];
}

function drawer(report: Sums, speech: Speech): Part[] {
  const { words } = speech;
  const { cashIn, cashOut, counted, variance, isBlind, currency } = report;
  const money = (amount: number) => moneyText(amount, currency, speech);
  return [
    { kind: 'rule' },
    heading(words.drawer),
    amountRow(words.float, money(report.float)),
    amountRow(words.cashPayments, money(report.cashOfPayments)),
    amountRow(`${words.paidIn} x${cashIn.count}`, money(cashIn.amount)),
    amountRow(`${words.paidOut} x${cashOut.count}`, money(amountMinor(0 - cashOut.amount))),
    amountRow(words.expected, money(report.expected), { isBold: true }),
    ...(counted === null
      ? [text(words.notCounted)]
      : [amountRow(isBlind ? words.countedBlind : words.counted, money(counted))]),
    ...(report.denominations ?? []).map(({ valueMinor, count }) =>
      amountRow(`${money(valueMinor)} x${count}`, money(amountMinor(valueMinor * count)), { isPart: true }),
    ),
    ...(variance === null
      ? []
      : [amountRow(words.difference, `${variance > 0 ? '+' : ''}${money(variance)}`, { isBig: true })]),
    ...nonZero(words.noSales, report.noSales),
  ];
}

/** What was sold in a currency that is not the shift's. */
function others(report: Sums, speech: Speech): Part[] {
  const { words } = speech;
  return report.otherCurrencies.flatMap(({ currency, payments, cash, total }) => [
    { kind: 'rule' } as const,
    amountRow(`${words.total} ${currency.code}`, moneyText(total, currency, speech), { isBold: true }),
    amountRow(words.payments, moneyText(payments, currency, speech), { isPart: true }),
    amountRow(words.cashPayments, moneyText(cash, currency, speech), { isPart: true }),
  ]);
}

function nonZero(label: string, count: number): Part[] {
  return count === 0 ? [] : [amountRow(label, String(count))];
}
