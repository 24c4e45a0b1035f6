import type { Id } from '@beaveros/kit';
import { amountMinor } from '@beaveros/kit';
import type { RulePlan } from './tenant-plan.ts';

// What Casa Castor promises and asks beside its prices. Only what changes no price that somebody shows is active; the others
// wait for a manager to switch them on.

const ALWAYS = { weekdays: null, times: null } as const;
const NOTHING_NAMED = { items: [], categories: [], taxes: [] } as const;
const ANYTHING = { items: null, categories: null, unitPriceMicro: null } as const;

const idsOf = <Of extends string>(texts: readonly string[]) => texts as readonly Id<Of>[] as Id<Of>[];

export const RESTAURANT_RULES: readonly RulePlan[] = [
  {
    name: 'Fruta: 3 por 2',
    ...ALWAYS,
    ...NOTHING_NAMED,
    items: ['Fruta de temporada'],
    isActive: true,
    terms: ({ items }) => ({
      kind: 'promotion',
      rule: {
        gift: { kind: 'free_units', count: 1, everyUnits: 3 },
        target: { ...ANYTHING, items: idsOf(items), cheapestUnits: null },
        when: { quantityMinMicro: null, subtotalMinMinor: null, of: ANYTHING },
        capMinor: null,
        base: 'running',
        times: 1,
        priority: 0,
        isExclusive: false,
        orderKinds: null,
      },
    }),
  },
  {
    name: 'Hora feliz',
    ...NOTHING_NAMED,
    categories: ['Bebidas'],
    weekdays: [1, 2, 3, 4],
    times: [{ fromMinute: 17 * 60, toMinute: 19 * 60 }],
    isActive: false,
    terms: ({ categories }) => ({
      kind: 'price-list',
      rule: {
        customerGroup: null,
        orderKinds: null,
        priority: 0,
        entries: [
          {
            items: null,
            categories: idsOf(categories),
            minQuantityMicro: null,
            maxQuantityMicro: null,
            changes: [{ kind: 'percent', ratePpb: -250_000_000 }],
          },
        ],
      },
    }),
  },
  {
    name: 'Servicio para grupos',
    ...ALWAYS,
    ...NOTHING_NAMED,
    taxes: ['IVA reducido'],
    isActive: false,
    terms: ({ taxes }) => ({
      kind: 'charge',
      rule: {
        amount: { kind: 'percent', ratePpb: 80_000_000, basis: 'net' },
        guestsMin: 6,
        taxIds: idsOf(taxes),
        orderKinds: ['dine-in'],
      },
    }),
  },
  {
    name: 'Bienvenida',
    ...ALWAYS,
    ...NOTHING_NAMED,
    isActive: false,
    terms: () => ({
      kind: 'coupon',
      rule: {
        code: 'CASTOR5',
        gift: { kind: 'fixed_cart', amountMinor: amountMinor(500) },
        limitUnits: null,
        excludesSaleItems: false,
        target: ANYTHING,
        when: { quantityMinMicro: null, subtotalMinMinor: amountMinor(2_000), of: ANYTHING },
      },
    }),
  },
];
