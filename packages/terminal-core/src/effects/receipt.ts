import type { StoreRow } from '@beaveros/domain/service-entity';
import {
  encodeReceipt,
  type PrinterProfile,
  processIdOf,
  type ReceiptBlock,
  type ReceiptDocument,
  receiptSvg,
  type RowCell,
} from '@beaveros/devices';
import { type Currency, MICRO, scaledToDecimal } from '@beaveros/kit';
import type { Paper } from './paper.ts';

/** Columns that hold any amount of a till: `-9,999,999.99`. */
const AMOUNT_COLUMNS = 13;
const QUANTITY_COLUMNS = 7;

/** The few words of ours on a receipt; everything else was said by the tenant. */
interface Words {
  /** After the rate of a tax that the prices hold. */
  readonly included: string;
  readonly total: string;
  readonly change: string;
  readonly receipt: string;
  /** Before the number of the document that is refunded. */
  readonly refundOf: string;
  readonly tip: string;
  /** What the coins that exist made of the total. */
  readonly rounding: string;
}

const ENGLISH: Words = {
  included: 'incl.',
  total: 'TOTAL',
  change: 'Change',
  receipt: 'Receipt',
  refundOf: 'Refund of',
  tip: 'Tip',
  rounding: 'Rounding',
};
const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  es: {
    included: 'incl.',
    total: 'TOTAL',
    change: 'Cambio',
    receipt: 'Recibo',
    refundOf: 'Devolución de',
    tip: 'Propina',
    rounding: 'Redondeo',
  },
};

/** By the store's language; English where we have no words in it, and before the store's row is here. */
function wordsOf(store: StoreRow | undefined): Words {
  const primary = store?.language.split('-', 1)[0]?.toLowerCase() ?? '';
  return (Object.hasOwn(WORDS, primary) ? WORDS[primary] : undefined) ?? ENGLISH;
}

/** The paper of a document: what it says and nothing looked up, under the store's header and footer. */
export function receiptOf(document: Paper, store: StoreRow | undefined): ReceiptDocument {
  const words = wordsOf(store);
  const money = (amount: number) => scaledToDecimal(amount, document.currency.exponent);
  return {
    blocks: [
      ...header(store),
      text(`${receiptNumber(document)}  ${document.localTime.replace('T', ' ')}`),
      text(
        [document.label, document.tableName, document.cashierName].filter((part) => part !== null).join('  '),
      ),
      ...refundOf(document, words),
      { kind: 'rule' },
      ...document.lines.flatMap((line) => lineBlocks(line, document.currency)),
      ...document.charges.map((charge) => row(charge.name, money(charge.total))),
      { kind: 'rule' },
      ...document.taxes.map((tax) =>
        row(
          `${tax.name} ${percent(tax.ratePpm)}${tax.mode === 'included' ? ` ${words.included}` : ''}`,
          money(tax.amount),
        ),
      ),
      {
        kind: 'row',
        cells: [
          { text: `${words.total} ${document.currency.code}`, width: 'rest', bold: true, high: 2 },
          {
            text: money(document.total),
            width: AMOUNT_COLUMNS,
            align: 'right',
            bold: true,
            high: 2,
            overflow: 'wrap',
          },
        ],
      },
      ...beyond(words.tip, document.tips, money),
      ...beyond(words.rounding, document.rounding, money),
      ...document.payments.map((payment) => row(payment.name, money(payment.tendered))),
      ...(document.change === 0 ? [] : [row(words.change, money(document.change))]),
      ...(document.note === null ? [] : [text(document.note)]),
      ...footer(store),
      { kind: 'cut' },
    ],
  };
}

/** The same paper as SVG, as a printer of that profile would set it: what its code pages cannot say shows as on paper. */
export function receiptPicture(
  document: Paper,
  store: StoreRow | undefined,
  profile: PrinterProfile,
): string {
  const { lines } = encodeReceipt(receiptOf(document, store), { profile, processId: processIdOf(1) });
  const title = `${wordsOf(store).receipt} ${receiptNumber(document)}`;
  return receiptSvg(lines, { columns: profile.columns, title });
}

