import { PRICE_RULE_KINDS, PRICE_RULE_TERMS, zDayTimes, zWeekdays } from '@beaveros/domain/product-catalog';
import { zBusinessDate, zId, zStorable } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { defineRoute, page, pageQuery } from './route.ts';

const route = { service: 'product-catalog', identity: 'user' } as const;
const manage = { ...route, permission: 'can_manage_catalog' } as const;

/** What every rule says beside its terms; null does not limit. */
const head = {
  name: zStorable.trim().min(1).max(255),
  /** Minted where the person acts; the id of a rule that is there stays. */
  id: zId<'PriceRule'>().optional(),
  /** null: every store; only for callers with all stores. */
  storeId: zId<'Store'>().nullable().default(null),
  /** Business dates, both included. */
  validFrom: zBusinessDate.nullable().default(null),
  validTo: zBusinessDate.nullable().default(null),
  weekdays: zWeekdays.nullable().default(null),
  times: zDayTimes.nullable().default(null),
  isActive: z.boolean().default(true),
};
const bodyOf = <Kind extends keyof typeof PRICE_RULE_TERMS>(kind: Kind) =>
  z.strictObject({ ...head, kind: z.literal(kind), rule: PRICE_RULE_TERMS[kind] });

/** A rule as a person writes it: `rule` is judged by its kind. */
const zPriceRuleBody = z.discriminatedUnion('kind', [
  bodyOf('promotion'),
  bodyOf('coupon'),
  bodyOf('charge'),
  bodyOf('price-list'),
  bodyOf('tax-change'),
  bodyOf('combo'),
  bodyOf('loyalty'),
]);
export type PriceRuleBody = z.output<typeof zPriceRuleBody>;

const zPriceRule = z.strictObject({
  id: zId<'PriceRule'>(),
  storeId: zId<'Store'>().nullable(),
  kind: z.enum(PRICE_RULE_KINDS),
  name: z.string(),
  rule: z.record(z.string(), z.unknown()),
  validFrom: zBusinessDate.nullable(),
  validTo: zBusinessDate.nullable(),
  weekdays: zWeekdays.nullable(),
  times: zDayTimes.nullable(),
  isActive: z.boolean(),
  version: z.int(),
});
export type PriceRule = z.output<typeof zPriceRule>;

const ERRORS = [
  'price-rule/forbidden',
  'price-rule/dates-reversed',
  /** `field` says which id of the rule names nothing. */
  'price-rule/link-unknown',
] as const;

const listPriceRules = defineRoute({
  ...route,
  name: 'listPriceRules',
  method: 'GET',
  path: '/v1/price-rules',
  query: pageQuery.extend({ kind: z.enum(PRICE_RULE_KINDS).optional() }),
  response: page(zPriceRule),
  errors: [],
  description:
    'Promotions, coupons, charges, price lists, tax changes, combos and loyalty programmes, by name.',
});

const readPriceRule = defineRoute({
  ...route,
  name: 'readPriceRule',
  method: 'GET',
  path: '/v1/price-rules/{id}',
  response: zPriceRule,
  errors: ['price-rule/not-found'],
  description: 'One rule.',
});

const createPriceRule = defineRoute({
  ...manage,
  name: 'createPriceRule',
  method: 'POST',
  path: '/v1/price-rules',
  body: zPriceRuleBody,
  response: zPriceRule,
  errors: ['price-rule/duplicate', ...ERRORS],
  description:
    'Adds a rule. Tills take it with the next orders and lines; open orders keep what they captured.',
});

const changePriceRule = defineRoute({
  ...manage,
  name: 'changePriceRule',
  method: 'PUT',
  path: '/v1/price-rules/{id}',
  body: zPriceRuleBody,
  response: zPriceRule,
  errors: ['price-rule/not-found', 'price-rule/kind-fixed', ...ERRORS],
  description: 'Puts a rule in place of one of the same kind; it keeps its id.',
});

export const priceRuleRoutes = [listPriceRules, readPriceRule, createPriceRule, changePriceRule] as const;
