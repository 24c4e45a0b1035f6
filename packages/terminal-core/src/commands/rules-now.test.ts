import { ONE } from '@beaveros/kit';
import { beforeEach, expect, it } from 'vitest';
import { lineOf, onOneTill, openOrder, priceRule } from '../_place.ts';
import { idOf, ITEM_ROW, TAX_ROW, type TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

const place = onOneTill();
let till: TillFixture;
let core: Core;
let session: string;
beforeEach(() => {
  ({ till, core, session } = place);
});

const half = priceRule('Happy hour', 'price-list', {
  customerGroup: null,
  orderKinds: null,
  priority: 0,
  entries: [
    {
      items: [ITEM_ROW.id],
      categories: null,
      minQuantityMicro: null,
      maxQuantityMicro: null,
      changes: [{ kind: 'percent', ratePpb: -500_000_000 }],
    },
  ],
});

/** What one item is captured as on a new order of a kind. */
async function captured(kind: 'counter' | 'take-away') {
  const order = till.newId<'Order'>();
  await till.call(core, 'openOrder', { order, kind, table: null, guests: null }, { session });
  const added = lineOf(place);
  const { order: view } = await till.call(core, 'addLines', { order, lines: [added] }, { session });
  return view.lines[0]!;
}

it('a line is priced by the price list that holds at that minute of the store, and by none afterwards', async () => {
  const localTime = core.rows.entity.store()!.timeZone;
  const [hour, minute] = new Intl.DateTimeFormat('en-GB', {
    timeZone: localTime,
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(till.now)
    .split(':')
    .map(Number);
  const at = hour! * 60 + minute!;
  till.comeDown(core, 'price_rules', { ...half, times: [{ fromMinute: at, toMinute: at + 1 }] });
  expect(await captured('counter')).toMatchObject({ unitPriceMicro: ITEM_ROW.priceMicro / 2 });
  till.now = (till.now + 60_000) as typeof till.now;
  expect(await captured('counter')).toMatchObject({ unitPriceMicro: ITEM_ROW.priceMicro });
});

it('a line of an order to take away has the taxes of that', async () => {
  const reduced = { ...TAX_ROW, id: idOf('reduced'), name: 'Reduced', ratePpm: 50_000 };
  till.comeDown(core, 'taxes', TAX_ROW, reduced);
  const terms = { orderKinds: ['take-away'], taxes: [{ from: TAX_ROW.id, to: reduced.id }], keep: 'gross' };
  till.comeDown(core, 'price_rules', priceRule('Take-away', 'tax-change', terms));
  const [here, away] = [await captured('counter'), await captured('take-away')];
  expect([here.taxes, away.taxes].map((taxes) => taxes.map(({ name }) => name))).toEqual([
    [TAX_ROW.name],
    ['Reduced'],
  ]);
  expect(away.total).toBe(here.total);
});

it('an order captures the promotions and charges that hold when it is opened; what is added later changes nothing', async () => {
  const free = priceRule('Two for one', 'promotion', {
    gift: { kind: 'free_units', count: 1, everyUnits: 2 },
    target: { items: null, categories: null, unitPriceMicro: null, cheapestUnits: null },
    when: {
      quantityMinMicro: null,
      subtotalMinMinor: null,
      of: { items: null, categories: null, unitPriceMicro: null },
    },
    capMinor: null,
    base: 'running',
    times: 1,
    priority: 0,
    isExclusive: false,
    orderKinds: ['counter'],
  });
  till.comeDown(core, 'price_rules', free);
  const order = await openOrder(place);
  till.comeDown(core, 'price_rules');
  const added = (n: number) => ({
    line: till.newId<'Line'>(),
    item: ITEM_ROW.id as never,
    quantityMicro: (n * ONE) as typeof ONE,
    options: [],
    note: null,
    override: null,
  });
  const { order: view } = await till.call(
    core,
    'addLines',
    { order, lines: [added(1), added(1)] },
    { session },
  );
  expect(view.total).toBe(1_250);
  const later = till.newId<'Order'>();
  await till.call(
    core,
    'openOrder',
    { order: later, kind: 'counter', table: null, guests: null },
    { session },
  );
  const { order: full } = await till.call(core, 'addLines', { order: later, lines: [added(2)] }, { session });
  expect(full.total).toBe(2_500);
});
