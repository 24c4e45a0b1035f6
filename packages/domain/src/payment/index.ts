export {
  type OpenDrawer,
  type OpenShift,
  type Tender,
  zOpenDrawer,
  zOpenShift,
  zTender,
} from './commands.ts';
export {
  type CurrentShift,
  openDrawer,
  openShift,
  type PaymentDecision,
  takePayments,
  type TillContext,
} from './decide.ts';
export { DrawerKicked, PAYMENT_EVENTS, type PaymentEvent, PaymentRecorded, ShiftOpened } from './events.ts';
export { type PaymentFolded, paymentRows, type ShiftFolded, shiftRows } from './folded.ts';
export type { PaymentRefusal } from './refusals.ts';
export { type PaymentMethodRow, zPaymentMethodRow } from './rows.ts';
export { shiftFold, type ShiftState } from './state.ts';
