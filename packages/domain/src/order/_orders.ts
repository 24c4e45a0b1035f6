import { amountMinor as amount, quantityMicro, ratePpm, unitPriceMicro } from '@beaveros/kit';
import { DAY, fixed, TENANT } from '../_facts.ts';
import type { Actor } from '../auth-user/actor.ts';
import { PERMISSIONS, type Permission } from '../auth-user/permissions.ts';
import type { Draft } from '../journal/entry.ts';
import type { CatalogueReader } from '../product-catalog/catalogue.ts';
import type { TaxRow, TillItemRow } from '../product-catalog/rows.ts';
import type { LineToAdd } from './commands.ts';
import type { OrderEvent } from './events.ts';

export const ORDER = fixed('Order', 1);
export const EUR = { code: 'EUR', exponent: 2 };

export const BEER = fixed('Item', 1);
export const STEAK = fixed('Item', 2);
export const VAT = fixed('Tax', 1);
export const CITY = fixed('Tax', 2);
export const COOKING = fixed('Modifier', 1);
export const RARE = fixed('ModifierOption', 1);
export const WELL_DONE = fixed('ModifierOption', 2);
export const GRILL = fixed('Category', 2);

/** Somebody who may do everything but what is named. */
export function actorWithout(...lacking: readonly Permission[]): Actor {
  const permissions = PERMISSIONS.filter((permission) => !lacking.includes(permission));
  return { user: fixed('User', 1), name: 'Ana', permissions: new Set(permissions) };
}

export const ANA = actorWithout();

const taxes: readonly TaxRow[] = [
  { ...taxRow(VAT, 'VAT 10 %'), ratePpm: ratePpm(100_000), mode: 'included', sequence: 2 },
  { ...taxRow(CITY, 'City 1 %'), ratePpm: ratePpm(10_000), mode: 'excluded', sequence: 1 },
];

const items: readonly TillItemRow[] = [
  {
    ...itemRow(BEER, 'Beer'),
    priceMicro: unitPriceMicro(3_500_000),
    taxIds: [VAT],
    categoryIds: [fixed('Category', 1)],
  },
  {
    ...itemRow(STEAK, 'Steak'),
    priceMicro: unitPriceMicro(22_000_000),
    taxIds: [VAT, CITY],
    categoryIds: [GRILL],
    modifiers: [
      {
        id: COOKING,
        name: 'Cooking',
        selectionType: 'single',
        minOptions: 1,
        maxOptions: 1,
        options: [
          { id: RARE, name: 'Rare', priceMicro: unitPriceMicro(0), isActive: true },
          { id: WELL_DONE, name: 'Well done', priceMicro: unitPriceMicro(500_000), isActive: true },
          { id: fixed('ModifierOption', 3), name: 'Blue', priceMicro: unitPriceMicro(0), isActive: false },
        ],
      },
    ],
  },
];

/** Beer and steak, with changes by item id. */
export function catalogue(changes: Readonly<Record<string, Partial<TillItemRow>>> = {}): CatalogueReader {
  const rows = new Map(items.map((item) => [item.id as string, { ...item, ...changes[item.id] }]));
  return { item: (id) => rows.get(id), tax: (id) => taxes.find((tax) => tax.id === id) };
}

export function lineToAdd(n: number, change: Partial<LineToAdd> = {}): LineToAdd {
  const line = fixed('Line', n);
  return {
    line,
    item: BEER,
    quantityMicro: quantityMicro(1_000_000),
    options: [],
    note: null,
    override: null,
    ...change,
  };
}

export const opened: Draft<OrderEvent> = {
  type: 'order.OrderOpened',
  v: 1,
  aggregate: ORDER,
  body: { label: 'T1-12', kind: 'dine-in', table: null, guests: 2, currency: EUR, taxRounding: 'per_line' },
};

/** Beers: 3.50 with 10 % included. */
export function beerAdded(n: number, quantity = 1): Draft<Extract<OrderEvent, { type: 'order.LineAdded' }>> {
  return {
    type: 'order.LineAdded',
    v: 1,
    aggregate: ORDER,
    body: {
      line: fixed('Line', n),
      item: BEER,
      name: 'Beer',
      sku: null,
      quantityMicro: quantityMicro(quantity * 1_000_000),
      unitPriceMicro: unitPriceMicro(3_500_000),
      listPriceMicro: unitPriceMicro(3_500_000),
      taxes: [{ tax: VAT, name: 'VAT 10 %', ratePpm: ratePpm(100_000), mode: 'included', compound: false }],
      modifiers: [],
      note: null,
      categories: [fixed('Category', 1)],
    },
  };
}

