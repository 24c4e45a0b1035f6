export {
  type Call,
  type ChangedPush,
  IPC_VERSION,
  type IpcFault,
  type IpcPush,
  type IpcRequest,
  type IpcResponse,
  type TicketsPush,
  zIpcRequest,
} from './call.ts';
export {
  IPC_CALLS,
  IPC_PAGE_MAX,
  KITCHEN_CALLS,
  type IpcCallName,
  type IpcCalls,
  type IpcInput,
  type IpcOutput,
} from './calls.ts';
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
