import {
  type AmountMinor,
  amountMinor,
  type Currency,
  ok,
  ONE,
  type QuantityMicro,
  quantityMicro,
  type Result,
  refuse,
  roundQuotient,
  type UnitPriceMicro,
  unitPriceMicro,
} from '@beaveros/kit';
import { AMOUNT_MAX, QUANTITY_MAX } from '../scalars.ts';
import { EXPONENT_MAX } from './limits.ts';
import { UNIT_MICRO } from './micro.ts';
import type { PricingRefusal } from './model.ts';

/** One chosen part of a combo or meal deal. */
export interface ComboChild {
  readonly position: number;
  /** What it would cost on its own: its weight in the combo's price. */
  readonly basePriceMicro: UnitPriceMicro;
  readonly quantityMicro: QuantityMicro;
  /** For the better choice, per unit, on top of its share; never shared out. */
  readonly surchargeMicro: UnitPriceMicro;
}

/** A line of a child: share and surcharges. `total` is quantity x unit price, to the minor unit. */
export interface ComboLine {
  readonly position: number;
  readonly quantityMicro: QuantityMicro;
  readonly unitPriceMicro: UnitPriceMicro;
  readonly total: AmountMinor;
}

/** No menu has more choices. */
const CHILDREN_MAX = 200;

/**
 * Splits a combo's price over its children by base price, so that each carries its own taxes. The unit price of each is
 * rounded half up to the currency; the child of the highest position takes what is left. If that does not divide by its
 * units, its last unit becomes a line of its own, at the end (Odoo): every unit price is whole, a single unit can go back.
 * Totals add up to the price and the surcharges exactly. Children that all cost nothing share by quantity. Refuses no
 * children, quantities that are none, and what no document can say.
 */
export function splitCombo(
  price: AmountMinor,
  children: readonly ComboChild[],
  { exponent }: Currency,
): Result<readonly ComboLine[], PricingRefusal> {
  const wrong = refusalOf(price, children);
  if (wrong !== null) return refuse(wrong);
  if (!isExponent(exponent)) return refuse({ code: 'pricing/beyond-limits', field: 'currency' });
  const shares = sharesOf(BigInt(price), children);
  const minorPerMajor = 10n ** BigInt(exponent);
  const lines: ComboLine[] = [];
  for (const { child, quantity, share } of shares) {
    const surcharges = roundQuotient(
      BigInt(child.surchargeMicro) * quantity * minorPerMajor,
      UNIT_MICRO * UNIT_MICRO,
      'HALF_UP',
    );
    const total = share + surcharges;
    const unit = roundQuotient(total * UNIT_MICRO * UNIT_MICRO, quantity * minorPerMajor, 'HALF_UP');
    if (magnitude(total) > BigInt(AMOUNT_MAX) || magnitude(unit) > UNIT_PRICE_MAX)
      return refuse({ code: 'pricing/beyond-limits', field: 'price', position: child.position });
    lines.push({
      position: child.position,
      quantityMicro: quantityMicro(Number(quantity)),
      unitPriceMicro: unitPriceMicro(Number(unit)),
      total: amountMinor(Number(total)),
    });
  }
  return ok(lines);
}

const UNIT_PRICE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

interface Share {
  readonly child: ComboChild;
  readonly quantity: bigint;
  readonly share: bigint;
}

/** In the order of the children, a unit split off at the end. */
function sharesOf(price: bigint, children: readonly ComboChild[]): readonly Share[] {
  const isFree = children.every(({ basePriceMicro }) => basePriceMicro === 0);
  const baseOf = (child: ComboChild) => (isFree ? 1n : BigInt(child.basePriceMicro));
  let whole = 0n;
  for (const child of children) whole += baseOf(child) * BigInt(child.quantityMicro);
  const inOrder = [...children].sort((a, b) => a.position - b.position);
  const last = inOrder.at(-1);
  const shares = new Map<ComboChild, Share>();
  const splitOff: Share[] = [];
  let left = price;
  for (const child of inOrder) {
    const quantity = BigInt(child.quantityMicro);
    const unit = roundQuotient(baseOf(child) * price * UNIT_MICRO, whole, 'HALF_UP');
    const fair = least(roundQuotient(unit * quantity, UNIT_MICRO, 'HALF_UP'), left);
    if (child !== last) shares.set(child, { child, quantity, share: fair });
    else if (dividesByUnits(left, quantity)) shares.set(child, { child, quantity, share: left });
    else {
      const rest = quantity - UNIT_MICRO;
      const others = least(roundQuotient(unit * rest, UNIT_MICRO, 'HALF_UP'), left);
      shares.set(child, { child, quantity: rest, share: others });
      splitOff.push({ child, quantity: UNIT_MICRO, share: left - others });
    }
    left -= fair;
  }
  return [...children.map((child) => shares.get(child)!), ...splitOff];
}

/** One unit, and what is weighed, is never split: its line says what it costs. */
function dividesByUnits(amount: bigint, quantity: bigint): boolean {
  return quantity === BigInt(ONE) || quantity % UNIT_MICRO !== 0n || (amount * UNIT_MICRO) % quantity === 0n;
}

function refusalOf(price: AmountMinor, children: readonly ComboChild[]): PricingRefusal | null {
  if (!(Number.isSafeInteger(price) && price >= 0 && price <= AMOUNT_MAX))
    return { code: 'pricing/beyond-limits', field: 'price' };
  if (children.length === 0 || children.length > CHILDREN_MAX)
    return { code: 'pricing/not-a-combo', field: 'children' };
  const positions = new Set(children.map(({ position }) => position));
  if (positions.size !== children.length) return { code: 'pricing/not-a-combo', field: 'position' };
  for (const { position, basePriceMicro, quantityMicro: quantity, surchargeMicro } of children) {
    if (![basePriceMicro, quantity, surchargeMicro].every(Number.isSafeInteger) || quantity > QUANTITY_MAX)
      return { code: 'pricing/beyond-limits', field: 'children', position };
    if (quantity <= 0 || basePriceMicro < 0)
      return { code: 'pricing/not-a-part', field: 'children', position };
  }
  return null;
}

function isExponent(exponent: number): boolean {
  return Number.isSafeInteger(exponent) && exponent >= 0 && exponent <= EXPONENT_MAX;
}

/** Halves rounded up can run ahead of the price over many cheap children: none takes more than what is left. */
function least(fair: bigint, left: bigint): bigint {
  return fair < left ? fair : left;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
