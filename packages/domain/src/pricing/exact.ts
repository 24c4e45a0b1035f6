import { assert, type RoundingMode, roundQuotient } from '@beaveros/kit';

/** An exact number: numerator over denominator, the denominator positive, not reduced. Amounts are in minor units. */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}

export const NOTHING: Exact = { n: 0n, d: 1n };
export const WHOLE: Exact = { n: 1n, d: 1n };

export function exact(n: bigint, d = 1n): Exact {
  assert(d > 0n, 'a denominator is positive');
  return { n, d };
}

/** A share in 10^-9, exactly. */
export function shareOf(ratePpb: number): Exact {
  return exact(BigInt(ratePpb), 1_000_000_000n);
}

export function plus(a: Exact, b: Exact): Exact {
  if (a.d === b.d) return { n: a.n + b.n, d: a.d };
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function minus(a: Exact, b: Exact): Exact {
  return plus(a, negated(b));
}

export function negated({ n, d }: Exact): Exact {
  return { n: -n, d };
}

export function times(a: Exact, b: Exact): Exact {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** a over b; b is not zero. */
export function over(a: Exact, b: Exact): Exact {
  assert(b.n !== 0n, 'nothing is divided by zero');
  return b.n > 0n ? { n: a.n * b.d, d: a.d * b.n } : { n: -a.n * b.d, d: a.d * -b.n };
}

/** Negative, zero or positive as a is less than, equal to or more than b. */
export function compared(a: Exact, b: Exact): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The nearest multiple of `step` minor units (1: a whole minor unit), as a whole number of minor units. */
export function rounded({ n, d }: Exact, mode: RoundingMode = 'HALF_UP', step = 1n): bigint {
  return roundQuotient(n, d * step, mode) * step;
}

/** The rounded value, exact again. */
export function roundedExact(value: Exact, mode: RoundingMode = 'HALF_UP', step = 1n): Exact {
  return { n: rounded(value, mode, step), d: 1n };
}

/** Like denominators are added first: a long list of a few kinds stays short of digits. */
export function summed(values: Iterable<Exact>): Exact {
  const numerators = new Map<bigint, bigint>();
  for (const { n, d } of values) numerators.set(d, (numerators.get(d) ?? 0n) + n);
  let all = NOTHING;
  for (const [d, n] of numerators) all = n === 0n ? all : plus(all, { n, d });
  return all;
}
