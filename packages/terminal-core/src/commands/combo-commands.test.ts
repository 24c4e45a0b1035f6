import { afterEach, beforeEach, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

let till: TillFixture;
let core: Core;
beforeEach(async () => {
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
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
  till.comeDown(core, 'price_rules', {
    id: idOf('rule'),
    storeId: null,
    kind: 'combo',
    name: 'Menú del día',
    rule: { item: menu.id, groups: [group('Plato', ITEM_ROW.id), group('Bebida', cola.id)] },
    validFrom: null,
    validTo: null,
    weekdays: null,
    times: null,
    isActive: true,
    version: 1,
  });
  const { session } = await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN });
  const order = till.newId<'Order'>();
  await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
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
