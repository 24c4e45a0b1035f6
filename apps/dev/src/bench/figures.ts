import { assert } from '@beaveros/kit';

/** The smallest of the values that at least `share` of them do not exceed (nearest rank): never a value nobody measured. */
export function percentile(values: readonly number[], share: number): number {
  assert(values.length > 0, 'a percentile needs values');
  assert(share > 0 && share <= 1, `${share} is no share`);
  const ranked = values.toSorted((a, b) => a - b);
  return ranked[Math.ceil(ranked.length * share) - 1]!;
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  assert(values.length > 0, 'a median needs values');
  const ranked = values.toSorted((a, b) => a - b);
  const half = ranked.length / 2;
  return Number.isInteger(half) ? (ranked[half - 1]! + ranked[half]!) / 2 : ranked[Math.floor(half)]!;
}

/** Three significant digits, or whole where there are more: what a repeat on the same machine can reproduce. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
