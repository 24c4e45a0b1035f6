import type { QuantityMicro } from '@beaveros/kit';

/** The exact sum, held where a number ends: a hostile fact must not stop a store. */
export function heldQuantity(quantities: Iterable<number>): QuantityMicro {
  let all = 0n;
  for (const quantity of quantities) all += BigInt(quantity);
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(all > max ? max : all < -max ? -max : all) as QuantityMicro;
}
