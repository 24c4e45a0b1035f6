import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import { assert } from '@beaveros/kit';
import type { QrBlock, ReceiptDocument } from '../../receipt/document.ts';
import { type LaidOut, layoutReceipt, type Span } from '../../receipt/layout.ts';
import { type CodePage, splitByPage } from './code-pages.ts';
import { encodeConfirmationRequest, type ProcessId } from './confirmation.ts';
import type { PrinterProfile } from './printer-profile.ts';
import { type NotEncodable, type Sayable, sayable } from './sayable.ts';

export interface EncodedReceipt {
  /** The whole job: initialise, paper, cut, confirmation request. */
  readonly bytes: Uint8Array;
  /** Empty when the paper says exactly what the document says. */
  readonly notEncodable: readonly NotEncodable[];
  /** The lines as they stand on paper, for the preview. */
  readonly lines: readonly LaidOut[];
}

/**
 * ESC/POS bytes of a document for one printer, through `@point-of-sale/receipt-printer-encoder` 4.0.1. Layout is ours
 * (`layoutReceipt`), the library says styles, code pages and QR. Pure: equal arguments give equal bytes. Never contains a
 * drawer pulse. Throws the Fault `devices/columns-too-wide` for a row that cannot be set on this paper.
 */
export function encodeReceipt(
  document: ReceiptDocument,
  { profile, processId }: { readonly profile: PrinterProfile; readonly processId: ProcessId },
): EncodedReceipt {
  const pages = profile.codePages.map(({ page }) => page);
  const said = sayable(qrsAsText(document, profile), pages);
  const lines = layoutReceipt(said.document, profile.columns);
  const encoder = encoderFor(profile);
  const parts: Uint8Array[] = [];
  for (const line of lines) {
    if (line.kind === 'line') printLine(encoder, line.spans, pages);
    else if (line.kind === 'qr') printQr(encoder, line.qr);
    else parts.push(...cut(encoder, line.mode, profile));
  }
  parts.push(encodeConfirmationRequest(profile.confirmation, processId));
  return { bytes: concat(parts), notEncodable: withQrs(said, document, profile), lines };
}

/** Widths the library accepts; ours are at most the next of them, so it never wraps a line that we have set. */
const LIBRARY_COLUMNS = [32, 35, 42, 44, 48];

function encoderFor(profile: PrinterProfile): ReceiptPrinterEncoder {
  const columns = LIBRARY_COLUMNS.find((width) => width >= profile.columns);
  assert(columns !== undefined, `paper of ${profile.columns} columns`);
  const encoder = new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns,
    codepageMapping: Object.fromEntries(profile.codePages.map(({ page, number }) => [page, number])),
    feedBeforeCut: 0,
    newline: '\n',
    errors: 'strict',
  });
  return encoder.initialize();
}

/** The page is named for every stretch: the library's `auto` sends U+00A7 as a control byte, and `?` for what it lacks. */
function printLine(encoder: ReceiptPrinterEncoder, spans: readonly Span[], pages: readonly CodePage[]): void {
  for (const span of spans) {
    encoder.bold(span.bold).underline(span.underline).invert(span.inverted).size(span.wide, span.high);
    for (const { page, text } of splitByPage(span.text, pages)) encoder.codepage(page).text(text);
  }
  encoder.bold(false).underline(false).invert(false).size(1, 1).newline();
}

function printQr(encoder: ReceiptPrinterEncoder, qr: QrBlock): void {
  encoder
    .align('center')
    .qrcode(qr.data, { model: 2, size: qr.size ?? 6, errorlevel: qr.errorCorrection ?? 'm' })
    .align('left');
}

/**
 * Feeds to the cutter and cuts. `GS V` is ours: the library follows its own with a line feed, which would leave a blank
 * line at the head of the next paper.
 */
function cut(
  encoder: ReceiptPrinterEncoder,
  mode: 'full' | 'partial',
  profile: PrinterProfile,
): readonly Uint8Array[] {
  if (profile.feedLinesBeforeCut > 0) encoder.newline(profile.feedLinesBeforeCut);
  const paper = encoder.encode();
  return profile.hasCutter ? [paper, Uint8Array.of(0x1d, 0x56, mode === 'full' ? 0 : 1)] : [paper];
}

/** The longest that fits a version 40 symbol at level H, byte mode (ISO/IEC 18004). */
const QR_DATA_MAX = 1273;

function isQrSayable(qr: QrBlock, profile: PrinterProfile): boolean {
  return profile.hasQr && qr.data.length <= QR_DATA_MAX && /^[\x20-\x7e]+$/.test(qr.data);
}

function qrsAsText(document: ReceiptDocument, profile: PrinterProfile): ReceiptDocument {
  const blocks = document.blocks.map((block) =>
    block.kind === 'qr' && !isQrSayable(block, profile)
      ? ({ kind: 'text', align: 'center', runs: [{ text: block.data }] } as const)
      : block,
  );
  return { blocks };
}

function withQrs(said: Sayable, document: ReceiptDocument, profile: PrinterProfile): readonly NotEncodable[] {
  const qrs = document.blocks.flatMap((block, at) =>
    block.kind === 'qr' &&
    !isQrSayable(block, profile) &&
    !said.notEncodable.some((other) => other.block === at)
      ? [{ block: at, text: block.data, printedAs: block.data }]
      : [],
  );
  return [...said.notEncodable, ...qrs].sort((a, b) => a.block - b.block);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
