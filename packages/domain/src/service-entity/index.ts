export {
  businessDateAt,
  type LocalClock,
  type LocalTime,
  localClock,
  localTimeText,
} from './business-date.ts';
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
