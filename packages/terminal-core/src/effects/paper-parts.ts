import {
  type Align,
  encodeReceipt,
  type PrinterProfile,
  processIdOf,
  type ReceiptBlock,
  type ReceiptDocument,
  receiptSvg,
  type RowCell,
} from '@beaveros/devices';
import type { ClosedDocument } from '@beaveros/domain/order';
import type { StoreRow } from '@beaveros/domain/service-entity';
import { type Currency, scaledToDecimal } from '@beaveros/kit';
import { type Speech, speechOf } from './words.ts';

// What every paper of a shop is made of: a header, rows that end in an amount, items, a signature.

/** Text on the left, an amount on the right. */
export interface AmountRow {
  readonly kind: 'amount';
  readonly label: string;
  readonly amount: string;
  /** The one number that is looked for. */
  readonly isBig?: boolean;
  readonly isBold?: boolean;
  /** Belongs to the row above. */
  readonly isPart?: boolean;
}

/** A line of an order: how many, what, for how much. */
export interface ItemRow {
  readonly kind: 'item';
  readonly quantity: string;
  readonly name: string;
  readonly amount: string;
}

/** What is said of the item above. */
export interface DetailRow {
  readonly kind: 'detail';
  readonly text: string;
}

export type Part = ReceiptBlock | AmountRow | ItemRow | DetailRow;

/** Columns of the shortest amount, so that a paper of small amounts still has a column of them. */
const AMOUNT_COLUMNS_MIN = 6;
const QUANTITY_COLUMNS_MIN = 2;
const PART_INDENT = '  ';

/** Sets parts on paper: the columns of amounts and quantities are as wide as the widest of them, the words get the rest. */
export function documentOf(parts: readonly Part[]): ReceiptDocument {
  const amounts = Math.max(
    AMOUNT_COLUMNS_MIN,
    ...parts.map((part) => ('amount' in part ? part.amount.length : 0)),
  );
  const quantities = Math.max(
    QUANTITY_COLUMNS_MIN,
    ...parts.map((part) => ('quantity' in part ? part.quantity.length : 0)),
  );
  return { blocks: parts.map((part) => blockOf(part, { amounts, quantities })) };
}

function blockOf(
  part: Part,
  { amounts, quantities }: { readonly amounts: number; readonly quantities: number },
): ReceiptBlock {
  const amountCell = (text: string): RowCell => ({ text, width: amounts, align: 'right', overflow: 'wrap' });
  switch (part.kind) {
    case 'amount': {
      const { isBig = false, isBold = isBig, isPart = false } = part;
      const style = { bold: isBold, ...(isBig ? { high: 2 as const } : {}) };
      const label = isPart ? `${PART_INDENT}${part.label}` : part.label;
      return {
        kind: 'row',
        cells: [
          { ...style, text: label, width: 'rest' },
          { ...amountCell(part.amount), ...style },
        ],
      };
    }
    case 'item':
      return {
        kind: 'row',
        cells: [
          { text: part.quantity, width: quantities, align: 'right', overflow: 'wrap' },
          { text: part.name, width: 'rest' },
          amountCell(part.amount),
        ],
      };
    case 'detail':
      return {
        kind: 'row',
        cells: [
          { text: '', width: quantities },
          { text: part.text, width: 'rest' },
        ],
      };
    default:
      return part;
  }
}

export function amountRow(label: string, amount: string, more: Partial<AmountRow> = {}): AmountRow {
  return { kind: 'amount', label, amount, ...more };
}

/** An amount of minor units as the store writes it, without groups: every digit of it is looked at. */
export function moneyText(amount: number, { exponent }: Currency, { decimalMark }: Speech): string {
  return scaledToDecimal(amount, exponent).replace('.', decimalMark);
}

/** A scaled number without needless zeros, but with `least` decimals: 2.500000 -> 2.50, 3.000000 -> 3. */
export function scaledText(
  value: number,
  { scale, least, speech }: { readonly scale: number; readonly least: number; readonly speech: Speech },
): string {
  const [whole, fraction = ''] = scaledToDecimal(value, scale).split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
  return kept === '' ? whole! : `${whole}${speech.decimalMark}${kept}`;
}

/** `10%`, `5,2%`. */
export function percentText(ratePpm: number, speech: Speech): string {
  return `${scaledText(ratePpm, { scale: 4, least: 0, speech })}%`;
}

/** `T1-1-000042`: terminal, chain series, counter. */
export function numberText({ terminalCode, series, counter }: ClosedDocument['number']): string {
  return `${terminalCode}-${series}-${String(counter).padStart(6, '0')}`;
}

/** `2026-11-22 13:05`, with seconds where the paper is looked for by them. */
export function timeText(
  localTime: string,
  { seconds = false }: { readonly seconds?: boolean } = {},
): string {
  return localTime.replace('T', ' ').slice(0, seconds ? undefined : 'YYYY-MM-DD HH:MM'.length);
}

/** Who has issued the paper. */
export function header(store: StoreRow | undefined): Part[] {
  if (store === undefined) return [];
  const lines = [store.receiptHeader, store.address].filter((line) => line !== null);
  return [
    { kind: 'text', align: 'center', runs: [{ text: store.name, bold: true, wide: 2, high: 2 }] },
    ...lines.flatMap((line) => line.split('\n')).map((line) => text(line, 'center')),
    { kind: 'feed', lines: 1 },
  ];
}

export function footer(store: StoreRow | undefined): Part[] {
  const footing = store?.receiptFooter ?? null;
  if (footing === null) return [];
  return [{ kind: 'feed', lines: 1 }, ...footing.split('\n').map((line) => text(line, 'center'))];
}

/** What kind of paper it is, for whoever looks at it from across the counter. */
export function title(words: string): Part {
  return { kind: 'text', align: 'center', runs: [{ text: words, bold: true, wide: 2, high: 2 }] };
}

/** The mark of training at the head and the foot of a paper: nobody can tear off both. */
export function practice(isTraining: boolean, { words }: Speech): Part[] {
  if (!isTraining) return [];
  const gap: Part = { kind: 'feed', lines: 1 };
  return [
    gap,
    {
      kind: 'text',
      align: 'center',
      runs: [{ text: ` ${words.practice} `, bold: true, inverted: true, wide: 2, high: 2 }],
    },
    text(words.notASale, 'center'),
    gap,
  ];
}

/** Where somebody signs. */
export function signature({ words }: Speech): Part[] {
  return [{ kind: 'feed', lines: 3 }, { kind: 'rule' }, text(words.signature)];
}

export function text(line: string, align: Align = 'left'): ReceiptBlock {
  return { kind: 'text', align, runs: [{ text: line }] };
}

/** A head over rows. */
export function heading(line: string): ReceiptBlock {
  return { kind: 'text', runs: [{ text: line, bold: true }] };
}

/** The paper's marks around its body, in the store's speech. */
export function framed(
  store: StoreRow | undefined,
  isTraining: boolean,
  body: (speech: Speech) => readonly Part[],
): ReceiptDocument {
  const speech = speechOf(store);
  return documentOf([
    ...header(store),
    ...practice(isTraining, speech),
    ...body(speech),
    ...practice(isTraining, speech),
    { kind: 'cut' },
  ]);
}

/** Any paper as a picture. */
export function pictureOf(
  document: ReceiptDocument,
  { title, profile }: { readonly title: string; readonly profile: PrinterProfile },
): string {
  const { lines } = encodeReceipt(document, { profile, processId: processIdOf(1) });
  return receiptSvg(lines, { columns: profile.columns, title });
}
