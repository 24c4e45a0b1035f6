import { beforeEach, expect, it } from 'vitest';
import { onOneTill, priceRule, openOrder } from '../_place.ts';
import { idOf, ITEM_ROW, type TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

const place = onOneTill();
let till: TillFixture;
let core: Core;
let session: string;
beforeEach(() => {
  ({ till, core, session } = place);
});

it('a menu that head office made up is sold as its parts, at its price', async () => {
  const cola = { ...ITEM_ROW, id: idOf('cola'), name: 'Cola', sku: 'C1', priceMicro: 2_500_000 };
  const menu = {
    ...ITEM_ROW,
    id: idOf('menu'),
    name: 'Menú',
    sku: 'M1',
    type: 'combo',
    priceMicro: 12_000_000,
  };
  till.comeDown(core, 'till_items', ITEM_ROW, cola, menu);
  const group = (name: string, item: string) => ({
    name,
    min: 1,
    max: 1,
    choices: [{ item, surchargeMicro: 0 }],
  });
  const groups = [group('Plato', ITEM_ROW.id), group('Bebida', cola.id)];
  till.comeDown(core, 'price_rules', priceRule('Menú del día', 'combo', { item: menu.id, groups }));
  const order = await openOrder(place);
  const part = (group: number, item: string) => ({
    line: till.newId<'Line'>(),
    group,
    item: item as never,
    units: 1,
    options: [],
    note: null,
  });
  const { order: view } = await till.call(
    core,
    'addCombo',
    {
      order,
      combo: till.newId<'Combo'>(),
      item: idOf('menu'),
      combos: 1,
      choices: [part(0, ITEM_ROW.id), part(1, cola.id)],
      rest: till.newId<'Line'>(),
    },
    { session },
  );
  // 12.00 by 12.50 and 2.50.
  expect(view.lines.map(({ name, total }) => [name, total])).toEqual([
    ['Hamburguesa', 1_000],
    ['Cola', 200],
  ]);
  expect(view.combos).toMatchObject([{ name: 'Menú', lines: view.lines.map(({ line }) => line) }]);
});
