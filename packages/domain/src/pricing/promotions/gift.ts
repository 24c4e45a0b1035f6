import { unreachable } from '@beaveros/kit';
import { type Exact, exact, NOTHING, rounded, shareOf, WHOLE } from '../exact.ts';
import { UNIT_MICRO } from '../micro.ts';
import type { StageLine } from '../model.ts';
import type { Promotion } from './rules.ts';
import { quantityOf, selected } from './select.ts';
import { dearestUnits, type Slice, type Terms, wholeLine } from './slices.ts';
import { type Taken, takeAmount, takePercent, takeSetPrice } from './take.ts';
import type { UnitLedger } from './unit-ledger.ts';

/** What a promotion takes of the lines as they are, once; `times` counts for units here. */
export function giftOf(
  promotion: Promotion,
  { lines, times }: { readonly lines: readonly StageLine[]; readonly times: number },
  ledger: UnitLedger,
  terms: Terms,
): Taken {
  const { gift, target } = promotion;
  const aimedAt = selected(lines, target);
  const cap = promotion.capMinor === undefined ? null : exact(BigInt(promotion.capMinor));
  switch (gift.kind) {
    case 'percent':
      return takePercent(
        slicesOf(promotion, aimedAt, times, ledger, terms),
        shareOf(gift.ratePpb),
        cap,
        terms,
      );
    case 'amount': {
      const given = exact(BigInt(gift.amountMinor) * BigInt(isForUnits(promotion) ? times : 1));
      const slices = slicesOf(promotion, aimedAt, times, ledger, terms);
      return takeAmount(slices, cap !== null && cap.n < given.n ? cap : given, terms);
    }
    case 'free_units': {
      const sets = gift.everyUnits === undefined ? BigInt(times) : fullSets(aimedAt, gift.everyUnits);
      const slices = ledger.cheapest(aimedAt, units(gift.count) * sets, terms);
      return takePercent(slices, WHOLE, cap, terms);
    }
    case 'set_price': {
      const sets = fullSets(aimedAt, gift.setUnits);
      const slices = dearestUnits(aimedAt, units(gift.setUnits) * sets, terms);
      return takeSetPrice(slices, exact(BigInt(gift.priceMinor) * sets), terms);
    }
    case 'added_units':
      return { parts: [], shown: 'by_group' };
    default:
      return unreachable(gift);
  }
}

/** It names single units, so that each further time takes further units. */
export function isForUnits({ gift, target }: Promotion): boolean {
  return target.cheapestUnits !== undefined || (gift.kind !== 'percent' && gift.kind !== 'amount');
}

/** Units that the till lays beside those bought, at zero: the total stays. In whole units. */
export function addedUnitsOf({ gift, target }: Promotion, lines: readonly StageLine[]): bigint {
  return gift.kind === 'added_units'
    ? BigInt(gift.count) * fullSets(selected(lines, target), gift.everyUnits)
    : 0n;
}

/** Units of the parts that a promotion gives away wholly. */
export function freeQuantityOf({ gift }: Promotion, { parts }: Taken): Exact {
  if (gift.kind !== 'free_units') return NOTHING;
  return exact(
    parts.reduce((all, { slice }) => all + slice.units.quantityMicro, 0n),
    UNIT_MICRO,
  );
}

function units(count: number): bigint {
  return BigInt(count) * UNIT_MICRO;
}

function fullSets(lines: readonly StageLine[], everyUnits: number): bigint {
  const quantity = quantityOf(lines);
  return quantity <= 0n || everyUnits <= 0 ? 0n : rounded(exact(quantity, units(everyUnits)), 'DOWN');
}

function slicesOf(
  { target }: Promotion,
  lines: readonly StageLine[],
  times: number,
  ledger: UnitLedger,
  terms: Terms,
): readonly Slice[] {
  if (target.cheapestUnits === undefined) return lines.map((line) => wholeLine(line, terms));
  return ledger.cheapest(lines, units(target.cheapestUnits) * BigInt(times), terms);
}
