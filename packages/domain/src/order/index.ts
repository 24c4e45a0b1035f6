export { type AddCombo, addCombo, zAddCombo } from './add-combo.ts';
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
  SCANNED_MAX,
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
  type DiscountLine,
  type DiscountOrder,
  DISCOUNTS_BY_HAND_MAX,
  discountLine,
  discountOrder,
  type EnterCoupon,
  enterCoupon,
  type RemoveCoupon,
  type RemoveDiscount,
  type RestoreCharge,
  removeCoupon,
  removeDiscount,
  restoreCharge,
  type WaiveCharge,
  waiveCharge,
  zDiscountLine,
  zDiscountOrder,
  zEnterCoupon,
  zRemoveCoupon,
  zRemoveDiscount,
  zRestoreCharge,
  zWaiveCharge,
} from './discounts.ts';
export { OrderClosed, OrderClosedV1, readDocument } from './document-events.ts';
export {
  DOCUMENT_LINES_MAX,
  DOCUMENT_PAYMENTS_MAX,
  zDocumentAccount,
  zDocumentCharge,
  zDocumentDiscount,
  zDocumentPayment,
  zLineModifier,
  zLocalTime,
  zReceiptNumber,
  zTaxTotal,
} from './document-parts.ts';
export {
  DocumentReversed,
  EARLIER_ORDER_EVENTS,
  GuestNamed,
  LineAdded,
  LineNoteSet,
  LinePriceOverridden,
  LineQuantityChanged,
  LineVoided,
  ORDER_EVENTS,
  type OrderEvent,
  OrderNoteSet,
  OrderOpened,
  TaskResolved,
} from './events.ts';
export {
  CourseHeld,
  CustomerSet,
  DURATION_MAX_MINUTES,
  GuestsChanged,
  LineCourseSet,
  LineSeatSet,
  LineStaffSet,
  TableChanged,
} from './guest-events.ts';
export {
  type ChangeGuests,
  type ChangeTable,
  changeGuests,
  changeTable,
  type HoldCourse,
  holdCourse,
  type SetCourse,
  type SetCustomer,
  type SetSeat,
  type SetStaff,
  setCourse,
  setCustomer,
  setSeat,
  setStaff,
  zChangeGuests,
  zChangeTable,
  zHoldCourse,
  zSetCourse,
  zSetCustomer,
  zSetSeat,
  zSetStaff,
} from './guests.ts';
export {
  type CancelOrder,
  cancelOrder,
  type IssueQuote,
  issueQuote,
  type ParkOrder,
  parkOrder,
  type RepriceOrder,
  type ResumeOrder,
  repriceOrder,
  resumeOrder,
  zCancelOrder,
  zIssueQuote,
  zParkOrder,
  zRepriceOrder,
  zResumeOrder,
} from './life.ts';
export { OrderCancelled, OrderParked, OrderResumed, QuoteIssued } from './life-events.ts';
export { zLineTax } from './line-events.ts';
export { LinesMovedIn, LinesMovedOut, MovedLineVoided } from './move-events.ts';
export {
  ChargeRestored,
  ChargeWaived,
  CouponEntered,
  CouponRemoved,
  DiscountRemoved,
  LineDiscounted,
  OrderDiscounted,
  RulesCaptured,
} from './rule-events.ts';
export { RewardTaken } from './reward-events.ts';
export { SHARES_MAX, shares } from './shares.ts';
export { orderFold } from './evolve.ts';
export { COURSE_MAX, LinesFired, LinesFiredV1, SEAT_MAX, zCourse, zSeat } from './kitchen-events.ts';
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
export { type FireCourse, fireCourse, fireOrder, type KitchenReader, zFireCourse } from './fire.ts';
export {
  type GrantRefusal,
  grantRefund,
  type RefundAsk,
  releaseRefundGrant,
  releaseRefundGrantOf,
} from './refund/grant.ts';
export type { OrderRefusal } from './refusals.ts';
export { type ReversalRefusal, reverseDocument } from './reverse-document.ts';
export { resolveTask, type TaskRefusal } from './resolve-task.ts';
export { BillPresented, ReceiptIssued } from './paper-events.ts';
export { type BillContext, type PrintBill, printBill, zPrintBill } from './present-bill.ts';
export { type ReceiptAccounts, type ReprintRefusal, reprint } from './reprint.ts';
export { balanceOf, orderStatus, type Standing, standingDocuments, standOf } from './standing.ts';
export {
  type Author,
  type ClosedDocument,
  guestsOf,
  isHeldLine,
  isStandingLine,
  type LineState,
  type LineVoid,
  type MovedLine,
  newLine,
  type OrderState,
  type OrderStatus,
  paidSoFar,
  type Quote,
  type RecordedPayment,
  type Refund,
  type RefundGrant,
  type Reversal,
  tableOf,
} from './state.ts';
export {
  clashTasks,
  isOpenTask,
  isResolvable,
  type TaskEnding,
  taskEnding,
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
  type OrderTotals,
  type PricedOrderLine,
  priceOrderLine,
  standingLines,
} from './totals.ts';
export {
  REFUND_EVENTS,
  type RefundEvent,
  RefundGranted,
  RefundGrantReleased,
  RefundIssued,
} from './refund/events.ts';
export { type OverRefund, overRefunds } from './refund/over-refunded.ts';
export {
  type LinePart,
  type PartsRefusal,
  refundableMoney,
  refundableQuantity,
  type RefundParts,
  refundParts,
} from './refund/parts.ts';
export { openGrants, refundsOf } from './refund/refunded.ts';
