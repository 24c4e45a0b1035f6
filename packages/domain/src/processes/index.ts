export {
  type ClosingContext,
  type PayAndClose,
  payAndClose,
  type SaleRefusal,
  zPayAndClose,
} from './pay-and-close.ts';
export {
  type RefundOverpayment,
  type RefundRefusal,
  refundOverpayment,
  zRefundOverpayment,
} from './refund-overpayment.ts';
