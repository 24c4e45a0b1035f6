export { CODE_PAGES, type CodePage } from './codecs/escpos/code-pages.ts';
export {
  encodeConfirmationRequest,
  type ProcessId,
  processId,
  processIdOf,
} from './codecs/escpos/confirmation.ts';
export {
  type DrawerPulse,
  encodeDrawerJob,
  encodeDrawerPulse,
  PULSE_MS,
} from './codecs/escpos/encode-drawer.ts';
export { type EncodedReceipt, encodeReceipt } from './codecs/escpos/encode-receipt.ts';
export {
  EscPosInterpreter,
  type EscPosProblem,
  type InterpreterProfile,
  type PrintedEvent,
} from './codecs/escpos/interpret.ts';
export {
  type Confirmation,
  EPSON_80MM,
  GENERIC_58MM,
  ONE_WAY_80MM,
  PRINTER_PROFILES,
  type PrinterProfile,
} from './codecs/escpos/printer-profile.ts';
export type { NotEncodable } from './codecs/escpos/sayable.ts';
export { PrinterAnswers, type PrinterMessage, type StatusQuestion } from './codecs/escpos/status.ts';
export {
  JOBS_WAITING_MAX,
  type JobHooks,
  type JobOutcome,
  PRINTER_TIMEOUTS,
  PrinterDriver,
  type PrinterDriverOptions,
  type PrinterJob,
  type PrinterTimeouts,
} from './printer/printer-driver.ts';
export type { PrinterStatus } from './printer/printer-status.ts';
export {
  isFinished,
  newSpoolJob,
  type PersonalEvent,
  RETRIES_MAX,
  retryDelayMs,
  type SpoolEvent,
  type SpoolJob,
  type SpoolRefusal,
  type SpoolState,
  type SpoolStep,
  stepSpool,
} from './printer/spool-states.ts';
export type {
  Align,
  Banner,
  BannerBlock,
  CutBlock,
  FeedBlock,
  QrBlock,
  ReceiptBlock,
  ReceiptDocument,
  RowBlock,
  RowCell,
  RuleBlock,
  Scale,
  TextBlock,
  TextRun,
  TextStyle,
} from './receipt/document.ts';
export { withBanner } from './receipt/document.ts';
export { type LaidOut, layoutReceipt, type Span, textOf } from './receipt/layout.ts';
export { receiptSvg, type ReceiptSvgOptions } from './receipt/svg.ts';
export { type TcpAddress, tcpTransport } from './transports/tcp.ts';
export type { Connected, Connection, ConnectOptions, Transport, Written } from './transports/transport.ts';
export {
  type DeviceCause,
  isCoverOpen,
  isPaperOut,
  POS_PRINTER_EXTENDED,
  type PosPrinterExtended,
  UPOS_ERRORS,
  type UposError,
} from './upos.ts';
