/** Error names and numbers of UnifiedPOS 1.14 (chapter "Error codes"): names for code, numbers for support and logs. */
export const UPOS_ERRORS = {
  CLOSED: 101,
  CLAIMED: 102,
  NOTCLAIMED: 103,
  NOSERVICE: 104,
  DISABLED: 105,
  ILLEGAL: 106,
  NOHARDWARE: 107,
  OFFLINE: 108,
  NOEXIST: 109,
  EXISTS: 110,
  FAILURE: 111,
  TIMEOUT: 112,
  BUSY: 113,
  EXTENDED: 114,
} as const;

/** Extended codes of the category POSPrinter, given together with `EXTENDED`. */
export const POS_PRINTER_EXTENDED = { COVER_OPEN: 201, REC_EMPTY: 203 } as const;

export type UposError = Exclude<keyof typeof UPOS_ERRORS, 'EXTENDED'>;
export type PosPrinterExtended = keyof typeof POS_PRINTER_EXTENDED;

/**
 * Why a device did not do what it was asked, as a value that may be stored with the job. `detail` is for a log or a
 * support call; screens choose their sentence by `error` and `extended`.
 */
export type DeviceCause =
  | { readonly error: UposError; readonly detail: string }
  | { readonly error: 'EXTENDED'; readonly extended: PosPrinterExtended; readonly detail: string };

export function isPaperOut(cause: DeviceCause): boolean {
  return cause.error === 'EXTENDED' && cause.extended === 'REC_EMPTY';
}

export function isCoverOpen(cause: DeviceCause): boolean {
  return cause.error === 'EXTENDED' && cause.extended === 'COVER_OPEN';
}
