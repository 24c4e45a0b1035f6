import { businessDate, ONE, unitPriceMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { given } from '../_specification.ts';
import { type PriceRuleRow, readPriceRules } from '../product-catalog/price-rules/index.ts';
import { actorWithout, ANA, BEER, catalogue, closed, EUR, ORDER, opened, RARE, STEAK } from './_orders.ts';
import { type AddCombo, addCombo, orderFold, type OrderState, orderTotals } from './index.ts';

const order = (...events: Parameters<typeof given<OrderState>>[2][]) => given(orderFold, ORDER, ...events);
const MENU = fixed('Item', 3);
const ROW: PriceRuleRow = {
  id: fixed('PriceRule', 1),
  tenantId: fixed('Tenant', 1),
  storeId: null,
  kind: 'combo',
  name: 'Menu of the day',
  rule: {
    item: MENU,
    groups: [
      { name: 'Main', min: 1, max: 1, choices: [{ item: STEAK, surchargeMicro: 2_000_000 }] },
      { name: 'Drink', min: 1, max: 2, choices: [{ item: BEER, surchargeMicro: 0 }] },
    ],
  },
  validFrom: null,
  validTo: null,
  weekdays: null,
  times: null,
  isActive: true,
  version: 1,
};
const rows = catalogue();
const context = {
  actor: ANA,
  // Steak 22.00, beer 3.50; the menu 17.00.
  catalogue: {
    ...rows,
    item: (id: string) =>
      id === MENU
        ? {
            ...rows.item(BEER)!,
            id: MENU,
            name: 'Menu',
            type: 'combo' as const,
            priceMicro: unitPriceMicro(17_000_000),
          }
        : rows.item(id),
  },
  rulesNow: {
    rules: readPriceRules([ROW]),
    question: {
      store: fixed('Store', 1),
      at: { date: businessDate('2026-11-23'), minute: 720 },
      kind: 'dine-in' as const,
      customerGroup: null,
    },
    currency: EUR,
    patterns: [],
  },
};
const steak = { line: fixed('Line', 1), group: 0, item: STEAK, units: 1, options: [RARE], note: null };
const beer = { line: fixed('Line', 2), group: 1, item: BEER, units: 1, options: [], note: 'cold' };
const command: AddCombo = {
  order: ORDER,
  combo: fixed('Combo', 1),
  item: MENU,
  combos: 1,
  choices: [steak, beer],
  rest: fixed('Line', 9),
};
const adding =
  (change: Partial<AddCombo> = {}, changed: object = {}) =>
  (state: OrderState) =>
    addCombo(state, { ...command, ...change }, { ...context, ...changed });

describe('a combo', () => {
  it('is the lines of its parts, each with its own taxes at its share, and a word that they belong together', () => {
    const decision = addCombo(order(opened).state, command, context);
    if (!decision.ok) throw new Error(decision.refusal.code);
    const [main, drink, combined] = decision.value;
    // 17.00 by 22.00 and 3.50: 14.67 and 2.33; 2.00 more for the steak.
    expect(main).toMatchObject({
      type: 'order.LineAdded',
      body: {
        name: 'Steak',
        unitPriceMicro: 16_670_000,
        listPriceMicro: 22_000_000,
        modifiers: [{ option: RARE }],
      },
    });
    expect(drink).toMatchObject({
      type: 'order.LineAdded',
      body: { name: 'Beer', unitPriceMicro: 2_330_000, listPriceMicro: 3_500_000, note: 'cold' },
    });
    expect(combined).toMatchObject({
      type: 'order.LinesCombined',
      body: {
        combo: command.combo,
        rule: ROW.id,
        item: MENU,
        name: 'Menu',
        lines: [steak.line, beer.line],
      },
    });
    const state = order(opened)
      .when(adding())
      .thenEvents(...decision.value);
    expect(state.combos).toHaveLength(1);
    const { lines } = orderTotals(state);
    expect(lines.map(({ priced }) => priced.listed)).toEqual([1_682, 233]);
  });

  it('of which a share does not divide has a line more, and costs its price to the unit', () => {
    const two = [
      { ...steak, units: 3 },
      { ...beer, units: 3 },
    ];
    const decision = addCombo(order(opened).state, { ...command, combos: 3, choices: two }, context);
    if (!decision.ok) throw new Error(decision.refusal.code);
    const bodies = decision.value.flatMap((event) => (event.type === 'order.LineAdded' ? [event.body] : []));
    const total = bodies.reduce(
      (all, each) => all + (each.unitPriceMicro * each.quantityMicro) / ONE / 10_000,
      0,
    );
    expect(total).toBe(3 * 1_900);
    expect(bodies.map(({ line }) => line)).toEqual(expect.arrayContaining([steak.line, beer.line]));
    expect(new Set(bodies.map(({ line }) => line)).size).toBe(bodies.length);
  });

  it.each([
    ['order/no-such-combo', { item: BEER }],
    ['order/combo-choice-unknown', { choices: [{ ...steak, item: BEER, options: [] }, beer] }],
    ['order/combo-too-few', { choices: [steak] }],
    ['order/combo-too-many', { choices: [{ ...steak, units: 2 }, beer] }],
    ['order/too-few-options', { choices: [{ ...steak, options: [] }, beer] }],
    ['order/line-already-added', { rest: beer.line }],
  ])('is refused: %s', (code, change) => {
    const decision = adding(change)(order(opened).state);
    expect(decision).toMatchObject({ ok: false, refusal: { code } });
  });

  it('is refused to who may not sell, and on an order that is closed', () => {
    order(opened)
      .when(adding({}, { actor: actorWithout('can_sell') }))
      .thenRefused({ code: 'auth-user/permission-missing', permission: 'can_sell' });
    const document = closed(1);
    order(opened, document)
      .when(adding())
      .thenRefused({ code: 'order/already-closed', document: document.body.document });
  });
});