export function voided(n: number): Draft<OrderEvent> {
  return {
    type: 'order.LineVoided',
    v: 1,
    aggregate: ORDER,
    body: { line: fixed('Line', n), reason: 'spilt' },
  };
}

export function quantityChanged(n: number, delta: number): Draft<OrderEvent> {
  const body = { line: fixed('Line', n), deltaMicro: quantityMicro(delta * 1_000_000) };
  return { type: 'order.LineQuantityChanged', v: 1, aggregate: ORDER, body };
}

export function fired(
  firing: number,
  ...lines: readonly number[]
): Draft<Extract<OrderEvent, { type: 'order.LinesFired' }>> {
  return {
    type: 'order.LinesFired',
    v: 2,
    aggregate: ORDER,
    body: {
      firing: fixed('Firing', firing),
      label: 'T1-12',
      tableName: null,
      course: null,
      lines: lines.map((n) => ({
        line: fixed('Line', n),
        name: 'Steak',
        quantityMicro: quantityMicro(1_000_000),
        modifiers: ['Rare'],
        note: null,
        station: { id: fixed('Station', 1), name: 'Grill' },
        seat: null,
        course: null,
      })),
      stages: [
        { stage: fixed('Stage', 1), name: 'New', ordinal: 0, isFinal: false },
        { stage: fixed('Stage', 2), name: 'Cooking', ordinal: 10, isFinal: false },
        { stage: fixed('Stage', 3), name: 'Served', ordinal: 20, isFinal: true },
      ],
    },
  };
}

/** A close of line `n` alone, at one beer. */
export function closed(n: number): Draft<Extract<OrderEvent, { type: 'order.OrderClosed' }>> {
  const { line, item, name, sku, quantityMicro, unitPriceMicro, modifiers, note } = beerAdded(n).body;
  const tax = {
    tax: VAT,
    name: 'VAT 10 %',
    ratePpm: ratePpm(100_000),
    mode: 'included' as const,
    amount: amount(32),
  };
  return {
    type: 'order.OrderClosed',
    v: 2,
    aggregate: ORDER,
    body: {
      document: fixed('Document', n),
      number: { terminalCode: 'T1', series: 1, counter: n },
      label: 'T1-12',
      kind: 'dine-in',
      tableName: null,
      currency: EUR,
      businessDate: DAY,
      localTime: '2026-11-22T13:00:00',
      cashierName: 'Ana',
      lines: [
        {
          line,
          item,
          name,
          sku,
          quantityMicro,
          unitPriceMicro,
          modifiers,
          note,
          net: amount(318),
          taxes: [tax],
          total: amount(350),
          categories: beerAdded(n).body.categories,
          staff: null,
          seat: null,
          course: null,
          listed: amount(350),
          discounts: [],
        },
      ],
      charges: [],
      net: amount(318),
      taxes: [tax],
      total: amount(350),
      discount: amount(0),
      rounding: amount(0),
      tips: amount(0),
      payments: [],
      voided: [],
      customer: null,
      guests: 2,
      isTraining: false,
      shift: null,
      change: amount(0),
      note: null,
      saw: [],
    },
  };
}

/** Takes the close of line `n` back by document `n` + 100. */
export function reversed(n: number): Draft<Extract<OrderEvent, { type: 'order.DocumentReversed' }>> {
  const { document, currency, net, taxes, total } = closed(n).body;
  return {
    type: 'order.DocumentReversed',
    v: 1,
    aggregate: ORDER,
    body: {
      document: fixed('Document', n + 100),
      number: { terminalCode: 'T1', series: 1, counter: n + 100 },
      reverses: document,
      reason: 'another close stands',
      businessDate: DAY,
      localTime: '2026-11-22T14:00:00',
      cashierName: 'Ana',
      currency,
      net: amount(0 - net),
      taxes: taxes.map((tax) => ({ ...tax, amount: amount(0 - tax.amount) })),
      total: amount(0 - total),
    },
  };
}

function taxRow(id: TaxRow['id'], name: string) {
  return { id, tenantId: TENANT, name, compound: false, isActive: true, isDefault: false };
}

function itemRow(id: TillItemRow['id'], name: string) {
  return {
    id,
    tenantId: TENANT,
    name,
    sku: null,
    type: 'product' as const,
    modifiers: [],
    barcodes: [],
    imageUrl: null,
    color: null,
    isActive: true,
    isSoldOut: false,
    version: 1,
  };
}
