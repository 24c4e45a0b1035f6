import { businessDate, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from './retail-catalogue.ts';
import { type RetailLine, shippedRetailLines } from './retail-file.ts';

const line = (code: string, description: string, price: number): RetailLine => ({
  invoice: '1',
  code,
  description,
  quantityMicro: quantityMicro(1_000_000),
  unitPriceMicro: unitPriceMicro(price),
  day: businessDate('2010-12-01'),
});

describe('catalogueOf', () => {
  it('takes the most frequent description and the most frequent price above zero, of equals the first', () => {
    const items = catalogueOf([
      line('A', '  RED   HEART ', 0),
      line('A', 'BLUE HEART', 0),
      line('A', '', 0),
      line('A', 'RED HEART', 200),
      line('A', 'BLUE HEART', 100),
      line('A', 'x', -500),
    ]);
    expect(items).toEqual([{ code: 'A', name: 'RED HEART', priceMicro: 200 }]);
  });

  it('names what has no name, tells sharers apart by their code, and codes of another case by number', () => {
    const items = catalogueOf([
      line('1a', 'MUG', 5),
      line('2', 'mug', 5),
      line('1A', 'Mug', 5),
      line('3', '', 0),
      line('4', 'CUP', 5),
    ]);
    expect(items.map((item) => item.name)).toEqual(['MUG (1a)', 'mug (2)', 'Mug (1A) #2', 'Item 3', 'CUP']);
    expect(items[3]!.priceMicro).toBe(0);
  });

  it('gives every code of the file that ships a name of its own', () => {
    const items = catalogueOf(shippedRetailLines());
    expect(items).toHaveLength(3_159);
    expect(new Set(items.map((item) => item.name.toLowerCase())).size).toBe(3_159);
    expect(items.filter((item) => item.priceMicro === 0)).toHaveLength(57);
    expect(items[0]).toEqual({
      code: '85123A',
      name: expect.stringMatching(/^WHITE HANGING HEART/),
      priceMicro: 2_950_000,
    });
  });
});
