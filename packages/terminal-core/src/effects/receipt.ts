import type { PrinterProfile, ReceiptDocument } from '@beaveros/devices';
import type { StoreRow } from '@beaveros/domain/service-entity';
import { MICRO } from '@beaveros/kit';
import { accountRows, accountSheets } from './account-sheets.ts';
import type { Paper, PaperAccounts } from './paper.ts';
import {
  amountRow,
  documentOf,
  footer,
  header,
  moneyText,
  numberText,
  type Part,
  percentText,
  pictureOf,
  practice,
  scaledText,
  signature,
  text,
  timeText,
  title,
} from './paper-parts.ts';
import { type Speech, speechOf, type Words } from './words.ts';

/** The tender between a refund and a sale, as `exchange` of the domain writes it. */
const EXCHANGE = 'exchange';

/**
 * The paper of what an order came to: what it says and nothing looked up, under the store's header and footer. Vouchers
 * and slips of the stored value that it moved follow it as sheets of their own.
 */
export function receiptOf(
  paper: Paper,
  store: StoreRow | undefined,
  accounts: PaperAccounts = [],
): ReceiptDocument {
  const speech = speechOf(store);
  return documentOf([
    ...header(store),
    ...practice(paper.isTraining, speech),
    ...head(paper, speech),
    { kind: 'rule' },
    ...body(paper, speech),
    ...sums(paper, speech),
    ...accountRows(accounts, speech),
    ...(paper.note === null ? [] : [text(paper.note)]),
    ...(isCashOut(paper) ? signature(speech) : []),
    ...footer(store),
    ...practice(paper.isTraining, speech),
    { kind: 'cut' },
    ...accountSheets(paper, accounts, store),
  ]);
}

/** The same paper as SVG, as a printer of that profile would set it: what its code pages cannot say shows as on paper. */
export function receiptPicture(
  paper: Paper,
  {
    store,
    profile,
    accounts = [],
  }: {
    readonly store: StoreRow | undefined;
    readonly profile: PrinterProfile;
    readonly accounts?: PaperAccounts;
  },
): string {
  const { words } = speechOf(store);
  const kind = titleOf(paper, words) ?? words.receipt;
  const name = paper.number === null ? paper.label : numberText(paper.number);
  return pictureOf(receiptOf(paper, store, accounts), { title: `${kind} ${name}`, profile });
}

/** null: a sale's paper needs none. */
function titleOf({ kind }: Paper, words: Words): string | null {
  const titles = {
    receipt: null,
    refund: words.refund,
    reversal: words.reversal,
    quote: words.quote,
    bill: words.bill,
    payment: words.paymentTaken,
  };
  return titles[kind];
}

function head(paper: Paper, speech: Speech): Part[] {
  const { words } = speech;
  const { kind, number, of, reason, validUntil, guests } = paper;
  const named = titleOf(paper, words);
  const time = timeText(paper.localTime, { seconds: true });
  const isExchange = kind === 'refund' && paper.payments.some(({ type }) => type === EXCHANGE);
  const pointer = kind === 'reversal' ? words.reversalOf : words.refundOf;
  const isOffer = kind === 'quote' || number === null;
  return [
    ...(named === null ? [] : [title(named)]),
    ...(isExchange ? [text(words.exchange, 'center')] : []),
    ...(isOffer ? [text(words.notAReceipt, 'center')] : []),
    ...(named === null ? [] : [{ kind: 'feed', lines: 1 } as const]),
    text(number === null ? time : `${numberText(number)}  ${time}`),
    text(
      [paper.label, paper.tableName, paper.cashierName]
        .filter((part) => part !== null && part !== '')
        .join('  '),
    ),
    ...(number === null && guests !== null ? [text(`${words.guests} ${guests}`)] : []),
    ...(of === null ? [] : [text(`${pointer} ${numberText(of)}`)]),
    ...(reason === null ? [] : [text(`${words.reason}: ${reason}`)]),
    ...(validUntil === null ? [] : [text(`${words.validUntil} ${validUntil}`)]),
  ];
}

/** A reversal has no lines of its own. */
function body(paper: Paper, speech: Speech): Part[] {
  const { lines, charges, currency } = paper;
  if (lines.length === 0 && charges.length === 0) return [];
  return [
    ...lines.flatMap((line) => lineParts(line, paper, speech)),
    ...charges.map((charge) => amountRow(charge.name, moneyText(charge.total, currency, speech))),
    { kind: 'rule' },
  ];
}

function sums(paper: Paper, speech: Speech): Part[] {
  const { words } = speech;
  const money = (amount: number) => moneyText(amount, paper.currency, speech);
  const beyond = (label: string, amount: number) => (amount === 0 ? [] : [amountRow(label, money(amount))]);
  const big = { isBig: true };
  return [
    ...paper.taxes.map((tax) =>
      amountRow(
        `${tax.name} ${percentText(tax.ratePpm, speech)}${tax.mode === 'included' ? ` ${words.included}` : ''}`,
        money(tax.amount),
      ),
    ),
    amountRow(`${words.total} ${paper.currency.code}`, money(paper.total), big),
    ...beyond(words.tip, paper.tips),
    ...beyond(words.rounding, paper.rounding),
    ...paper.payments.map(({ name, type, tendered }) =>
      amountRow(type === EXCHANGE ? words.exchange : name, money(tendered)),
    ),
    ...beyond(words.change, paper.change),
    ...(paper.due === null || paper.payments.length === 0
      ? []
      : [amountRow(words.due, money(paper.due), big)]),
  ];
}

function lineParts(line: Paper['lines'][number], { currency }: Paper, speech: Speech): Part[] {
  const money = (amount: number) => moneyText(amount, currency, speech);
  const unit = scaledText(line.unitPriceMicro, { scale: 6, least: currency.exponent, speech });
  const detail = (words: string): Part => ({ kind: 'detail', text: words });
  return [
    {
      kind: 'item',
      quantity: scaledText(line.quantityMicro, { scale: 6, least: 0, speech }),
      name: line.name,
      amount: money(line.total),
    },
    ...(line.quantityMicro === MICRO ? [] : [detail(`@ ${unit}`)]),
    ...line.modifiers.map(({ optionName }) => detail(`+ ${optionName}`)),
    // Its total is after them: what is said here was taken off already.
    ...(line.discounts ?? []).map(({ name, amount }) => detail(`${name} ${money(amount)}`)),
    ...(line.note === null ? [] : [detail(line.note)]),
  ];
}

/** Cash that leaves the drawer is signed for. */
function isCashOut({ kind, payments }: Paper): boolean {
  return kind === 'refund' && payments.some(({ type, amount }) => type === 'cash' && amount < 0);
}
