import { utf8ToBytes } from '@beaveros/kit';
import type { QrBlock } from './document.ts';
import type { LaidOut, Span } from './layout.ts';
import { qrCode, type QrModules } from './qr-code.ts';

/** One character of normal size in user units: 0.6 of the font's size, as monospaced faces are cut. */
const COLUMN = 8;
const FONT_SIZE = 13.3;
const LINE = 19;
/** From the foot of a line to the baseline of its characters. */
const DESCENT = 5;
const MARGIN = 20;
/** Between two sheets of one job. */
const SHEET_GAP = 14;
/** The teeth of the paper's edge where the cutter went. */
const TOOTH = COLUMN / 2;
/** A character of normal size is 12 dots wide on an 80 mm printer (576 dots, 48 columns). */
const DOT = COLUMN / 12;
/** As the encoder prints it: dots of a module, and the side of the frame where there is no symbol. */
const QR_MODULE_DOTS = 6;
const QR_FRAME = 16 * COLUMN;

const PAPER = '#ffffff';
const INK = '#1b1b1b';

export interface ReceiptSvgOptions {
  /** Of the paper the lines were laid out for. */
  readonly columns: number;
  /** What a screen reader calls the picture; its words follow as the description. */
  readonly title: string;
}

/**
 * The paper as a picture: SVG text of its own, without a script, a style sheet or anything fetched. Every word is set at
 * its column and to its width, so that columns stand under each other in whatever monospaced face is there. Never throws:
 * any line becomes well-formed XML; what XML cannot hold shows as U+FFFD.
 */
export function receiptSvg(lines: readonly LaidOut[], { columns, title }: ReceiptSvgOptions): string {
  const width = columns * COLUMN + 2 * MARGIN;
  const drawn: string[] = [];
  let top = 0;
  for (const sheet of sheetsOf(lines)) {
    let y = top + MARGIN;
    const ink: string[] = [];
    for (const line of sheet.lines) {
      if (line.kind === 'line') {
        ink.push(...drawLine(line.spans, y));
        y += LINE * highest(line.spans);
      } else {
        const code = codeOf(line.qr, columns);
        ink.push(...drawQr(code, width, y + LINE / 2));
        y += Math.ceil(code.side) + LINE;
      }
    }
    drawn.push(paper({ top, bottom: y + MARGIN, width, isPartial: sheet.isPartial }), ...ink);
    top = y + MARGIN + SHEET_GAP;
  }
  const height = Math.max(top - SHEET_GAP, 2 * MARGIN) + TOOTH;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(wordsOf(lines))}</desc>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace" font-size="${FONT_SIZE}" fill="${INK}">`,
    ...drawn,
    '</g></svg>',
  ].join('\n');
}

type Printed = Exclude<LaidOut, { readonly kind: 'cut' }>;

interface Sheet {
  readonly lines: readonly Printed[];
  /** Still hangs on the next one. */
  readonly isPartial: boolean;
}

/** What lies between two cuts. */
function sheetsOf(lines: readonly LaidOut[]): readonly Sheet[] {
  const sheets: Sheet[] = [];
  let current: Printed[] = [];
  for (const line of lines) {
    if (line.kind !== 'cut') {
      current.push(line);
      continue;
    }
    sheets.push({ lines: current, isPartial: line.mode === 'partial' });
    current = [];
  }
  if (current.length > 0) sheets.push({ lines: current, isPartial: false });
  return sheets;
}

interface Code {
  readonly modules: QrModules | null;
  /** In user units. */
  readonly side: number;
}

/** At the printer's size; one that is wider than the paper is made to fit, where a printer would drop it. */
function codeOf({ data, size = QR_MODULE_DOTS, errorCorrection = 'm' }: QrBlock, columns: number): Code {
  const modules = qrCode(utf8ToBytes(holdable(data)), errorCorrection);
  const side = modules === null ? QR_FRAME : modules.length * size * DOT;
  return { modules, side: Math.min(side, columns * COLUMN) };
}

function highest(spans: readonly Span[]): number {
  return spans.reduce<number>((most, span) => Math.max(most, span.high), 1);
}

