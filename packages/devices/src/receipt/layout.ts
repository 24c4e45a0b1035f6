import { assert, Fault, unreachable } from '@beaveros/kit';
import type {
  Align,
  CutBlock,
  QrBlock,
  ReceiptDocument,
  RowBlock,
  RowCell,
  Scale,
  TextRun,
} from './document.ts';

/** A stretch of a line in one style. */
export interface Span {
  readonly text: string;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverted: boolean;
  readonly wide: Scale;
  readonly high: Scale;
}

export type LaidOut =
  | { readonly kind: 'line'; readonly spans: readonly Span[] }
  | { readonly kind: 'qr'; readonly qr: QrBlock }
  | { readonly kind: 'cut'; readonly mode: 'full' | 'partial' };

/** The empty columns between two cells of a row. */
const GAP_COLUMNS = 1;
/** A feed is a blank on paper, not a way to empty the roll: 40 lines are about 17 cm. */
export const FEED_LINES_MAX = 40;

/**
 * Sets a document on paper of `columns` characters. Every consumer (bytes, preview) uses these lines, so that paper and
 * preview agree. Lines never exceed the width; alignment is done with spaces. One code point is one column: give it text
 * that went through `sayable`. Throws the Fault `devices/columns-too-wide` when the fixed columns of a row do not fit.
 */
export function layoutReceipt(document: ReceiptDocument, columns: number): readonly LaidOut[] {
  assert(Number.isSafeInteger(columns) && columns >= 16, `paper of ${columns} columns`);
  const lines: LaidOut[] = [];
  for (const block of document.blocks) {
    switch (block.kind) {
      case 'text':
        for (const line of wrap(glyphsOf(block.runs), columns))
          lines.push(toLine(aligned(line, columns, block.align)));
        break;
      case 'row':
        lines.push(...layoutRow(block, columns));
        break;
      case 'rule':
        lines.push(toLine(glyphsOf([{ text: (block.style === 'double' ? '=' : '-').repeat(columns) }])));
        break;
      case 'feed':
        for (let at = 0; at < Math.min(block.lines, FEED_LINES_MAX); at += 1) lines.push(toLine([]));
        break;
      case 'banner':
        for (const line of wrap(
          glyphsOf([{ text: `** ${block.banner} **`, bold: true, high: 2 }]),
          columns,
        )) {
          lines.push(toLine(aligned(line, columns, 'center')));
        }
        break;
      case 'qr':
        lines.push({ kind: 'qr', qr: block });
        break;
      case 'cut':
        lines.push(cutOf(block));
        break;
      default:
        unreachable(block);
    }
  }
  if (lines.at(-1)?.kind !== 'cut') lines.push({ kind: 'cut', mode: 'full' });
  return lines;
}

/** The words on the paper, one string a line, without trailing spaces. */
export function textOf(lines: readonly LaidOut[]): readonly string[] {
  return lines
    .filter((line) => line.kind === 'line')
    .map((line) =>
      line.spans
        .map((span) => span.text)
        .join('')
        .trimEnd(),
    );
}

function cutOf(block: CutBlock): LaidOut {
  return { kind: 'cut', mode: block.mode ?? 'full' };
}

type Style = Omit<Span, 'text'>;
interface Glyph {
  readonly character: string;
  readonly style: Style;
}

const PLAIN: Style = { bold: false, underline: false, inverted: false, wide: 1, high: 1 };
const SPACE: Glyph = { character: ' ', style: PLAIN };

function glyphsOf(runs: readonly TextRun[]): readonly Glyph[] {
  return runs.flatMap((run) => {
    const { bold = false, underline = false, inverted = false, wide = 1, high = 1 } = run;
    const style: Style = { bold, underline, inverted, wide, high };
    return Array.from(run.text, (character) => ({ character, style }));
  });
}

function widthOf(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((width, glyph) => width + glyph.style.wide, 0);
}

/** Greedy wrap at spaces; a word longer than a line is broken; the space at a break disappears. At least one line. */
function wrap(glyphs: readonly Glyph[], columns: number): readonly (readonly Glyph[])[] {
  const lines: (readonly Glyph[])[] = [];
  let start = 0;
  do {
    const full = fitting(glyphs, start, columns);
    const end = full === glyphs.length ? full : breakBefore(glyphs, start, full);
    lines.push(glyphs.slice(start, end));
    start = glyphs[end]?.character === ' ' ? end + 1 : end;
  } while (start < glyphs.length);
  return lines;
}

