/**
 * A paper as meaning: what a receipt or a kitchen ticket says and how it is set, without a byte of any printer. The same
 * document becomes ESC/POS bytes and, through the same layout, a preview. There is no drawer pulse in it: the drawer is
 * a job of its own (design section 6), and a reprint must not open it.
 */
export interface ReceiptDocument {
  readonly blocks: readonly ReceiptBlock[];
}

export type ReceiptBlock = TextBlock | RowBlock | RuleBlock | FeedBlock | QrBlock | BannerBlock | CutBlock;

export type Align = 'left' | 'center' | 'right';

/** Magnification of a character, 1 is normal. */
export type Scale = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface TextStyle {
  readonly bold?: boolean;
  readonly underline?: boolean;
  /** White on black. */
  readonly inverted?: boolean;
  readonly wide?: Scale;
  readonly high?: Scale;
}

export interface TextRun extends TextStyle {
  /** Control characters, line ends included, print as a space: nothing in a name can reach the printer as a command. */
  readonly text: string;
}

/** A paragraph: its runs follow each other and wrap at words. Without text it is a blank line. */
export interface TextBlock {
  readonly kind: 'text';
  readonly align?: Align;
  readonly runs: readonly TextRun[];
}

/** One row of columns, set side by side with one empty column between them. */
export interface RowBlock {
  readonly kind: 'row';
  readonly cells: readonly RowCell[];
}

export interface RowCell extends TextRun {
  /** In characters of normal width; `rest` takes an equal share of what the others leave. */
  readonly width: number | 'rest';
  readonly align?: Align;
  /**
   * What happens to text wider than its column. `wrap` is the default; never give a price `clip` or `ellipsis`: half a
   * number is a wrong number.
   */
  readonly overflow?: 'wrap' | 'clip' | 'ellipsis';
}

export interface RuleBlock {
  readonly kind: 'rule';
  readonly style?: 'single' | 'double';
}

export interface FeedBlock {
  readonly kind: 'feed';
  readonly lines: number;
}

export interface QrBlock {
  readonly kind: 'qr';
  /** Printable ASCII; anything else is reported as not encodable and printed as text. */
  readonly data: string;
  /** Module size in dots, 1 to 8. */
  readonly size?: Scale;
  readonly errorCorrection?: 'l' | 'm' | 'q' | 'h';
}

export type Banner = 'COPY' | 'POSSIBLE DUPLICATE';

/** Marks a paper that may exist twice. */
export interface BannerBlock {
  readonly kind: 'banner';
  readonly banner: Banner;
}

/** Ends a sheet. The encoder feeds the paper up to the cutter first. A document without a cut is cut at its end. */
export interface CutBlock {
  readonly kind: 'cut';
  readonly mode?: 'full' | 'partial';
}

/** The same paper, marked at its top (and on every further sheet of it). */
export function withBanner(document: ReceiptDocument, banner: Banner): ReceiptDocument {
  const mark: BannerBlock = { kind: 'banner', banner };
  const last = document.blocks.length - 1;
  const marked = document.blocks.flatMap((block, at) =>
    block.kind === 'cut' && at < last ? [block, mark] : [block],
  );
  return { blocks: [mark, ...marked] };
}