/** `T1-1-000042`: terminal, chain series, counter. */
function receiptNumber({ number }: Paper): string {
  return numberText(number);
}

function numberText(number: Paper['number']): string {
  return `${number.terminalCode}-${number.series}-${String(number.counter).padStart(6, '0')}`;
}

/** Which document it gives a part of back. */
function refundOf({ refunds = null }: Paper, words: Words): ReceiptBlock[] {
  return refunds === null ? [] : [text(`${words.refundOf} ${numberText(refunds)}`)];
}

function header(store: StoreRow | undefined): ReceiptBlock[] {
  if (store === undefined) return [];
  const lines = [store.receiptHeader, store.address].filter((line) => line !== null);
  return [
    { kind: 'text', align: 'center', runs: [{ text: store.name, bold: true, wide: 2, high: 2 }] },
    ...lines.flatMap((line) => line.split('\n')).map((line) => centred(line)),
    { kind: 'feed', lines: 1 },
  ];
}

function footer(store: StoreRow | undefined): ReceiptBlock[] {
  const footing = store?.receiptFooter ?? null;
  if (footing === null) return [];
  return [{ kind: 'feed', lines: 1 }, ...footing.split('\n').map((line) => centred(line))];
}

function lineBlocks(line: Paper['lines'][number], currency: Currency): ReceiptBlock[] {
  const amount = scaledToDecimal(line.total, currency.exponent);
  const unit = trimmed(scaledToDecimal(line.unitPriceMicro, 6), currency.exponent);
  const cells: RowCell[] = [
    { text: trimmed(scaledToDecimal(line.quantityMicro, 6), 0), width: QUANTITY_COLUMNS, overflow: 'wrap' },
    { text: line.name, width: 'rest' },
    { text: amount, width: AMOUNT_COLUMNS, align: 'right', overflow: 'wrap' },
  ];
  const blocks: ReceiptBlock[] = [{ kind: 'row', cells }];
  if (line.quantityMicro !== MICRO) blocks.push(indented(`@ ${unit}`));
  for (const modifier of line.modifiers) blocks.push(indented(`+ ${modifier.optionName}`));
  // Its total is after them: what is said here was taken off already.
  for (const { name, amount } of line.discounts ?? [])
    blocks.push(indented(`${name} ${scaledToDecimal(amount, currency.exponent)}`));
  if (line.note !== null) blocks.push(indented(line.note));
  return blocks;
}

function beyond(
  label: string,
  amount: number | undefined,
  money: (amount: number) => string,
): ReceiptBlock[] {
  return amount === undefined || amount === 0 ? [] : [row(label, money(amount))];
}

function row(label: string, amount: string): ReceiptBlock {
  return {
    kind: 'row',
    cells: [
      { text: label, width: 'rest' },
      { text: amount, width: AMOUNT_COLUMNS, align: 'right', overflow: 'wrap' },
    ],
  };
}

function indented(line: string): ReceiptBlock {
  return {
    kind: 'row',
    cells: [
      { text: '', width: QUANTITY_COLUMNS },
      { text: line, width: 'rest' },
    ],
  };
}

const text = (line: string): ReceiptBlock => ({ kind: 'text', runs: [{ text: line }] });
const centred = (line: string): ReceiptBlock => ({ kind: 'text', align: 'center', runs: [{ text: line }] });

/** Drops trailing zeros but keeps `least` decimals: 2.500000 -> 2.50, 3.000000 -> 3. */
function trimmed(decimal: string, least: number): string {
  const [whole, fraction = ''] = decimal.split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
  return kept === '' ? whole! : `${whole}.${kept}`;
}

function percent(ratePpm: number): string {
  return `${trimmed(scaledToDecimal(ratePpm, 4), 0)}%`;
}
