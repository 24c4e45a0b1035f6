import { derivedId, type Id } from '@beaveros/kit';

const NAMESPACE = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
const MICRO = 1_000_000;

/** Whose rules they are. */
interface Ruled {
  readonly tenant: Id<'Tenant'>;
}

/** Which offers hold: those of the day, other ones, or only the plain ones. */
export type Offers = 'plain' | 'generous' | 'none';

/** As people read them out; one of them is nobody's. */
export const COUPON_CODES = ['hola10', 'CINCO', 'VELAS', 'CADUCADO'] as const;

/** What is sold as one: its price is the menu's, its parts are chosen. */
export const MENU = { name: 'Menú', priceMicro: 13_950_000, isFood: false, taxes: 1 } as const;

export function menuItem({ tenant }: Ruled): Id<'Item'> {
  return derivedId<'Item'>(NAMESPACE, `${tenant}/menu`);
}

/** What points buy, by the ids of the rewards. */
export function rewardsOf(house: Ruled): readonly Id<'PriceRule'>[] {
  return ['reward off', 'reward coffee'].map((name) => ruleId(house, name));
}

export function taxIdsOf({ tenant }: Ruled): {
  readonly iva: Id<'Tax'>;
  readonly city: Id<'Tax'>;
  readonly reduced: Id<'Tax'>;
} {
  const id = (name: string) => derivedId<'Tax'>(NAMESPACE, `${tenant}/${name}`);
  return { iva: id('iva'), city: id('city'), reduced: id('reduced') };
}

/** Extras of the first item: at most two, of which one costs nothing and one takes something off. */
export function extrasOf({ tenant }: Ruled) {
  const id = <Of extends string>(name: string) => derivedId<Of>(NAMESPACE, `${tenant}/${name}`);
  return {
    id: id<'Modifier'>('extras'),
    name: 'Extras',
    selectionType: 'multiple' as const,
    minOptions: 0,
    maxOptions: 2,
    options: [
      { id: id<'ModifierOption'>('queso'), name: 'Queso', priceMicro: 1_200_000, isActive: true },
      { id: id<'ModifierOption'>('sin cebolla'), name: 'Sin cebolla', priceMicro: 0, isActive: true },
      { id: id<'ModifierOption'>('sin patatas'), name: 'Sin patatas', priceMicro: -450_000, isActive: true },
    ],
  };
}

/** What the store chose where stores choose differently; the first of `scanPatterns` reads {@link weighedLabel}. */
export function policiesOf() {
  return {
    offlineSpendLimitMinor: 4_000,
    houseAccountLimitMinor: 20_000,
    scanPatterns: [
      {
        name: 'Peso',
        pattern: '21.....{NNDDD}.',
        measures: 'weight',
        checkDigit: 'ignored',
        baseCheckDigit: 'recomputed',
        zero: 'refused',
      },
    ],
  };
}

/** A label that the store's scale prints for the item of SKU 12345, in grams. */
export function weighedLabel(grams: number): string {
  return `2112345${String(grams).padStart(5, '0')}0`;
}

