import { readdirSync } from 'node:fs';
import { PRICE_RULE_TERMS } from '@beaveros/domain/product-catalog';
import { decimalToScaled } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { shippedRetailLines } from '../retail/retail-file.ts';
import { RESTAURANT } from './restaurant.ts';
import { retailerOf } from './retailer.ts';
import { readSeedPicture } from './seed-pictures.ts';
import type { TenantPlan } from './tenant-plan.ts';

const MICRO_DIGITS = 6;

function duplicates(names: readonly string[]): readonly string[] {
  const lower = names.map((name) => name.toLowerCase());
  return lower.filter((name, at) => lower.indexOf(name) !== at);
}

function unresolved(plan: TenantPlan): readonly string[] {
  const known = {
    category: new Set(plan.categories.map(({ name }) => name)),
    tax: new Set(plan.taxes.map(({ name }) => name)),
    modifier: new Set(plan.modifiers.map(({ name }) => name)),
  };
  return [
    ...plan.items.map(({ category }) => category).filter((name) => !known.category.has(name)),
    ...plan.items.flatMap(({ taxes }) => taxes).filter((name) => !known.tax.has(name)),
    ...plan.items.flatMap(({ modifiers }) => modifiers).filter((name) => !known.modifier.has(name)),
    ...plan.stations.flatMap(({ categories }) => categories).filter((name) => !known.category.has(name)),
  ];
}

describe.each([
  ['restaurant', RESTAURANT],
  ['retailer', retailerOf(shippedRetailLines())],
])('the plan of the %s', (_, plan) => {
  it('names only what it has', () => {
    expect(unresolved(plan)).toEqual([]);
  });

  it('has no name, username or table twice, and each SKU once', () => {
    const skus = plan.items.map(({ sku }) => sku);
    expect(skus.filter((sku, at) => skus.indexOf(sku) !== at)).toEqual([]);
    expect(duplicates(plan.people.map(({ username }) => username))).toEqual([]);
    expect(duplicates(plan.people.map(({ firstName, lastName }) => `${firstName} ${lastName}`))).toEqual([]);
    expect(duplicates(plan.areas.flatMap(({ tables }) => tables.map(([name]) => name)))).toEqual([]);
    expect(new Set(plan.items.map(({ name }) => name)).size).toBe(plan.items.length);
  });

  it('has prices, surcharges and rates that are exact decimals', () => {
    const decimals = [
      ...plan.items.map(({ price }) => price),
      ...plan.taxes.map(({ rate }) => rate),
      ...plan.modifiers.flatMap(({ options }) => options.map(([, price]) => price)),
    ];
    expect(decimals.filter((text) => decimalToScaled(text, MICRO_DIGITS) === null)).toEqual([]);
  });

  it('has a manager, cash, and two tills', () => {
    expect(plan.people.some(({ role }) => role === 'Manager')).toBe(true);
    expect(plan.paymentMethods.some(([, type]) => type === 'cash')).toBe(true);
    expect(plan.terminals.filter(({ kind }) => kind === 'till')).toHaveLength(2);
  });
});

describe('the restaurant', () => {
  it('shows its best dishes: small pictures, each used once, none left over', async () => {
    const pictures = RESTAURANT.items.flatMap(({ picture }) => (picture === undefined ? [] : [picture]));
    const files = readdirSync(new URL('../../data/pictures/', import.meta.url))
      .filter((file) => file.endsWith('.webp'))
      .map((file) => file.replace('.webp', ''));
    expect(pictures.toSorted()).toEqual(files.toSorted());
    for (const picture of pictures) {
      const bytes = Buffer.from((await readSeedPicture(picture)).base64, 'base64');
      expect(bytes.length, picture).toBeLessThan(15_000);
      // RFC 9649 and RFC 6386, 9.1: a lossy WebP of 320 x 320.
      expect(
        [bytes.toString('latin1', 8, 16), bytes.readUInt16LE(26), bytes.readUInt16LE(28)],
        picture,
      ).toEqual(['WEBPVP8 ', 320, 320]);
    }
  });

  it('has about forty items in six categories, a required single choice, and taxes in and on top of the price', () => {
    expect(RESTAURANT.items).toHaveLength(41);
    expect(RESTAURANT.categories).toHaveLength(6);
    expect(RESTAURANT.areas.flatMap(({ tables }) => tables)).toHaveLength(12);
    expect(RESTAURANT.modifiers[0]).toMatchObject({ selectionType: 'single', minOptions: 1, maxOptions: 1 });
    expect(new Set(RESTAURANT.taxes.map(({ mode }) => mode))).toEqual(new Set(['included', 'excluded']));
  });
});

describe('the rules of the restaurant', () => {
  it('say what a rule of their kind can say, and change no price that is shown', () => {
    const someId = '0192f0c0-0000-7000-8000-000000000001';
    for (const { name, items, categories, taxes, terms, isActive } of RESTAURANT.rules) {
      for (const [names, rows] of [
        [items, RESTAURANT.items],
        [categories, RESTAURANT.categories],
        [taxes, RESTAURANT.taxes],
      ] as const)
        expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining([...names]));
      const ids = (named: readonly string[]) => named.map(() => someId);
      const { kind, rule } = terms({ items: ids(items), categories: ids(categories), taxes: ids(taxes) });
      expect(PRICE_RULE_TERMS[kind].safeParse(rule).error, name).toBeUndefined();
      if (isActive) expect(kind, name).toBe('promotion');
    }
  });
});

describe('the retailer', () => {
  it('sells one item for each of the 3,159 stock codes', () => {
    expect(retailerOf(shippedRetailLines()).items).toHaveLength(3_159);
  });
});
