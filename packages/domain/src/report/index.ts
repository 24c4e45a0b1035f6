export { type Contribution, contributionsOf, documentsFold, REPORT_READS } from './contribution.ts';
export { type ContributionBy, contributionsBy } from './contributions-by.ts';
export { type ArrivalOf, type DayClosing, dayClosings } from './day-closing.ts';
export { type DayDocument, dayDocumentsOf, storeDaysOf } from './day-documents.ts';
export {
  addDayLedger,
  DAY_LEDGER,
  type DayLedgerRow,
  dayLedgerOf,
  dayLedgerRow,
  dayLedgerRows,
  dayOpeningRow,
} from './day-ledger.ts';
export { type DayShift, dayShiftFold, dayShiftOf, type Place } from './day-shift.ts';
export { addFigures, type Dimension, DIMENSIONS, rateOfTaxKey } from './dimensions.ts';
export {
  type DayFigures,
  type DayKey,
  type DayPart,
  type DayTender,
  figuresOfZ,
  type LateDocument,
  type StoreDay,
  type StoreDayShift,
  storeDays,
} from './store-day.ts';
