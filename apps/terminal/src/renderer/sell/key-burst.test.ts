import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyBurst } from './key-burst.ts';

/** Types a text with one gap between keys, then Enter. */
function typed(text: string, gapMs: number, enterGapMs = gapMs): string | null {
  const burst = new KeyBurst();
  let at = 1_000;
  for (const character of text) {
    burst.key(character, at);
    at += gapMs;
  }
  return burst.enter(at - gapMs + enterGapMs);
}

describe('a burst of keys', () => {
  it('of a scanner is a scan, whatever its characters', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, maxLength: 64, unit: 'grapheme-ascii' }),
        fc.integer({ min: 0, max: 30 }),
        (text, gap) => {
          expect(typed(text, gap)).toBe(text);
        },
      ),
    );
  });

  it('of a person is none, however much they type', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80, unit: 'grapheme-ascii' }),
        fc.integer({ min: 31, max: 400 }),
        (text, gap) => {
          expect(typed(text, gap)).toBeNull();
        },
      ),
    );
  });

  it('is a scan also when the scanner waits before its Enter', () => {
    expect(typed('8412345678905', 8, 55)).toBe('8412345678905');
    expect(typed('8412345678905', 8, 200)).toBeNull();
  });

  it('is a scan also when a key of it was held up', () => {
    const burst = new KeyBurst();
    const at = [0, 10, 65, 75, 85, 140, 150, 160];
    for (const [nth, digit] of '84123456'.split('').entries()) burst.key(digit, at[nth]!);
    expect(burst.enter(170)).toBe('84123456');
  });

  it('is none when it is shorter than any code, or longer than a code may be', () => {
    expect(typed('ab1', 10)).toBeNull();
    expect(typed('x'.repeat(65), 1)).toBeNull();
  });

  it('begins anew after a pause: what a person typed before is no part of the code', () => {
    const burst = new KeyBurst();
    burst.key('c', 0);
    expect(burst.key('4', 500)).toBe(true);
    for (const [nth, digit] of '2345'.split('').entries())
      expect(burst.key(digit, 505 + nth * 5)).toBe(false);
    expect(burst.enter(530)).toBe('42345');
  });

  it('counts once: a second Enter is a person', () => {
    const burst = new KeyBurst();
    for (const [nth, digit] of '12345'.split('').entries()) burst.key(digit, nth * 5);
    expect(burst.enter(25)).toBe('12345');
    expect(burst.enter(30)).toBeNull();
  });
});
