import { AMOUNT_MAX, QUANTITY_MAX } from '../scalars.ts';

/** An integer that a document can say as an amount: neither NaN nor beyond `AMOUNT_MAX`. */
export function isSayableAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= -AMOUNT_MAX && value <= AMOUNT_MAX;
}

/** An integer that a line can say as a quantity. */
export function isSayableQuantity(value: number): boolean {
  return Number.isSafeInteger(value) && value >= -QUANTITY_MAX && value <= QUANTITY_MAX;
}
