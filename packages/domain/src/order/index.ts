export {
  type AddLines,
  type ChangeQuantity,
  type FireOrder,
  type LineToAdd,
  type NameGuest,
  type OpenOrder,
  type OverridePrice,
  type Reprint,
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
  zDocumentPayment,
  zLineModifier,
  zLineTax,
  zTaxTotal,
} from './events.ts';
export { orderFold } from './evolve.ts';
export {
  type DocumentFolded,
  type OrderFolded,
  type OrderItemFolded,
  type OrderItemModifierFolded,
  type OrderItemTaxFolded,
  type OrderRows,
  orderRows,
} from './folded.ts';
export { fireOrder, type KitchenReader } from './fire.ts';
export type { OrderRefusal } from './refusals.ts';
export { type ReprintRefusal, reprint } from './reprint.ts';
export {
  type ClosedDocument,
  type LineState,
  type OrderState,
  type OrderStatus,
  orderStatus,
  paidSoFar,
  type RecordedPayment,
} from './state.ts';
export { orderCurrency, orderTotals, type PricedOrderLine, priceOrderLine, standingLines } from './totals.ts';
