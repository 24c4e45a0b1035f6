import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hueOf, initials } from './initials.ts';

describe('initials', () => {
  it.each([
    ['Flat white', 'FW'],
    ['Tortilla de patatas', 'TD'],
    ['Espresso', 'Es'],
    ['Tea', 'Tea'],
    ['ñoquis al pesto', 'ÑA'],
    ['(Iced) tea', 'IT'],
    ['Coca-Cola', 'CC'],
    ['7 Up', '7U'],
    ['  ', ''],
    ['', ''],
    ['𠮷野家牛丼屋', '𠮷野'],
  ])('of "%s" are "%s"', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it('are at most four letters, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(Array.from(initials(name)).length).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe('hueOf', () => {
  it('is the same for the same name, and on the circle', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(hueOf(name)).toBe(hueOf(name));
        expect(hueOf(name)).toBeGreaterThanOrEqual(0);
        expect(hueOf(name)).toBeLessThan(360);
      }),
    );
    expect(hueOf('Tea')).not.toBe(hueOf('Coffee'));
  });
});
