import type { PrintedEvent } from '../codecs/escpos/interpret.ts';

/** A sheet as it lies in the tray. */
export interface Paper {
  /** One string a printed line, blank lines included. QR codes, barcodes and pictures stand as `[QR ...]`. */
  readonly lines: readonly string[];
  /** `null`: not cut (yet), or the printer has no cutter. */
  readonly cut: 'full' | 'partial' | null;
}

/** The lines that an event adds to the paper. */
export function linesOf(event: PrintedEvent): readonly string[] {
  switch (event.kind) {
    case 'line':
      return [event.text];
    case 'feed':
      return Array<string>(Math.max(0, event.lines)).fill('');
    case 'qr':
      return [`[QR ${event.data}]`];
    case 'barcode':
      return [`[BARCODE ${event.data}]`];
    case 'picture':
      return [`[PICTURE ${event.bytes} bytes]`];
    default:
      return [];
  }
}

/** The paper drawn for a console: a frame, its lines, and how it was torn off. Blank lines at the end are left out. */
export function describePaper(paper: Paper, { columns = 48 }: { readonly columns?: number } = {}): string {
  const lastLine = paper.lines.findLastIndex((line) => line !== '');
  const edge = `+${'-'.repeat(columns + 2)}+`;
  const foot = paper.cut === 'full' ? `+${'- '.repeat((columns + 2) >> 1).padEnd(columns + 2)}+` : edge;
  const body = paper.lines.slice(0, lastLine + 1).map((line) => `| ${line.padEnd(columns)} |`);
  return [edge, ...body, foot].join('\n');
}
