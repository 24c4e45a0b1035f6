export {
  type Call,
  IPC_VERSION,
  type IpcFault,
  type IpcPush,
  type IpcRequest,
  type IpcResponse,
  zIpcRequest,
} from './call.ts';
export {
  IPC_CALLS,
  IPC_PAGE_MAX,
  type IpcCallName,
  type IpcCalls,
  type IpcInput,
  type IpcOutput,
} from './calls.ts';
export type { CoreRefusal, IpcRefusal } from './refusals.ts';
export {
  type OrderView,
  type PrintJobView,
  type StatusView,
  type TicketView,
  zOrderView,
  zTicketView,
} from './views.ts';
