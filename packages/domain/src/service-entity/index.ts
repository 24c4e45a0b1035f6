export {
  businessDateAt,
  type LocalClock,
  type LocalTime,
  localClock,
  localTimeText,
} from './business-date.ts';
export {
  DEFAULT_STORE_POLICIES,
  type ScanPattern,
  type StorePolicies,
  type StorePoliciesRow,
  storePoliciesOf,
  zStorePolicies,
  zStorePoliciesRow,
} from './policies.ts';
export {
  type DeviceRow,
  type ServiceAreaRow,
  type ServiceEntityRow,
  type StoreRow,
  type TerminalRow,
  zDeviceRow,
  zServiceAreaRow,
  zServiceEntityRow,
  zStoreRow,
  zTerminalRow,
} from './rows.ts';
export {
  type EntityStatusEvent,
  EntityStatusSet,
  SERVICE_ENTITY_EVENTS,
  type ServiceEntityEvent,
} from './events.ts';
export {
  type CancelReservation,
  type ChangeReservation,
  type MakeReservation,
  type MarkNoShow,
  type SeatReservation,
  zCancelReservation,
  zChangeReservation,
  zMakeReservation,
  zMarkNoShow,
  zSeatReservation,
} from './reservations/commands.ts';
export {
  type BookingContext,
  cancelReservation,
  changeReservation,
  makeReservation,
  markNoShow,
  type ReservationDecision,
  type ReservationRefusal,
  seatReservation,
} from './reservations/decide.ts';
export {
  type ArrivedLineFolded,
  arrivedLineRows,
  type OwedLineFolded,
  owedLineRows,
  visitAwaiting,
} from './tables/arrived-lines.ts';
export { BOOK_MAX, type DoubleBooking, doubleBookings } from './reservations/double-bookings.ts';
export type { ReservationEvent } from './reservations/events.ts';
export { type ReservationFolded, reservationRows } from './reservations/folded.ts';
export {
  isReservationOver,
  reservationFold,
  type ReservationState,
  type ReservationStatus,
  reservationStatus,
  slotOf,
} from './reservations/state.ts';
export {
  type EntityStatusFolded,
  entityStatusFold,
  entityStatusRows,
  type EntityStatusState,
} from './tables/entity-status.ts';
export {
  type SetTableStatus,
  setTableStatus,
  type TableStatusRefusal,
  zSetTableStatus,
} from './tables/set-status.ts';
export {
  type TableKnown,
  type TableNow,
  tableNow,
  type TableStatus,
  tableStatus,
} from './tables/table-status.ts';
export { type TableVisitFolded, tableVisitRows, type VisitStatus } from './tables/visit.ts';
