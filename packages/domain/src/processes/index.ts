export {
  type ClosingContext,
  type PayAndClose,
  payAndClose,
  type SaleRefusal,
  zPayAndClose,
} from './pay-and-close.ts';
