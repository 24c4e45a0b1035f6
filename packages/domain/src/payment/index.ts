export {
  type CloseShift,
  type DrawerCount,
  type MoveCash,
  type OpenDrawer,
  type OpenShift,
  type PrintX,
  type ReprintZ,
  type Tender,
  zCloseShift,
  zDrawerCount,
  zMoveCash,
  zOpenDrawer,
  zOpenShift,
  zPrintX,
  zReprintZ,
  zTender,
} from './commands.ts';
export {
  type AccountSpending,
  type CurrentShift,
  type PaymentDecision,
  takePayments,
  type TenderContext,
  type TillContext,
} from './decide.ts';
export {
  DrawerKicked,
  EARLIER_PAYMENT_EVENTS,
  PAYMENT_EVENTS,
  type PaymentAccount,
  type PaymentEvent,
  PaymentRecorded,
  ShiftOpened,
  zPaymentAccount,
} from './events.ts';
export {
  type PaymentFolded,
  paymentRows,
  type ShiftFolded,
  type ShiftRows,
  shiftRows,
  type ZReportFolded,
} from './folded.ts';
export { CashSlipIssued, OWN_TILLS_FACTS, XReportIssued, ZReportIssued } from './paper-events.ts';
export type { PaymentRefusal } from './refusals.ts';
export { type PaymentMethodRow, zPaymentMethodRow } from './rows.ts';
export {
  closeShift,
  countShiftDrawer,
  currentShift,
  drawerOf,
  moveCash,
  openDrawer,
  type OpeningContext,
  openShift,
  type ShiftClosingContext,
} from './shift-decide.ts';
export {
  CashMoved,
  type Denominations,
  DrawerCounted,
  ShiftClosed,
  zDenominations,
} from './shift-events.ts';
export {
  addToShiftLedger,
  emptyShiftLedger,
  SHIFT_LEDGER_READS,
  type ShiftLedger,
  shiftLedgerOf,
  type ShiftOpening,
} from './shift-ledger.ts';
export { printX, reprintZ } from './shift-paper.ts';
export { type ShiftReport, shiftReport } from './shift-report.ts';
export { isShiftSettled, shiftFold, type ShiftState, type ZReport } from './state.ts';
export { accountId, accountLabel } from './stored-value/account-id.ts';
export {
  type AccountCode,
  type AdjustAccount,
  type OpenAccount,
  zAccountCode,
  zAdjustAccount,
  zOpenAccount,
} from './stored-value/commands.ts';
export {
  type AccountContext,
  type AccountDecision,
  type AccountTerms,
  adjustAccount,
  balanceShown,
  type MoveCause,
  openAccount,
  putOn,
  type SpendPermit,
  spendFrom,
  takeBack,
} from './stored-value/decide.ts';
export {
  type AccountKind,
  AccountMoved,
  AccountOpened,
  GrantReleased,
  LoadAttached,
  SpendGranted,
  STORED_VALUE_EVENTS,
  type StoredValueEvent,
  zAccountKind,
} from './stored-value/events.ts';
export {
  type AccountFolded,
  type AccountMovementFolded,
  type AccountRows,
  accountRows,
} from './stored-value/folded.ts';
export {
  grantSpend,
  releaseSpendGrant,
  releaseSpendGrantOf,
  type SpendAsk,
} from './stored-value/grant.ts';
export {
  loyaltyAccount,
  movedByTenders,
  type StoredValueContext,
  storedValueOfClose,
} from './stored-value/of-close.ts';
export {
  ACCOUNT_LEDGER,
  type AccountOpening,
  type AccountOpeningBody,
  accountOpeningBody,
  readAccountOpening,
} from './stored-value/opening.ts';
export { mayRollAccount, rollAccount } from './stored-value/roll.ts';
export type { AccountRefusal } from './stored-value/refusals.ts';
export {
  isInAccountRow,
  type JournalOfAccount,
  knownAccount,
  type TillAccountRow,
  tillAccountRow,
  zTillAccountRow,
} from './stored-value/rows.ts';
export {
  accountBalance,
  accountFold,
  accountFoldFrom,
  accountLoss,
  type AccountMove,
  type AccountState,
  accountTerms,
  availableOf,
  countingMoves,
  openSpendGrants,
  type SpendGrant,
} from './stored-value/state.ts';
