import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitWithin } from './fit.ts';

describe('a picture made to fit', () => {
  it.each([
    [
      { width: 4_000, height: 3_000 },
      { width: 512, height: 384 },
    ],
    [
      { width: 300, height: 900 },
      { width: 171, height: 512 },
    ],
    [
      { width: 512, height: 10 },
      { width: 512, height: 10 },
    ],
    [
      { width: 10_000, height: 1 },
      { width: 512, height: 1 },
    ],
  ])('%j becomes %j', (size, fitted) => {
    expect(fitWithin(size, 512)).toEqual(fitted);
  });

  it('is within the square, has pixels, and keeps its shape to a pixel', () => {
    const length = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(length, length, (width, height) => {
        const fitted = fitWithin({ width, height }, 512);
        expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(Math.max(512, 1));
        expect(Math.min(fitted.width, fitted.height)).toBeGreaterThanOrEqual(1);
        const factor = Math.max(width, height) / Math.max(fitted.width, fitted.height);
        expect(Math.abs(fitted.width - width / factor)).toBeLessThanOrEqual(1);
        expect(Math.abs(fitted.height - height / factor)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
