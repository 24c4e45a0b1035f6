import { describe, expect, it } from 'vitest';
import { grouped } from './grouped.ts';

describe('grouped', () => {
  it('keeps the order of keys and of items', () => {
    const words = ['beer', 'wine', 'bread', 'water', 'bun'];
    expect([...grouped(words, (word) => word[0])]).toEqual([
      ['b', ['beer', 'bread', 'bun']],
      ['w', ['wine', 'water']],
    ]);
    expect([...grouped([], () => 1)]).toEqual([]);
  });
});
