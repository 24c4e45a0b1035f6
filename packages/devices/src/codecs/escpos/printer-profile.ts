import type { CodePage } from './code-pages.ts';

/** What the driver may ask for as proof that a job is on paper (facts: hardware 3.3). */
export type Confirmation =
  /** `GS ( H` function 48: the answer carries our id once everything before it is printed. Epson TM-T20 and later. */
  | 'process-id'
  /** `GS r 1`: the answer means that the buffer was worked through up to here. Nearly every ESC/POS printer. */
  | 'status-reply'
  /** No back channel: nobody may claim that it printed. */
  | 'none';

/** What an ESC/POS printer can do; a row of set-up data, not code. */
export interface PrinterProfile {
  readonly name: string;
  /** Characters of font A on a line. */
  readonly columns: number;
  /** Code pages in order of preference with their `ESC t` number on this printer. */
  readonly codePages: readonly { readonly page: CodePage; readonly number: number }[];
  /** Lines from the print head to the cutter. */
  readonly feedLinesBeforeCut: number;
  readonly hasCutter: boolean;
  readonly hasQr: boolean;
  readonly confirmation: Confirmation;
  /** Answers DLE EOT while busy or offline; without it there is no pre-check. */
  readonly hasRealTimeStatus: boolean;
}

/** Epson's numbering of `ESC t` (TM-T88VI command reference); most other makers copied the first five. */
const EPSON_CODE_PAGES: PrinterProfile['codePages'] = [
  { page: 'cp437', number: 0 },
  { page: 'cp858', number: 19 },
  { page: 'windows1252', number: 16 },
  { page: 'cp850', number: 2 },
  { page: 'cp852', number: 18 },
  { page: 'cp866', number: 17 },
  { page: 'cp737', number: 14 },
  { page: 'cp857', number: 13 },
];

/** 80 mm Epson TM-T20III, TM-m30II and their like: 203 dpi, 48 columns. */
export const EPSON_80MM: PrinterProfile = {
  name: 'epson-80mm',
  columns: 48,
  codePages: EPSON_CODE_PAGES,
  feedLinesBeforeCut: 4,
  hasCutter: true,
  hasQr: true,
  confirmation: 'process-id',
  hasRealTimeStatus: true,
};

/** 58 mm clone without a cutter; answers `GS r`, and knows few code pages. */
export const GENERIC_58MM: PrinterProfile = {
  name: 'generic-58mm',
  columns: 32,
  codePages: EPSON_CODE_PAGES.slice(0, 1),
  feedLinesBeforeCut: 4,
  hasCutter: false,
  hasQr: false,
  confirmation: 'status-reply',
  hasRealTimeStatus: true,
};

/** A printer of which nothing comes back (one-way USB, Windows RAW queue, many clones). */
export const ONE_WAY_80MM: PrinterProfile = {
  ...EPSON_80MM,
  name: 'one-way-80mm',
  confirmation: 'none',
  hasRealTimeStatus: false,
};

export const PRINTER_PROFILES: readonly PrinterProfile[] = [EPSON_80MM, GENERIC_58MM, ONE_WAY_80MM];
