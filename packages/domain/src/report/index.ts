export { type Contribution, contributionsOf, documentsFold, REPORT_READS } from './contribution.ts';
export {
  addDayLedger,
  DAY_LEDGER,
  type DayLedgerRow,
  dayLedgerOf,
  dayLedgerRow,
  dayLedgerRows,
  dayOpeningRow,
} from './day-ledger.ts';
