import { ONE } from '@beaveros/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

let till: TillFixture;
let core: Core;
let session: string;
beforeEach(async () => {
  till = new TillFixture();
  core = till.open();
  await till.furnish(core);
  const ham = { ...ITEM_ROW, id: idOf('ham'), name: 'Jamón', sku: '12345', priceMicro: 12_000_000 };
  const cola = { ...ITEM_ROW, id: idOf('cola'), name: 'Cola', sku: null, barcodes: ['036000291452'] };
  till.comeDown(core, 'till_items', ITEM_ROW, ham, cola);
  const label = { checkDigit: 'required', baseCheckDigit: 'recomputed', zero: 'refused' };
  const scanPatterns = [
    { ...label, name: 'Weight', pattern: '21.....{NNDDD}.', measures: 'weight' },
    { ...label, name: 'Price', pattern: '23.....{NNNDD}.', measures: 'price' },
  ];
  till.comeDown(core, 'store_policies', { id: till.identity.store, policies: { scanPatterns } });
  session = (await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN })).session;
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  till[Symbol.dispose]();
});

const [WEIGHT, PRICE] = ['2112345012506', '2312345007490'];
const scan = async (code: string) => {
  const { items, label } = await till.call(core, 'scan', { code }, { session });
  return { names: items.map(({ name }) => name), label };
};

describe('a scanned code', () => {
  it('is a SKU, or a GTIN in whatever length it was printed and read', async () => {
    expect(await scan('H1')).toEqual({ names: ['Hamburguesa'], label: null });
    for (const code of ['036000291452', '0036000291452', '00036000291452', ']E00036000291452'])
      expect(await scan(code)).toEqual({ names: ['Cola'], label: null });
    expect(await scan('4006381333931')).toEqual({ names: [], label: null });
  });

  it('is a label of the store, with what it weighs or costs; one that says nonsense is refused', async () => {
    expect(await scan(WEIGHT)).toEqual({
      names: ['Jamón'],
      label: { measures: 'weight', quantityMicro: 1_250_000, amount: null },
    });
    expect(await scan(PRICE)).toEqual({
      names: ['Jamón'],
      label: { measures: 'price', quantityMicro: 624_000, amount: 749 },
    });
    await expect(scan(`${WEIGHT.slice(0, -1)}0`)).rejects.toThrow('codes/wrong-check-digit');
  });

  it('is GS1 data on a pack', async () => {
    expect(await scan('(01)00036000291452(30)6')).toEqual({
      names: ['Cola'],
      label: { measures: 'value', quantityMicro: 6 * ONE, amount: null },
    });
  });
});

it('a line of a label costs what is printed, without a permission to set prices; another item takes no such label', async () => {
  const order = till.newId<'Order'>();
  await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null }, { session });
  const add = (item: string, label: string) =>
    till.call(
      core,
      'addLines',
      {
        order,
        lines: [
          {
            line: till.newId<'Line'>(),
            item: idOf(item),
            quantityMicro: ONE,
            options: [],
            note: null,
            override: null,
            label,
          },
        ],
      },
      { session },
    );
  await add('ham', PRICE);
  const { order: view } = await add('ham', WEIGHT);
  expect(view.lines.map(({ quantityMicro, total }) => [quantityMicro, total])).toEqual([
    [624_000, 749],
    [1_250_000, 1_500],
  ]);
  await expect(add('cola', PRICE)).rejects.toThrow('order/label-unreadable');
});
