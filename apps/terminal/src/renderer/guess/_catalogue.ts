import { type Actor, PERMISSIONS, type Permission } from '@beaveros/domain/auth-user';
import type { CatalogueReader, TaxRow, TillItemRow } from '@beaveros/domain/product-catalog';
import { type Currency, type Id, id, ratePpm, unitPriceMicro } from '@beaveros/kit';

// A small catalogue for the tests of this room: prices that round, taxes in and out of the price, a question, a sold-out item.

export const EUR: Currency = { code: 'EUR', exponent: 2 };

/** The same id for the same kind and number. */
export function fixed<Of extends string>(of: Of, n: number): Id<Of> {
  const kind = of.split('').reduce((all, letter) => (all * 31 + letter.charCodeAt(0)) % 0xffff, 0);
  return id<Of>(`00000000-${hex(kind, 4)}-7000-8000-${hex(n, 12)}`);
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

export const RARE = fixed('ModifierOption', 1);
export const WELL_DONE = fixed('ModifierOption', 2);

const tax = (n: number, change: Partial<TaxRow>): TaxRow => ({
  id: fixed('Tax', n),
  tenantId: fixed('Tenant', 1),
  name: `Tax ${n}`,
  ratePpm: ratePpm(100_000),
  mode: 'included',
  compound: false,
  sequence: n,
  isActive: true,
  isDefault: false,
  ...change,
});

export const TAXES: readonly TaxRow[] = [
  tax(1, { ratePpm: ratePpm(210_000) }),
  tax(2, { ratePpm: ratePpm(17_500), mode: 'excluded' }),
  tax(3, { ratePpm: ratePpm(99_750), mode: 'excluded', compound: true }),
];

const item = (n: number, change: Partial<TillItemRow>): TillItemRow => ({
  id: fixed('Item', n),
  tenantId: fixed('Tenant', 1),
  name: `Item ${n}`,
  sku: `SKU-${n}`,
  type: 'product',
  priceMicro: unitPriceMicro(3_335_000 * n),
  categoryIds: [fixed('Category', 1)],
  taxIds: [fixed('Tax', 1)],
  modifiers: [],
  barcodes: [],
  imageUrl: null,
  color: null,
  isActive: true,
  isSoldOut: false,
  version: 1,
  ...change,
});

export const ITEMS: readonly TillItemRow[] = [
  item(1, {}),
  item(2, { taxIds: [fixed('Tax', 2), fixed('Tax', 3)] }),
  item(3, {
    taxIds: [fixed('Tax', 3), fixed('Tax', 1), fixed('Tax', 2)],
    modifiers: [
      {
        id: fixed('Modifier', 1),
        name: 'Cooking',
        selectionType: 'single',
        minOptions: 1,
        maxOptions: 1,
        options: [
          { id: RARE, name: 'Rare', priceMicro: unitPriceMicro(0), isActive: true },
          { id: WELL_DONE, name: 'Well done', priceMicro: unitPriceMicro(505_000), isActive: true },
        ],
      },
    ],
  }),
  item(4, { isSoldOut: true }),
];

/** What the core sells from. */
export const CATALOGUE: CatalogueReader = {
  item: (wanted) => ITEMS.find((row) => row.id === wanted),
  tax: (wanted) => TAXES.find((row) => row.id === wanted),
};

/** Somebody who may do everything but what is named. */
export function actorWithout(...lacking: readonly Permission[]): Actor {
  const permissions = PERMISSIONS.filter((permission) => !lacking.includes(permission));
  return { user: fixed('User', 1), name: 'Ana', permissions: new Set(permissions) };
}
