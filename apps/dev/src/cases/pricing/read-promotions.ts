import { decimalToScaled, quantityMicro } from '@beaveros/kit';
import {
  type Coupon,
  type CouponGift,
  DEFAULT_PROMOTION,
  type LineSelector,
  type OrderToPrice,
  type Promotion,
  type PromotionGift,
  type PromotionTarget,
} from '@beaveros/domain/pricing';
import { type Fields, Unsupported } from '../fields.ts';
import { readAmount, readPercent, readUnitPrice } from './read-lines.ts';

// Fields of 4.2b as promotions and coupons.

/** One entry of `promotions`; `usedBefore` counts where it says nothing itself. Units laid beside are a rule of their own. */
export function readPromotion(
  fields: Fields,
  id: string,
  usedBefore: number,
  { currency }: OrderToPrice,
): readonly Promotion[] {
  const target = readTarget(fields, 'target');
  const when = fields.object('when');
  const quantity = when?.decimal('min_qty');
  const subtotal = when?.decimal('min_subtotal');
  const positions = when === undefined ? undefined : readPositions(when, 'lines_present');
  const cap = fields.decimal('cap');
  const usesMax = fields.integer('max_uses');
  const common = {
    ...DEFAULT_PROMOTION,
    id,
    target,
    when: {
      ...(quantity === undefined
        ? {}
        : { quantityMinMicro: quantityMicro(Number(microOf(quantity, 'min_qty'))) }),
      ...(subtotal === undefined ? {} : { subtotalMinMinor: readAmount(subtotal, currency, 'min_subtotal') }),
      ...(positions === undefined ? {} : { positionsPresent: positions }),
      of: when === undefined ? {} : readSelector(when, 'of'),
    },
    ...(cap === undefined ? {} : { capMinor: readAmount(cap, currency, 'cap') }),
    base: fields.word('on', ['running', 'original'], 'running'),
    times: fields.integer('times', 1),
    ...(usesMax === undefined ? {} : { usesMax }),
    usesSoFar: fields.integer('used', usedBefore),
    priority: fields.integer('priority', 0),
    isExclusive: fields.flag('exclusive'),
  };
  const added = fields.object('add_free_units');
  const gifts = readGifts(fields, currency);
  if (gifts.length + (added === undefined ? 0 : 1) === 0)
    throw new Unsupported('a promotion that gives nothing');
  if (gifts.length > 1) throw new Unsupported('a promotion of several gifts');
  const given = gifts.map((gift): Promotion => ({ ...common, gift }));
  if (added === undefined) return given;
  const gift = {
    kind: 'added_units',
    count: added.integer('count', 1),
    everyUnits: added.integer('every', 1),
  } as const;
  return [{ ...common, gift, target: readSelector(added, 'of') }, ...given];
}

function readGifts(fields: Fields, currency: OrderToPrice['currency']): readonly PromotionGift[] {
  const percent = fields.decimal('percent');
  const amount = fields.decimal('amount');
  const freeUnits = fields.integer('free_units');
  return [
    ...(percent === undefined
      ? []
      : [{ kind: 'percent', ratePpb: readPercent(percent, 'percent') } as const]),
    ...(amount === undefined
      ? []
      : [{ kind: 'amount', amountMinor: readAmount(amount, currency, 'amount') } as const]),
    ...(freeUnits === undefined ? [] : [{ kind: 'free_units', count: freeUnits } as const]),
  ];
}

function readTarget(fields: Fields, name: string): PromotionTarget {
  const inner = objectOrOrder(fields, name);
  const cheapestUnits = inner?.integer('cheapest_units');
  const selector = inner === undefined ? {} : selectorOf(inner);
  return cheapestUnits === undefined ? selector : { ...selector, cheapestUnits };
}

function readSelector(fields: Fields, name: string): LineSelector {
  const inner = objectOrOrder(fields, name);
  return inner === undefined ? {} : selectorOf(inner);
}

function objectOrOrder(fields: Fields, name: string): Fields | undefined {
  return fields.raw(name) === 'order' ? undefined : fields.object(name);
}

function selectorOf(inner: Fields): LineSelector {
  const positions = readPositions(inner, 'lines');
  const skus = inner.texts('skus');
  const categories = inner.texts('categories');
  const range = inner.object('unit_price');
  const min = range?.decimal('min');
  const max = range?.decimal('max');
  return {
    ...(positions === undefined ? {} : { positions }),
    ...(skus === undefined ? {} : { skus }),
    ...(categories === undefined ? {} : { categories }),
    ...(range === undefined
      ? {}
      : {
          unitPriceMicro: {
            ...(min === undefined ? {} : { min: readUnitPrice(min, 'min') }),
            ...(max === undefined ? {} : { max: readUnitPrice(max, 'max') }),
          },
        }),
  };
}

function readPositions(fields: Fields, name: string): readonly number[] | undefined {
  return fields.decimals(name)?.map((text) => {
    const position = decimalToScaled(text, 0);
    if (position === null) throw new Unsupported(`${name} names no line: ${text}`);
    return position;
  });
}

/** One entry of `coupons`. */
export function readCoupon(fields: Fields, code: string, { currency }: OrderToPrice): Coupon {
  const type = fields.word('type', ['percent', 'fixed_product', 'fixed_cart'], 'percent');
  const amount = needed(fields, 'amount');
  const limitUnits = fields.integer('limit_items');
  return {
    code,
    gift: giftOf(type, amount, currency),
    ...(limitUnits === undefined ? {} : { limitUnits }),
    excludesSaleItems: fields.flag('exclude_sale_items'),
    usesSoFar: 0,
  };
}

function giftOf(type: CouponGift['kind'], amount: string, currency: OrderToPrice['currency']): CouponGift {
  if (type === 'percent') return { kind: type, ratePpb: readPercent(amount, 'amount') };
  if (type === 'fixed_product') return { kind: type, perUnitMinor: readAmount(amount, currency, 'amount') };
  return { kind: type, amountMinor: readAmount(amount, currency, 'amount') };
}

export function needed(fields: Fields, name: string): string {
  const value = fields.decimal(name);
  if (value === undefined) throw new Unsupported(`there is no ${name}`);
  return value;
}

/** A decimal in 10^-6. */
export function microOf(text: string, path: string): bigint {
  const value = decimalToScaled(text, 6);
  if (value === null) throw new Unsupported(`${path} has more than 6 decimals or is too large: ${text}`);
  return BigInt(value);
}
