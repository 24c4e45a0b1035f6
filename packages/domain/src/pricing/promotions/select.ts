import { type Exact, NOTHING, plus } from '../exact.ts';
import type { PriceableLine, StageLine } from '../model.ts';
import type { LineSelector, PromotionCondition } from './rules.ts';

/** Lines that anything is taken off, or a percentage of: all but those worth their face. */
export function discountable(lines: readonly StageLine[]): readonly StageLine[] {
  return lines.some(({ line }) => line.isFaceValue === true)
    ? lines.filter(({ line }) => line.isFaceValue !== true)
    : lines;
}

/** The selected lines, in the order given. */
export function selected(
  all: readonly StageLine[],
  { positions, skus, categories, unitPriceMicro }: LineSelector,
): readonly StageLine[] {
  const lines = discountable(all);
  if (!positions && !skus && !categories && !unitPriceMicro) return lines;
  return lines.filter(({ position, line }) => {
    if (positions && !positions.includes(position)) return false;
    if (skus && (line.sku === undefined || !skus.includes(line.sku))) return false;
    if (categories && !line.categories?.some((each) => categories.includes(each))) return false;
    if (!unitPriceMicro) return true;
    const price = unitPriceOf(line);
    const { min, max } = unitPriceMicro;
    return (min === undefined || price >= BigInt(min)) && (max === undefined || price <= BigInt(max));
  });
}

/** One unit with its options, in 10^-6 of the major unit. */
export function unitPriceOf({ unitPriceMicro, modifierPricesMicro }: PriceableLine): bigint {
  let price = BigInt(unitPriceMicro);
  for (const each of modifierPricesMicro) price += BigInt(each);
  return price;
}

/** Units of these lines, in 10^-6; what comes back counts against. */
export function quantityOf(lines: readonly StageLine[]): bigint {
  let quantity = 0n;
  for (const { line } of lines) quantity += BigInt(line.quantityMicro);
  return quantity;
}

/** The sum of shelf prices. */
function subtotalOf(lines: readonly StageLine[], base: 'running' | 'original'): Exact {
  let subtotal = NOTHING;
  for (const line of lines) subtotal = plus(subtotal, line[base].price);
  return subtotal;
}

export type Unmet = 'too_few' | 'too_little' | 'line_missing';

/** What the order lacks for a promotion; null: nothing. */
export function unmetOf(
  { quantityMinMicro, subtotalMinMinor, of = {}, positionsPresent = [] }: PromotionCondition,
  lines: readonly StageLine[],
  base: 'running' | 'original',
): Unmet | null {
  const counted = selected(lines, of);
  if (quantityMinMicro !== undefined && quantityOf(counted) < BigInt(quantityMinMicro)) return 'too_few';
  if (subtotalMinMinor !== undefined) {
    const { n, d } = subtotalOf(counted, base);
    if (n < BigInt(subtotalMinMinor) * d) return 'too_little';
  }
  const isThere = (position: number) =>
    lines.some((each) => each.position === position && each.line.quantityMicro > 0);
  return positionsPresent.every(isThere) ? null : 'line_missing';
}
