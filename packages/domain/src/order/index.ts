export {
  type AddLines,
  type ChangeQuantity,
  type FireOrder,
  type LineToAdd,
  type NameGuest,
  type OpenOrder,
  type OverridePrice,
  type Reprint,
  type ResolveTask,
  type ReverseDocument,
  type SetLineNote,
  type SetOrderNote,
  type VoidLine,
  zAddLines,
  zChangeQuantity,
  zFireOrder,
  zLineToAdd,
  zNameGuest,
  zOpenOrder,
  zOverridePrice,
  zReprint,
  zResolveTask,
  zReverseDocument,
  zSetLineNote,
  zSetOrderNote,
  zVoidLine,
} from './commands.ts';
export {
  addLines,
  changeQuantity,
  nameGuest,
  notOpen,
  type OrderDecision,
  openOrder,
  overridePrice,
  setLineNote,
  setOrderNote,
  voidLine,
} from './decide.ts';
export {
  DocumentReversed,
  GuestNamed,
  LineAdded,
  LineNoteSet,
  LinePriceOverridden,
  LineQuantityChanged,
  LinesFired,
  LineVoided,
  ORDER_EVENTS,
  OrderClosed,
  type OrderEvent,
  OrderNoteSet,
  OrderOpened,
  ReceiptIssued,
  TaskResolved,
  zDocumentPayment,
  zLineModifier,
  zLineTax,
  zTaxTotal,
} from './events.ts';
export { orderFold } from './evolve.ts';
export {
  type DocumentFolded,
  type DocumentStatus,
  type OrderFolded,
  type OrderItemFolded,
  type OrderItemModifierFolded,
  type OrderItemTaxFolded,
  type OrderRows,
  type OrderTaskFolded,
  orderRows,
} from './folded.ts';
export { fireOrder, type KitchenReader } from './fire.ts';
export type { OrderRefusal } from './refusals.ts';
export { type ReversalRefusal, reverseDocument } from './reverse-document.ts';
export { resolveTask, type TaskRefusal } from './resolve-task.ts';
export { type ReprintRefusal, reprint } from './reprint.ts';
export { balanceOf, orderStatus, type Standing, standingDocuments, standOf } from './standing.ts';
export {
  type Author,
  type ClosedDocument,
  type LineState,
  type OrderState,
  type OrderStatus,
  paidSoFar,
  type RecordedPayment,
  type Reversal,
} from './state.ts';
export {
  clashTasks,
  isOpenTask,
  isResolvable,
  isSettled,
  type OrderTask,
  type OrderTaskKind,
  orderTasks,
} from './tasks.ts';
export {
  dueOf,
  openTotals,
  orderCurrency,
  orderTotals,
  overpaidOf,
  type PricedOrderLine,
  priceOrderLine,
  standingLines,
} from './totals.ts';