function drawLine(spans: readonly Span[], top: number): readonly string[] {
  const height = LINE * highest(spans);
  const baseline = top + height - DESCENT * highest(spans);
  const drawn: string[] = [];
  let x = MARGIN;
  for (const span of spans) {
    const width = Array.from(span.text).length * span.wide * COLUMN;
    if (span.inverted) drawn.push(rect({ x, y: top, width, height, fill: INK }));
    drawn.push(...wordsAt(span, x, baseline));
    if (span.underline)
      drawn.push(rect({ x, y: baseline + 2, width, height: 1, fill: span.inverted ? PAPER : INK }));
    x += width;
  }
  return drawn;
}

/** Each word by itself, so that no reader of SVG has a say in how wide a space is. */
function wordsAt(span: Span, left: number, baseline: number): readonly string[] {
  const { text, wide, high, bold, inverted } = span;
  const style = `${bold ? ' font-weight="700"' : ''}${inverted ? ` fill="${PAPER}"` : ''}`;
  const drawn: string[] = [];
  let column = 0;
  for (const part of text.split(/(\s+)/u)) {
    const length = Array.from(part).length;
    if (part.trim() !== '') {
      const x = left + column * wide * COLUMN;
      const place =
        wide === 1 && high === 1
          ? `x="${x}" y="${baseline}"`
          : `transform="translate(${x} ${baseline}) scale(${wide} ${high})"`;
      drawn.push(
        `<text ${place} textLength="${length * COLUMN}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(part)}</text>`,
      );
    }
    column += length;
  }
  return drawn;
}

/** Dark modules as one shape, run by run; a frame with the words in it where no symbol can hold them. */
function drawQr(code: Code, width: number, top: number): readonly string[] {
  const { modules, side } = code;
  const x = (width - side) / 2;
  if (modules === null) {
    const frame = `x="${x}" y="${top}" width="${side}" height="${side}"`;
    return [`<rect ${frame} fill="none" stroke="${INK}" stroke-width="2"/>`];
  }
  const runs = modules.flatMap((row, y) =>
    [
      ...row
        .map((dark) => (dark ? '1' : '0'))
        .join('')
        .matchAll(/1+/g),
    ].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`),
  );
  const place = `transform="translate(${round(x)} ${top}) scale(${side / modules.length})"`;
  return [`<path ${place} shape-rendering="crispEdges" d="${runs.join('')}"/>`];
}

/** A white sheet whose lower edge is torn; one that hangs on shows where it will be. */
function paper({
  top,
  bottom,
  width,
  isPartial,
}: {
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly isPartial: boolean;
}): string {
  const teeth = Math.round(width / TOOTH);
  const edge = Array.from({ length: teeth }, (_, at) => {
    const x = width - ((at + 1) * width) / teeth;
    return `L${round(x)} ${at % 2 === 0 ? bottom + TOOTH : bottom}`;
  });
  const sheet = `<path d="M0 ${top}H${width}V${bottom}${edge.join('')}Z" fill="${PAPER}"/>`;
  if (!isPartial) return sheet;
  return `${sheet}<path d="M${MARGIN} ${bottom}H${width - MARGIN}" stroke="${INK}" stroke-dasharray="6 6" opacity="0.4"/>`;
}

function rect({
  x,
  y,
  width,
  height,
  fill,
}: Readonly<Record<'x' | 'y' | 'width' | 'height', number>> & { readonly fill: string }): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`;
}

/** The words for who cannot see the picture: one line of paper each. */
function wordsOf(lines: readonly LaidOut[]): string {
  return lines
    .flatMap((line) => {
      if (line.kind === 'cut') return [];
      const words = line.kind === 'qr' ? line.qr.data : line.spans.map((span) => span.text).join('');
      return words.trim() === '' ? [] : [words.trim().replace(/\s+/gu, ' ')];
    })
    .join('\n');
}

const round = (value: number): number => Math.round(value * 100) / 100;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Everything but Char of XML 1.0, section 2.2; a surrogate matches only alone. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function holdable(text: string): string {
  return text.replace(NOT_XML, '\ufffd');
}

function escaped(text: string): string {
  return holdable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
