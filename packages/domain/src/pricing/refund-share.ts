import {
  type AmountMinor,
  amountMinor,
  ok,
  type QuantityMicro,
  type Result,
  refuse,
  roundQuotient,
  ZERO,
} from '@beaveros/kit';
import type { PricingRefusal } from './model.ts';
import { isSayableAmount, isSayableQuantity } from './sayable.ts';

/** A line as it was sold and what has come back of it. Signs are those of the sale: all amounts of one line alike. */
export interface SoldLine {
  readonly quantityMicro: QuantityMicro;
  /** Net, each tax, a tip: whatever the line says; each is shared on its own. */
  readonly amounts: readonly AmountMinor[];
  readonly refundedQuantityMicro: QuantityMicro;
  /** One for each of `amounts`. */
  readonly refunded: readonly AmountMinor[];
}

/**
 * What comes back for a part of a line: each amount x part / sold, half up, never above what is left of it; the part
 * that completes the quantity takes all that is left. So any parts of a line together return exactly what was paid.
 * A part of nothing is nothing. Refuses a part of the other sign or more than is left.
 */
export function refundShare(
  line: SoldLine,
  refundQuantityMicro: QuantityMicro,
): Result<readonly AmountMinor[], PricingRefusal> {
  const quantities = [line.quantityMicro, line.refundedQuantityMicro, refundQuantityMicro];
  if (!quantities.every(isSayableQuantity))
    return refuse({ code: 'pricing/beyond-limits', field: 'quantity' });
  if (![...line.amounts, ...line.refunded].every(isSayableAmount))
    return refuse({ code: 'pricing/beyond-limits', field: 'amounts' });
  const sold = BigInt(line.quantityMicro);
  const part = BigInt(refundQuantityMicro);
  const openQuantity = sold - BigInt(line.refundedQuantityMicro);
  const isPart = part === 0n || part < 0n === sold < 0n;
  if (!isPart) return refuse({ code: 'pricing/not-a-part', field: 'quantity' });
  if (magnitude(part) > magnitude(openQuantity) || openQuantity < 0n !== sold < 0n)
    return refuse({ code: 'pricing/more-than-sold', field: 'quantity' });
  const isLast = part === openQuantity;
  return ok(
    line.amounts.map((amount, at) => {
      const left = BigInt(amount) - BigInt(line.refunded[at] ?? 0);
      return amountMinor(Number(isLast ? left : fairShare({ amount: BigInt(amount), left, part, sold })));
    }),
  );
}

/** What is left of each amount after so many equal parts that completed nothing; none is ever overdrawn. */
export function leftAfterParts(
  { amounts }: Pick<SoldLine, 'amounts'>,
  each: readonly AmountMinor[],
  parts: number,
): readonly AmountMinor[] {
  return amounts.map((amount, at) => {
    const taken = BigInt(each[at] ?? 0) * BigInt(parts);
    const isOverdrawn = magnitude(taken) > magnitude(BigInt(amount));
    return isOverdrawn ? ZERO : amountMinor(Number(BigInt(amount) - taken));
  });
}

function fairShare({
  amount,
  left,
  part,
  sold,
}: {
  readonly amount: bigint;
  readonly left: bigint;
  readonly part: bigint;
  readonly sold: bigint;
}): bigint {
  const share = roundQuotient(amount * magnitude(part), magnitude(sold), 'HALF_UP');
  return magnitude(share) > magnitude(left) ? left : share;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
