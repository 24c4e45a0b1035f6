export type { AccountView, RefundableView } from './account-view.ts';
export {
  type Approval,
  type Call,
  type ChangedPush,
  IPC_VERSION,
  type IpcFault,
  type IpcPush,
  type IpcRequest,
  type IpcResponse,
  type TicketsPush,
  zApproval,
  zIpcRequest,
  zPin,
} from './call.ts';
export {
  IPC_CALLS,
  IPC_PAGE_MAX,
  KITCHEN_CALLS,
  STOCK_HISTORY_MAX,
  type IpcCallName,
  type IpcCalls,
  type IpcInput,
  type IpcOutput,
} from './calls.ts';
export type { OpenTaskView, ReservationView, TableView } from './floor-view.ts';
export type { CoreRefusal, IpcRefusal } from './refusals.ts';
export {
  type OrderTaskView,
  type OrderView,
  type PrintJobView,
  type StatusView,
  type TicketView,
  zOrderView,
  zTicketView,
} from './views.ts';
export { IPC_WAITING_MAX, IpcClient, type IpcCallOptions, type IpcClientOptions } from './client.ts';
export {
  type HandedPort,
  type IpcLine,
  type IpcLineListener,
  type MessagePortLike,
  messagePortLine,
  type OpenIpcLine,
  type WebSocketLike,
  webSocketLine,
} from './line.ts';
export { orderView } from './order-view.ts';
export { type PageLike, type ShellHost, shellPort } from './shell-port.ts';
export type { ScanLabel } from './scan-view.ts';
export type { SoldOutView, StockLevelView, StockMovementView } from './stock-view.ts';
export type { DayReportRow, StoreDayView } from './report-view.ts';
export type { ShiftView, XReportView, ZReportSummary, ZReportView } from './shift-view.ts';
