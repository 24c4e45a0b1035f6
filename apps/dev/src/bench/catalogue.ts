import type { ItemPlan, TenantPlan } from '../seed/tenant-plan.ts';
import { pick, seededNumbers, shuffled } from './seeded.ts';

/** What the budgets speak of. */
export const ITEMS = 100_000;
export const MANAGER = { username: 'maria', firstName: 'Maria', lastName: 'Measure', pin: '2580' } as const;
export const MANAGER_NAME = `${MANAGER.firstName} ${MANAGER.lastName}`;

const SEED = 20_261_122;
const KINDS = [
  'Organic',
  'Smoked',
  'Fresh',
  'Dried',
  'Roasted',
  'Crème',
  'Spicy',
  'Sweet',
  'Wild',
  'Baked',
  'Salted',
  'Pickled',
  'Light',
  'Whole',
  'Ground',
  'Sparkling',
  'Vintage',
  'Mini',
  'Double',
  'Garden',
  'Alpine',
  'Nordic',
  'Iberian',
  'Tuscan',
  'Cuban',
] as const;
const THINGS = [
  'Basmati Rice',
  'Olive Oil',
  'Tomato Sauce',
  'Espresso',
  'Brûlée',
  'Salmon Fillet',
  'Almonds',
  'Rye Bread',
  'Apple Juice',
  'Cheddar',
  'Yoghurt',
  'Pasta Penne',
  'Green Tea',
  'Honey',
  'Red Beans',
  'Mustard',
  'Chorizo',
  'Lemonade',
  'Mineral Water',
  'Chocolate',
  'Oat Flakes',
  'Peanut Butter',
  'Ginger Ale',
  'Jalapeño',
  'Coconut Milk',
  'Pumpkin Seeds',
  'Vanilla Ice',
  'Tortilla',
  'Mozzarella',
  'Butter',
] as const;
const MAKERS = [
  'Castor',
  'Willow',
  'Riverbank',
  'Oakdam',
  'Northfold',
  'Brightwater',
  'Hazel & Sons',
  'Tannery',
  'Lodge',
  'Millstream',
  'Otterby',
  'Quayside',
  'Sunfield',
  'Kestrel',
  'Umber',
] as const;
const SIZES = [
  '100 g',
  '250 g',
  '500 g',
  '1 kg',
  '330 ml',
  '0,5 l',
  '1 l',
  '2 l',
  '6-pack',
  '12-pack',
] as const;
const CATEGORIES = [
  'Bakery',
  'Dairy',
  'Drinks',
  'Fish',
  'Fruit',
  'Frozen',
  'Grains',
  'Meat',
  'Pantry',
  'Snacks',
  'Spices',
  'Sweets',
] as const;
const TAXES = [
  { name: 'Standard', rate: '0.21', mode: 'included' },
  { name: 'Reduced', rate: '0.10', mode: 'included' },
] as const;

/** 100,000 items, the same in every run. */
function items(): readonly ItemPlan[] {
  const next = seededNumbers(SEED);
  return Array.from({ length: ITEMS }, (_, at) => ({
    name: `${pick(KINDS, next)} ${pick(THINGS, next)} ${pick(MAKERS, next)} ${pick(SIZES, next)} No. ${at + 1}`,
    sku: skuOf(at),
    price: `${1 + Math.floor(next() * 40)}.${String(Math.floor(next() * 100)).padStart(2, '0')}`,
    category: pick(CATEGORIES, next),
    taxes: [pick(TAXES, next).name],
    modifiers: [],
    barcodes: [barcodeOf(at)],
  }));
}

export const skuOf = (at: number): string => `BV-${String(at + 1).padStart(6, '0')}`;

/** A GTIN-13 of the range for use inside a shop. */
export function barcodeOf(at: number): string {
  const digits = `200${String(at + 1).padStart(9, '0')}`;
  const sum = digits
    .split('')
    .reduce((all, digit, place) => all + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** 200 of one letter, 200 of two, 300 of three and more, 200 of two words, 100 misses, mixed: the same in every run. */
export function queries(): readonly string[] {
  const next = seededNumbers(SEED + 1);
  const words = items().map(({ name }) => name.toLowerCase().split(' '));
  const some = (count: number, make: () => string): string[] => Array.from({ length: count }, make);
  const word = (): string => pick(pick(words, next).slice(0, 5), next);
  const beginning = (text: string, least: number): string =>
    text.slice(0, least + Math.floor(next() * text.length));
  return shuffled(
    [
      ...some(200, () => word().slice(0, 1)),
      ...some(200, () => word().slice(0, 2)),
      ...some(300, () => beginning(word(), 3)),
      ...some(200, () => `${beginning(word(), 2)} ${beginning(word(), 1)}`),
      ...some(50, () => `q${beginning(word(), 3)}x`),
      // Both are there, no item has both.
      ...some(50, () => `${pick(KINDS, next)} ${shuffled(KINDS, next)[0]} ${skuOf(0)}`),
    ],
    next,
  );
}

/** A shop that sells them. */
export function shop(): TenantPlan {
  return {
    slug: 'bench',
    name: 'Bench',
    admin: { username: 'admin', password: 'bench-admin-2026', firstName: 'Ben', lastName: 'Chmark' },
    store: {
      code: 'B1',
      name: 'Bench One',
      timeZone: 'Europe/Madrid',
      dayStartMinutes: 0,
      currency: { code: 'EUR', exponent: 2 },
      language: 'en',
      address: 'Nowhere 1',
      receiptHeader: 'Bench',
      receiptFooter: 'Bye',
    },
    terminals: [{ code: 'T1', name: 'Till', kind: 'till' }],
    people: [{ ...MANAGER, role: 'Manager' }],
    paymentMethods: [['Cash', 'cash']],
    areas: [],
    stages: [],
    stations: [],
    taxes: TAXES,
    modifiers: [],
    categories: CATEGORIES.map((name) => ({ name, color: null })),
    rules: [],
    items: items(),
  };
}
