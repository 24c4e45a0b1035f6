import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Defect, derivedId, id, idMinter, instant, isId, type Random, uuidV7 } from './index.ts';

const filledWith = (byte: number): Random => ({ bytes: (count) => new Uint8Array(count).fill(byte) });

describe('uuidV7', () => {
  it('is the vector of RFC 9562, appendix A.6', () => {
    // rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F, at 2022-02-22T19:22:22Z.
    const random = { bytes: () => Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f) };
    expect(uuidV7(instant(1_645_557_742_000), random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('keeps version and variant whatever is random', () => {
    expect(uuidV7(instant(0), filledWith(0))).toBe('00000000-0000-7000-8000-000000000000');
    expect(uuidV7(instant(2 ** 48 - 1), filledWith(255))).toBe('ffffffff-ffff-7fff-bfff-ffffffffffff');
  });

  it('sorts as text by its millisecond', () => {
    const at = fc.integer({ min: 0, max: 2 ** 47 });
    fc.assert(
      fc.property(at, at, (a, b) => {
        const [first, second] = [uuidV7(instant(a), filledWith(7)), uuidV7(instant(b), filledWith(7))];
        expect(Math.sign(a - b)).toBe(first < second ? -1 : first > second ? 1 : 0);
      }),
    );
  });

  it('is a defect for an instant that 48 bits cannot say', () => {
    expect(() => uuidV7(instant(2 ** 48), filledWith(0))).toThrow(Defect);
  });

  it('is minted from the clock and the random handed in', () => {
    const newId = idMinter({ now: () => instant(1) }, filledWith(0));
    expect(newId<'Order'>()).toBe('00000000-0001-7000-8000-000000000000');
  });
});

describe('derivedId', () => {
  // RFC 9562, appendix A.4; the second from Python's uuid.uuid5 documentation.
  it.each([
    ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'python.org', '886313e1-3b8a-5372-9b90-0c9aee199e5d'],
  ])('is the UUIDv5 of %s and %s', (namespace, name, expected) => {
    expect(derivedId(namespace, name)).toBe(expected);
  });

  it('differs by cause and by purpose', () => {
    const cause = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';
    expect(derivedId(cause, 'ticket')).not.toBe(derivedId(cause, 'task'));
    expect(derivedId(cause, 'ticket')).not.toBe(derivedId('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'ticket'));
  });
});

describe('id', () => {
  it.each([
    '',
    'x',
    '017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
    '017f22e279b07cc398c4dc0c0c07398f',
    '00000000-0000-0000-0000-000000000000',
    '017f22e2-79b0-7cc3-18c4-dc0c0c07398f',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n',
  ])('is not %j', (text) => {
    expect(isId(text)).toBe(false);
    expect(() => id(text)).toThrow(Defect);
  });
});
