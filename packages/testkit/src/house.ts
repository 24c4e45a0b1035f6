import type { Actor } from '@beaveros/domain/auth-user';
import { PERMISSIONS } from '@beaveros/domain/auth-user';
import type { KitchenReader } from '@beaveros/domain/order';
import type { PaymentMethodRow } from '@beaveros/domain/payment';
import type { CatalogueReader, TaxRow, TillItemRow } from '@beaveros/domain/product-catalog';
import type { Currency, Id, NewId, Random } from '@beaveros/kit';
import { idMinter, ratePpm, unitPriceMicro } from '@beaveros/kit';
import { seededRandom, StandingClock } from './seeded.ts';

/** 2026-01-01T09:00:00Z. */
const OPENING_HOUR_MS = 1_767_258_000_000;

/** A tenant with one store, a person who may do everything, something to sell, a way to pay and a kitchen; the same for the same seed. */
export interface House {
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  readonly currency: Currency;
  readonly clock: StandingClock;
  readonly random: Random;
  readonly newId: NewId;
  readonly items: readonly TillItemRow[];
  readonly catalogue: CatalogueReader;
  readonly cash: PaymentMethodRow;
  readonly kitchen: KitchenReader;
  readonly actor: Actor;
}

export function houseOf(seed: number, currency: Currency = { code: 'EUR', exponent: 2 }): House {
  const random = seededRandom(seed);
  const clock = new StandingClock(OPENING_HOUR_MS);
  const newId = idMinter(clock, random);
  const tenant = newId<'Tenant'>();
  const store = newId<'Store'>();
  const food = newId<'Category'>();
  const taxes = taxesOf(tenant, newId);
  const items = itemsOf({ tenant, food, taxes, newId });
  return {
    tenant,
    store,
    currency,
    clock,
    random,
    newId,
    items,
    catalogue: {
      item: (id) => items.find((item) => item.id === id),
      tax: (id) => taxes.find((tax) => tax.id === id),
    },
    cash: { id: newId<'PaymentMethod'>(), tenantId: tenant, name: 'Cash', type: 'cash', isActive: true },
    kitchen: kitchenOf({ tenant, store, food, newId }),
    actor: { user: newId<'User'>(), name: 'Ann', permissions: new Set(PERMISSIONS) },
  };
}

function taxesOf(tenantId: Id<'Tenant'>, newId: NewId): readonly TaxRow[] {
  const tax = { tenantId, compound: false, isActive: true, isDefault: false };
  return [
    {
      ...tax,
      id: newId<'Tax'>(),
      name: 'VAT 20 %',
      ratePpm: ratePpm(200_000),
      mode: 'included',
      sequence: 1,
    },
    {
      ...tax,
      id: newId<'Tax'>(),
      name: 'City 1.5 %',
      ratePpm: ratePpm(15_000),
      mode: 'excluded',
      sequence: 2,
    },
  ];
}

function itemsOf({
  tenant,
  food,
  taxes,
  newId,
}: {
  readonly tenant: Id<'Tenant'>;
  readonly food: Id<'Category'>;
  readonly taxes: readonly TaxRow[];
  readonly newId: NewId;
}): readonly TillItemRow[] {
  const item = (name: string, priceMicro: number, more: Partial<TillItemRow> = {}): TillItemRow => ({
    id: newId<'Item'>(),
    tenantId: tenant,
    name,
    sku: name.slice(0, 3).toUpperCase(),
    type: 'product',
    priceMicro: unitPriceMicro(priceMicro),
    categoryIds: [],
    taxIds: taxes.slice(0, 1).map(({ id }) => id),
    modifiers: [],
    barcodes: [],
    imageUrl: null,
    color: null,
    isActive: true,
    isSoldOut: false,
    version: 1,
    ...more,
  });
  const options = [
    { id: newId<'ModifierOption'>(), name: 'Cheddar', priceMicro: unitPriceMicro(1_200_000), isActive: true },
    { id: newId<'ModifierOption'>(), name: 'No onions', priceMicro: unitPriceMicro(0), isActive: true },
  ];
  const extras = {
    id: newId<'Modifier'>(),
    name: 'Extras',
    selectionType: 'multiple' as const,
    minOptions: 0,
    maxOptions: 2,
    options,
  };
  return [
    item('Burger', 12_500_000, {
      categoryIds: [food],
      modifiers: [extras],
      taxIds: taxes.map(({ id }) => id),
    }),
    item('Lemonade', 3_950_000, { categoryIds: [food] }),
    item('Candle, white', 850_000),
    item('Bad debt', -11_062_060, { taxIds: [] }),
  ];
}

function kitchenOf({
  tenant,
  store,
  food,
  newId,
}: {
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  readonly food: Id<'Category'>;
  readonly newId: NewId;
}): KitchenReader {
  const station = {
    id: newId<'Station'>(),
    tenantId: tenant,
    storeId: store,
    name: 'Grill',
    position: 1,
    categoryIds: [food],
    itemIds: [],
    isExpeditor: false,
    isActive: true,
  };
  const stages = ['Pending', 'Preparing', 'Ready'].map((name, ordinal) => ({
    id: newId<'Stage'>(),
    tenantId: tenant,
    name,
    description: null,
    orderSequence: ordinal,
    isFinalStage: ordinal === 2,
  }));
  return { stations: () => [station], stages: () => stages };
}
