import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readExchangeMessage, SNAPSHOT_PART_LENGTH_MAX, snapshotParts } from './index.ts';

const SIGNED = { id: 'ab'.repeat(32), signature: `${'A'.repeat(86)}==` };

it('a snapshot comes back from its parts, and no part is cut within a character', () => {
  const near = fc.integer({ min: -3, max: 3 });
  const filler = fc.constantFrom('a', '"', 'ü', '\u{1f37a}');
  fc.assert(
    fc.property(near, near, filler, (before, after, tail) => {
      const text = `${'x'.repeat(SNAPSHOT_PART_LENGTH_MAX + before)}\u{1f37a}${tail.repeat(
        (SNAPSHOT_PART_LENGTH_MAX + after) / tail.length,
      )}\u{1f37a}`;
      const parts = snapshotParts(text, SIGNED)!;
      expect(parts.map(({ part, parts: all }) => `${part} of ${all}`)).toEqual(
        parts.map((_, at) => `${at} of ${parts.length}`),
      );
      const heard = parts.map((part) => readExchangeMessage(JSON.stringify(part)));
      expect(heard).toEqual(parts);
      expect(parts.map((part) => part.text).join('') === text).toBe(true);
    }),
    { numRuns: 20 },
  );
});

it('no text at all, or more than 256 parts, is no snapshot', () => {
  expect(snapshotParts('', SIGNED)).toBeNull();
  expect(snapshotParts('x'.repeat(256 * SNAPSHOT_PART_LENGTH_MAX + 1), SIGNED)).toBeNull();
});