/** Every kind of price rule, all of them at once: an order has what holds when it is opened. */
export function priceRulesOf(
  house: Ruled & { readonly items: readonly Id<'Item'>[] },
  offers: Offers,
): readonly object[] {
  const { iva, reduced } = taxIdsOf(house);
  const [burger, tortilla, gazpacho, beer, coffee, candle] = house.items;
  const of = (...items: readonly (Id<'Item'> | undefined)[]) => ({ ...ANYTHING, items });
  const promotion = (name: string, terms: object) =>
    row(house, 'promotion', name, { ...PROMOTION, ...terms });
  const coupon = (name: string, terms: object) => row(house, 'coupon', name, { ...COUPON, ...terms });
  const isHappy = offers !== 'none';
  return [
    promotion('Diez por ciento', {
      gift: { kind: 'percent', ratePpb: offers === 'generous' ? 233_333_333 : 100_000_000 },
      target: { ...of(tortilla, gazpacho), cheapestUnits: null },
    }),
    promotion('Tres por dos', {
      gift: { kind: 'free_units', count: 1, everyUnits: 3 },
      target: { ...of(beer), cheapestUnits: null },
      isActive: isHappy,
    }),
    promotion('Dos cafés', {
      gift: { kind: 'set_price', setUnits: 2, priceMinor: 300 },
      target: { ...of(coffee), cheapestUnits: null },
      isActive: isHappy,
    }),
    promotion('Dos euros', {
      gift: { kind: 'amount', amountMinor: 200 },
      when: { quantityMinMicro: null, subtotalMinMinor: 4_000, of: ANYTHING },
      priority: -1,
    }),
    row(house, 'charge', 'Servicio', {
      amount: { kind: 'percent', ratePpb: 100_000_000, basis: 'net' },
      guestsMin: 5,
      taxIds: [iva],
      orderKinds: ['dine-in'],
    }),
    row(house, 'charge', 'Cubierto', {
      amount: { kind: 'per_guest', amountMinor: 120 },
      guestsMin: null,
      taxIds: offers === 'generous' ? [] : [iva],
      orderKinds: ['dine-in'],
    }),
    coupon('Bienvenida', { code: 'HOLA10', gift: { kind: 'percent', ratePpb: 100_000_000 } }),
    coupon('Cinco euros', {
      code: 'CINCO',
      gift: { kind: 'fixed_cart', amountMinor: 500 },
      when: { quantityMinMicro: null, subtotalMinMinor: 1_500, of: ANYTHING },
      excludesSaleItems: true,
    }),
    coupon('Velas', {
      code: 'VELAS',
      gift: { kind: 'fixed_product', perUnitMinor: 30 },
      limitUnits: 2,
      target: of(candle),
    }),
    row(house, 'price-list', 'Para llevar', {
      customerGroup: null,
      orderKinds: ['take-away'],
      priority: 0,
      entries: [
        {
          items: [tortilla, beer],
          categories: null,
          minQuantityMicro: null,
          maxQuantityMicro: null,
          changes: [{ kind: 'percent', ratePpb: -70_000_000 }],
        },
      ],
    }),
    row(house, 'tax-change', 'Reducido', {
      orderKinds: ['take-away'],
      taxes: [{ from: iva, to: reduced }],
      keep: 'gross',
    }),
    row(house, 'combo', MENU.name, {
      item: menuItem(house),
      groups: [
        { name: 'Plato', min: 1, max: 1, choices: [choice(burger, 2_000_000), choice(tortilla, 0)] },
        { name: 'Bebida', min: 1, max: 2, choices: [choice(beer, 0), choice(coffee, 350_000)] },
      ],
    }),
    row(house, 'loyalty', 'Castores', {
      unit: 'puntos',
      pointsPerMajorMicro: MICRO,
      rewards: [
        { id: ruleId(house, 'reward off'), name: 'Tres euros', points: 15, amountMinor: 300, target: TARGET },
        {
          id: ruleId(house, 'reward coffee'),
          name: 'Un café',
          points: 8,
          amountMinor: 165,
          target: { ...of(coffee), cheapestUnits: null },
        },
      ],
    }),
  ];
}

const ANYTHING = { items: null, categories: null, unitPriceMicro: null };
const TARGET = { ...ANYTHING, cheapestUnits: null };
const ALWAYS = { quantityMinMicro: null, subtotalMinMinor: null, of: ANYTHING };
const PROMOTION = {
  target: TARGET,
  when: ALWAYS,
  capMinor: null,
  base: 'running',
  times: 1,
  priority: 0,
  isExclusive: false,
  orderKinds: null,
};
const COUPON = { limitUnits: null, excludesSaleItems: false, target: ANYTHING, when: ALWAYS };

function choice(item: Id<'Item'> | undefined, surchargeMicro: number) {
  return { item, surchargeMicro };
}

function ruleId({ tenant }: Ruled, name: string): Id<'PriceRule'> {
  return derivedId<'PriceRule'>(NAMESPACE, `${tenant}/rule/${name}`);
}

function row(
  house: Ruled,
  kind: string,
  name: string,
  { isActive = true, ...rule }: { readonly isActive?: boolean } & Readonly<Record<string, unknown>>,
): object {
  return {
    id: ruleId(house, name),
    storeId: null,
    kind,
    name,
    rule,
    validFrom: null,
    validTo: null,
    weekdays: null,
    times: null,
    isActive,
    version: 1,
  };
}