/** The end of what fits on a line, at least one character: no progress would be worse than overflow. */
function fitting(glyphs: readonly Glyph[], start: number, columns: number): number {
  let end = start;
  for (let width = 0; end < glyphs.length; end += 1) {
    width += glyphs[end]!.style.wide;
    if (width > columns) return Math.max(end, start + 1);
  }
  return end;
}

/** The last space between words at or before `end`; without one the word is broken at `end`. An indent is no such space. */
function breakBefore(glyphs: readonly Glyph[], start: number, end: number): number {
  const word = glyphs.findIndex((glyph, at) => at >= start && glyph.character !== ' ');
  for (let at = end; at > word; at -= 1) if (glyphs[at]?.character === ' ') return at;
  return end;
}

function aligned(line: readonly Glyph[], columns: number, align: Align = 'left'): readonly Glyph[] {
  const room = Math.max(0, columns - widthOf(line));
  const before = align === 'left' ? 0 : align === 'center' ? room >> 1 : room;
  return [...Array<Glyph>(before).fill(SPACE), ...line];
}

function layoutRow(row: RowBlock, columns: number): readonly LaidOut[] {
  const widths = columnWidths(row, columns);
  const cells = row.cells.map((cell, at) => fitCell(cell, widths[at]!));
  const height = cells.reduce((most, lines) => Math.max(most, lines.length), 1);
  return Array.from({ length: height }, (_, line) =>
    toLine(
      cells.flatMap((lines, at) => {
        const padded = aligned(lines[line] ?? [], widths[at]!, row.cells[at]!.align);
        if (at === cells.length - 1) return padded;
        const after = Math.max(0, widths[at]! - widthOf(padded)) + GAP_COLUMNS;
        return [...padded, ...Array<Glyph>(after).fill(SPACE)];
      }),
    ),
  );
}

function columnWidths(row: RowBlock, columns: number): readonly number[] {
  const shares = row.cells.filter((cell) => cell.width === 'rest').length;
  const fixed = row.cells.reduce((sum, cell) => sum + (cell.width === 'rest' ? 0 : cell.width), 0);
  const rest = columns - fixed - GAP_COLUMNS * Math.max(0, row.cells.length - 1);
  // A cell must at least hold one character of its own size.
  const widest = Math.max(1, ...row.cells.map((cell) => (cell.width === 'rest' ? (cell.wide ?? 1) : 1)));
  if (
    rest < shares * widest ||
    row.cells.some((cell) => cell.width !== 'rest' && cell.width < (cell.wide ?? 1))
  ) {
    throw new Fault('devices/columns-too-wide', `a row does not fit on ${columns} columns`, {
      field: 'cells',
      details: { columns, widths: row.cells.map((cell) => cell.width) },
    });
  }
  let given = 0;
  let seen = 0;
  return row.cells.map((cell) => {
    if (cell.width !== 'rest') return cell.width;
    seen += 1;
    const share = seen === shares ? rest - given : Math.floor(rest / shares);
    given += share;
    return share;
  });
}

function fitCell(cell: RowCell, width: number): readonly (readonly Glyph[])[] {
  const glyphs = glyphsOf([cell]);
  const overflow = cell.overflow ?? 'wrap';
  if (overflow === 'wrap' || widthOf(glyphs) <= width) return wrap(glyphs, width);
  const wide = cell.wide ?? 1;
  const tail = overflow === 'ellipsis' && width >= 4 * wide ? glyphsOf([{ ...cell, text: '...' }]) : [];
  return [[...glyphs.slice(0, Math.floor((width - widthOf(tail)) / wide)), ...tail]];
}

function toLine(glyphs: readonly Glyph[]): LaidOut {
  const spans: Span[] = [];
  for (const { character, style } of glyphs) {
    const last = spans.at(-1);
    if (last !== undefined && sameStyle(last, style))
      spans[spans.length - 1] = { ...last, text: last.text + character };
    else spans.push({ ...style, text: character });
  }
  return { kind: 'line', spans };
}

function sameStyle(a: Style, b: Style): boolean {
  return (
    a.bold === b.bold &&
    a.underline === b.underline &&
    a.inverted === b.inverted &&
    a.wide === b.wide &&
    a.high === b.high
  );
}
