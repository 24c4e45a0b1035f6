import { describe, expect, it } from 'vitest';
import { median, percentile, rounded } from './figures.ts';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

  it('gives the value of the nearest rank, whatever the order', () => {
    expect([0.01, 0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([
      1, 50, 95, 99, 100,
    ]);
  });

  it('never lies between two values', () => {
    expect(percentile([1, 1000], 0.5)).toBe(1);
    expect(percentile([1, 1000], 0.51)).toBe(1000);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('does not turn the array it is given', () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('has no answer without values or outside of (0, 1]', () => {
    expect(() => percentile([], 0.5)).toThrow('needs values');
    expect(() => percentile([1], 0)).toThrow('no share');
    expect(() => percentile([1], 99)).toThrow('no share');
  });
});

describe('median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([5, 1, 9])).toBe(5);
    expect(median([4, 1, 10, 2])).toBe(3);
    expect(() => median([])).toThrow('needs values');
  });
});

describe('rounded', () => {
  it('keeps three significant digits and no fraction of large values', () => {
    expect([0.012345, 1.2345, 99.96, 12345.6, -0.5, 0].map(rounded)).toEqual([
      0.0123, 1.23, 100, 12346, -0.5, 0,
    ]);
  });
});
