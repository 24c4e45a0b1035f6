import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPlace } from './grid-keys.ts';

const GRID = { count: 14, columns: 6, rowsInSight: 2, isRightToLeft: false };

describe('the cursor of the grid', () => {
  it.each([
    ['ArrowRight', 5, 6],
    ['ArrowRight', 13, 13],
    ['ArrowLeft', 6, 5],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 7],
    ['ArrowDown', 9, 13],
    ['ArrowDown', 13, 13],
    ['ArrowUp', 7, 1],
    ['ArrowUp', 3, 3],
    ['PageDown', 1, 13],
    ['PageUp', 13, 1],
    ['Home', 9, 0],
    ['End', 9, 13],
    ['a', 9, null],
    ['Enter', 9, null],
  ])('%s takes %i to %s', (key, at, next) => {
    expect(nextPlace(key, at, GRID)).toBe(next);
  });

  it('goes the other way where people read the other way', () => {
    expect(nextPlace('ArrowLeft', 1, { ...GRID, isRightToLeft: true })).toBe(2);
  });

  it('never leaves the grid', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 6 }),
        fc.array(
          fc.constantFrom(
            'ArrowLeft',
            'ArrowRight',
            'ArrowUp',
            'ArrowDown',
            'PageUp',
            'PageDown',
            'Home',
            'End',
          ),
        ),
        fc.boolean(),
        (count, columns, rowsInSight, keys, isRightToLeft) => {
          let at = 0;
          for (const key of keys) {
            at = nextPlace(key, at, { count, columns, rowsInSight, isRightToLeft })!;
            expect(at >= 0 && at < count).toBe(true);
          }
        },
      ),
    );
  });
});
