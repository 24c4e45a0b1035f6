/** A number as a code carries it: digits and where the point stands. 1.250 is 1250 with 3 decimals; never a float. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly decimals: number;
}

/** From digits alone, as they stand in a code. */
export function decimalOfDigits(digits: string, decimals: number): Decimal {
  return { unscaled: BigInt(digits), decimals };
}

export function tenTo(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
