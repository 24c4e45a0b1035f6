export {
  type LineToMove,
  type MergeOrders,
  type MoveDecision,
  type MoveLines,
  mergeOrders,
  moveLines,
  zMergeOrders,
  zMoveLines,
} from './move-lines.ts';
export {
  linesBySeat,
  PARTS_MAX,
  partsBySeat,
  quantityShares,
  type SplitOrder,
  splitOrder,
  zSplitOrder,
} from './split-order.ts';
export {
  type ClosingContext,
  type PayAndClose,
  payAndClose,
  type SaleRefusal,
  zPayAndClose,
} from './pay-and-close.ts';
export { type ExchangeCommand, type ExchangeRefusal, exchange, zExchange } from './exchange.ts';
export {
  type RefundCommand,
  type RefundContext,
  type RefundProcessRefusal,
  refund,
  zRefund,
} from './refund.ts';
export { type LoadRefusal, type SellLoad, sellLoad, zSellLoad } from './sell-load.ts';
export {
  type RefundTender,
  type RefundTenderRefusal,
  zRefundTender,
} from './refund-tenders.ts';
export {
  type RefundOverpayment,
  type RefundRefusal,
  refundOverpayment,
  zRefundOverpayment,
} from './refund-overpayment.ts';
export { type RecordPayment, recordPayment, zRecordPayment } from './record-payment.ts';
export { type ReversalContext, reverseSale } from './reverse-sale.ts';
export {
  type ReturnReward,
  type RewardContext,
  returnReward,
  type TakeReward,
  takeReward,
  zReturnReward,
  zTakeReward,
} from './take-reward.ts';
