export { type Contribution, contributionsOf, documentsFold, REPORT_READS } from './contribution.ts';
export { addDayLedger, type DayLedgerRow, dayLedgerOf, dayLedgerRow, dayLedgerRows } from './day-ledger.ts';
