import { instant } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { AddressLimit } from './address-limit.ts';

const T = 1_795_000_000_000;

describe('AddressLimit', () => {
  it('lets a burst pass, then two a second, and says when the next may', () => {
    const limit = new AddressLimit();
    const passed = (ms: number) =>
      Array.from({ length: 200 }, () => limit.take('a', instant(T + ms))).filter((wait) => wait === null)
        .length;
    expect(passed(0)).toBe(120);
    expect(limit.take('a', instant(T))).toBe(1);
    expect(passed(5_000)).toBe(10);
    expect(passed(3_600_000)).toBe(120);
  });

  it('counts each address for itself', () => {
    const limit = new AddressLimit();
    for (let call = 0; call < 121; call += 1) limit.take('a', instant(T));
    expect(limit.take('b', instant(T))).toBeNull();
  });

  it('remembers ten thousand addresses at most, those heard of last', () => {
    const limit = new AddressLimit();
    for (let call = 0; call < 121; call += 1) limit.take('kept', instant(T));
    for (let address = 0; address < 20_000; address += 1) {
      limit.take(`10.0.${address >> 8}.${address & 255}`, instant(T));
      if (address % 5_000 === 0) limit.take('kept', instant(T));
    }
    expect(limit.size).toBe(10_000);
    expect(limit.take('kept', instant(T))).toBe(1);
  });
});
