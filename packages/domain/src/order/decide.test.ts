import { quantityMicro, unitPriceMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { given } from '../_specification.ts';
import { isSideOf, sideReference } from '../journal/side-record.ts';
import {
  ANA,
  actorWithout,
  BEER,
  beerAdded,
  CITY,
  catalogue,
  closed,
  COOKING,
  EUR,
  fired,
  GRILL,
  lineToAdd,
  ORDER,
  opened,
  quantityChanged,
  RARE,
  STEAK,
  VAT,
  voided,
  WELL_DONE,
} from './_orders.ts';
import {
  addLines,
  changeQuantity,
  fireOrder,
  nameGuest,
  type OrderState,
  openOrder,
  orderFold,
  overridePrice,
  reprint,
  setLineNote,
  setOrderNote,
  voidLine,
} from './index.ts';

const order = (...events: Parameters<typeof given<OrderState>>[2][]) => given(orderFold, ORDER, ...events);
const line = fixed('Line', 1);
const LINE_UNKNOWN = { code: 'order/line-unknown', line: fixed('Line', 9) } as const;
const NOT_OPEN = { code: 'order/not-open' } as const;
const permissionMissing = <P extends string>(permission: P) =>
  ({ code: 'auth-user/permission-missing', permission }) as const;

describe('openOrder', () => {
  const command = { order: ORDER, kind: 'dine-in', table: fixed('ServiceEntity', 1), guests: 2 } as const;
  const context = {
    actor: ANA,
    label: 'T1-12',
    currency: EUR,
    table: { id: fixed('ServiceEntity', 1), name: 'Table 4' },
  };

  it('captures label, table, currency and rounding', () => {
    order()
      .when((state) => openOrder(state, command, context))
      .thenEvents({
        type: 'order.OrderOpened',
        v: 1,
        aggregate: ORDER,
        body: {
          label: 'T1-12',
          kind: 'dine-in',
          table: { id: fixed('ServiceEntity', 1), name: 'Table 4' },
          guests: 2,
          currency: EUR,
          taxRounding: 'per_line',
        },
      });
  });

  it('is refused a second time', () => {
    order(opened)
      .when((state) => openOrder(state, command, context))
      .thenRefused({ code: 'order/already-opened' });
  });

  it('needs can_sell', () => {
    order()
      .when((state) => openOrder(state, command, { ...context, actor: actorWithout('can_sell') }))
      .thenRefused(permissionMissing('can_sell'));
  });
});

describe('addLines', () => {
  const add = (lines: ReturnType<typeof lineToAdd>[], { actor = ANA, rows = catalogue() } = {}) => {
    return (state: OrderState) => addLines(state, { order: ORDER, lines }, { actor, catalogue: rows });
  };

  it('captures name, price, taxes in their sequence, options and categories', () => {
    const steak = lineToAdd(1, { item: STEAK, options: [WELL_DONE], note: 'no salt' });
    const state = order(opened)
      .when(add([steak]))
      .thenEvents({
        type: 'order.LineAdded',
        v: 1,
        aggregate: ORDER,
        body: {
          line,
          item: STEAK,
          name: 'Steak',
          sku: null,
          quantityMicro: quantityMicro(1_000_000),
          unitPriceMicro: unitPriceMicro(22_000_000),
          listPriceMicro: unitPriceMicro(22_000_000),
          taxes: [
            { tax: CITY, name: 'City 1 %', ratePpm: 10_000, mode: 'excluded', compound: false },
            { tax: VAT, name: 'VAT 10 %', ratePpm: 100_000, mode: 'included', compound: false },
          ],
          modifiers: [
            {
              modifier: COOKING,
              option: WELL_DONE,
              name: 'Cooking',
              optionName: 'Well done',
              priceMicro: 500_000,
            },
          ],
          note: 'no salt',
          categories: [GRILL],
        },
      });
    expect([...state.lines.keys()]).toEqual([line]);
  });

  it('keeps the list price beside an overridden one', () => {
    const override = { unitPriceMicro: unitPriceMicro(1_000_000), reason: 'happy hour' };
    order(opened)
      .when(add([lineToAdd(1, { override })]))
      .thenEvents({
        ...beerAdded(1),
        body: { ...beerAdded(1).body, unitPriceMicro: unitPriceMicro(1_000_000) },
      });
  });

  it('adds all lines or none', () => {
    order(opened)
      .when(add([lineToAdd(1), lineToAdd(2)]))
      .thenEvents(beerAdded(1), beerAdded(2));
    order(opened)
      .when(add([lineToAdd(1), lineToAdd(2, { item: fixed('Item', 9) })]))
      .thenRefused({ code: 'order/item-unknown', item: fixed('Item', 9) });
  });

  it('takes a sold-out item back from a customer', () => {
    const rows = catalogue({ [BEER]: { isSoldOut: true } });
    const returned = lineToAdd(1, { quantityMicro: quantityMicro(-1_000_000) });
    order(opened)
      .when(add([returned], { rows }))
      .thenEvents(beerAdded(1, -1));
  });

  it('leaves out a tax that is no longer active', () => {
    const rows = catalogue();
    const inactive = { ...rows, tax: (id: string) => ({ ...rows.tax(id)!, isActive: false }) };
    order(opened)
      .when(add([lineToAdd(1)], { rows: inactive }))
      .thenEvents({ ...beerAdded(1), body: { ...beerAdded(1).body, taxes: [] } });
  });

  it.each([
    [
      'an item this till does not know',
      lineToAdd(1, { item: fixed('Item', 9) }),
      catalogue(),
      { code: 'order/item-unknown', item: fixed('Item', 9) },
    ],
    [
      'an item taken off the menu',
      lineToAdd(1),
      catalogue({ [BEER]: { isActive: false } }),
      { code: 'order/item-not-for-sale', item: BEER, name: 'Beer' },
    ],
    [
      'a sold-out item',
      lineToAdd(1),
      catalogue({ [BEER]: { isSoldOut: true } }),
      { code: 'order/item-sold-out', item: BEER, name: 'Beer' },
    ],
    [
      'a tax that has not come down',
      lineToAdd(1),
      catalogue({ [BEER]: { taxIds: [fixed('Tax', 9)] } }),
      { code: 'order/tax-missing', item: BEER, tax: fixed('Tax', 9) },
    ],
    [
      'a quantity of zero',
      lineToAdd(1, { quantityMicro: quantityMicro(0) }),
      catalogue(),
      { code: 'order/quantity-zero', line },
    ],
    [
      'an option of another item',
      lineToAdd(1, { options: [RARE] }),
      catalogue(),
      { code: 'order/option-unknown', option: RARE },
    ],
    [
      'an option no longer offered',
      lineToAdd(1, { item: STEAK, options: [RARE, fixed('ModifierOption', 3)] }),
      catalogue(),
      { code: 'order/option-unknown', option: fixed('ModifierOption', 3) },
    ],
    [
      'too few options',
      lineToAdd(1, { item: STEAK }),
      catalogue(),
      { code: 'order/too-few-options', modifier: COOKING, name: 'Cooking', min: 1, chosen: 0 },
    ],
    [
      'too many options',
      lineToAdd(1, { item: STEAK, options: [RARE, WELL_DONE] }),
      catalogue(),
      { code: 'order/too-many-options', modifier: COOKING, name: 'Cooking', max: 1, chosen: 2 },
    ],
  ] as const)('is refused for %s', (_name, toAdd, rows, refusal) => {
    order(opened)
      .when(add([toAdd], { rows }))
      .thenRefused(refusal);
  });

  it('is refused for a line id already there, also within the command and among voided lines', () => {
    const refusal = { code: 'order/line-already-added', line } as const;
    order(opened, beerAdded(1))
      .when(add([lineToAdd(1)]))
      .thenRefused(refusal);
    order(opened, beerAdded(1), voided(1))
      .when(add([lineToAdd(1)]))
      .thenRefused(refusal);
    order(opened)
      .when(add([lineToAdd(1), lineToAdd(1)]))
      .thenRefused(refusal);
  });

  it.each([
    ['any line', lineToAdd(1), 'can_sell'],
    [
      'a price of its own',
      lineToAdd(1, { override: { unitPriceMicro: unitPriceMicro(1), reason: 'x' } }),
      'can_override_price',
    ],
    ['a return', lineToAdd(1, { quantityMicro: quantityMicro(-1) }), 'can_return_without_receipt'],
    [
      'a price below zero',
      lineToAdd(1, { override: { unitPriceMicro: unitPriceMicro(-1), reason: 'x' } }),
      'can_return_without_receipt',
    ],
  ] as const)('%s needs its permission', (_name, toAdd, permission) => {
    order(opened)
      .when(add([toAdd], { actor: actorWithout(permission) }))
      .thenRefused(permissionMissing(permission));
  });

  it('is refused where the close could not say it: lines, amount, taxes', () => {
    const many = (count: number, from: number) =>
      Array.from({ length: count }, (_, at) => lineToAdd(from + at));
    const full = order(opened, ...many(2_000, 1).map((_, at) => beerAdded(at + 1)));
    full.when(add(many(1, 2_001))).thenRefused({ code: 'order/too-large', what: 'lines' });
    const dear = { unitPriceMicro: unitPriceMicro(900_000_000_000_000), reason: 'a typo' };
    const huge = lineToAdd(1, { quantityMicro: quantityMicro(9_000_000_000_000), override: dear });
    order(opened)
      .when(add([huge]))
      .thenRefused({ code: 'order/too-large', what: 'amount' });
    const large = (n: number) => lineToAdd(n, { quantityMicro: quantityMicro(60_000_000), override: dear });
    order(opened)
      .when(add([large(1), large(2)]))
      .thenRefused({ code: 'order/too-large', what: 'amount' });
    const taxed = {
      ...catalogue(),
      tax: (id: string) => ({ ...catalogue().tax(VAT)!, id: id as typeof VAT }),
    };
    const rows = {
      ...taxed,
      item: (id: string) => {
        const n = Number.parseInt(id.slice(-3), 16);
        const taxIds = Array.from({ length: 13 }, (_, at) => fixed('Tax', n * 100 + at));
        return { ...catalogue().item(BEER)!, id: id as typeof BEER, taxIds };
      },
    };
    const five = [1, 2, 3, 4, 5].map((n) => lineToAdd(n, { item: fixed('Item', n) }));
    order(opened).when(add(five, { rows })).thenRefused({ code: 'order/too-large', what: 'taxes' });
  });
});

describe('changeQuantity', () => {
  const change = (delta: number, { n = 1, actor = ANA } = {}) => {
    const command = { order: ORDER, line: fixed('Line', n), deltaMicro: quantityMicro(delta) };
    return (state: OrderState) => changeQuantity(state, command, { actor });
  };

  it('says the difference, not the result', () => {
    const state = order(opened, beerAdded(1, 2)).when(change(1_000_000)).thenEvents(quantityChanged(1, 1));
    expect(state.lines.get(line)?.quantityMicro).toBe(3_000_000);
  });

  it('is refused to nothing, and by nothing', () => {
    const refusal = { code: 'order/quantity-zero', line } as const;
    order(opened, beerAdded(1)).when(change(-1_000_000)).thenRefused(refusal);
    order(opened, beerAdded(1)).when(change(0)).thenRefused(refusal);
  });

  it('below zero is a return and needs its permission', () => {
    order(opened, beerAdded(1)).when(change(-2_000_000)).thenEvents(quantityChanged(1, -2));
    order(opened, beerAdded(1))
      .when(change(-2_000_000, { actor: actorWithout('can_return_without_receipt') }))
      .thenRefused(permissionMissing('can_return_without_receipt'));
  });

  it('takes back what the kitchen was told of only with the permission to void', () => {
    const actor = actorWithout('can_void_lines');
    order(opened, beerAdded(1, 3), fired(1, 1))
      .when(change(-1_000_000, { actor }))
      .thenRefused(permissionMissing('can_void_lines'));
    order(opened, beerAdded(1, 3), fired(1, 1))
      .when(change(1_000_000, { actor }))
      .thenEvents(quantityChanged(1, 1));
    order(opened, beerAdded(1, 3)).when(change(-1_000_000, { actor })).thenEvents(quantityChanged(1, -1));
  });

  it('is refused for an unknown or voided line, without can_sell, and beyond what can be said', () => {
    order(opened)
      .when(change(1, { n: 9 }))
      .thenRefused(LINE_UNKNOWN);
    order(opened, beerAdded(1), voided(1)).when(change(1)).thenRefused({ code: 'order/line-voided', line });
    order(opened, beerAdded(1))
      .when(change(1, { actor: actorWithout('can_sell') }))
      .thenRefused(permissionMissing('can_sell'));
    const tooLarge = { code: 'order/too-large', what: 'amount' } as const;
    order(opened, beerAdded(1)).when(change(9_000_000_000_000)).thenRefused(tooLarge);
    order(opened, beerAdded(1, 9_000_000)).when(change(1)).thenRefused(tooLarge);
  });
});

describe('setLineNote', () => {
  const set =
    (n: number, actor = ANA) =>
    (state: OrderState) =>
      setLineNote(state, { order: ORDER, line: fixed('Line', n), note: 'cold' }, { actor });

  it('replaces the note', () => {
    const event = {
      type: 'order.LineNoteSet',
      v: 1,
      aggregate: ORDER,
      body: { line, note: 'cold' },
    } as const;
    const state = order(opened, beerAdded(1)).when(set(1)).thenEvents(event);
    expect(state.lines.get(line)?.note).toBe('cold');
  });

  it('is refused for an unknown line and without can_sell', () => {
    order(opened).when(set(9)).thenRefused(LINE_UNKNOWN);
    order(opened, beerAdded(1))
      .when(set(1, actorWithout('can_sell')))
      .thenRefused(permissionMissing('can_sell'));
  });
});

describe('overridePrice', () => {
  const override = (price: number, { n = 1, actor = ANA } = {}) => {
    const command = {
      order: ORDER,
      line: fixed('Line', n),
      unitPriceMicro: unitPriceMicro(price),
      reason: 'regular',
    };
    return (state: OrderState) => overridePrice(state, command, { actor });
  };
  const overridden = (unitPriceMicro: number) =>
    ({
      type: 'order.LinePriceOverridden',
      v: 1,
      aggregate: ORDER,
      body: { line, unitPriceMicro, reason: 'regular' },
    }) as const;

  it('charges the new price and keeps the listed one', () => {
    const state = order(opened, beerAdded(1)).when(override(3_000_000)).thenEvents(overridden(3_000_000));
    expect(state.lines.get(line)).toMatchObject({ unitPriceMicro: 3_000_000, overrideReason: 'regular' });
    expect(state.lines.get(line)?.added.listPriceMicro).toBe(3_500_000);
  });

  it('below zero is money out and needs the permission for returns', () => {
    const actor = actorWithout('can_return_without_receipt');
    order(opened, beerAdded(1))
      .when(override(-1, { actor }))
      .thenRefused(permissionMissing('can_return_without_receipt'));
    order(opened, beerAdded(1)).when(override(-1)).thenEvents(overridden(-1));
  });

  it('is refused for an unknown line, without permission, and beyond what can be said', () => {
    order(opened)
      .when(override(1, { n: 9 }))
      .thenRefused(LINE_UNKNOWN);
    order(opened, beerAdded(1))
      .when(override(1, { actor: actorWithout('can_override_price') }))
      .thenRefused(permissionMissing('can_override_price'));
    order(opened, beerAdded(1, 1_000))
      .when(override(900_000_000_000_000))
      .thenRefused({ code: 'order/too-large', what: 'amount' });
  });
});

describe('voidLine', () => {
  const voids =
    (n: number, actor = ANA) =>
    (state: OrderState) =>
      voidLine(state, { order: ORDER, line: fixed('Line', n), reason: 'spilt' }, { actor });

  it('of a line the kitchen was not told of needs only can_sell', () => {
    const state = order(opened, beerAdded(1))
      .when(voids(1, actorWithout('can_void_lines')))
      .thenEvents(voided(1));
    expect(state.lines.get(line)?.voided).toMatchObject({ reason: 'spilt' });
    order(opened, beerAdded(1))
      .when(voids(1, actorWithout('can_sell')))
      .thenRefused(permissionMissing('can_sell'));
  });

  it('of a fired line needs can_void_lines', () => {
    order(opened, beerAdded(1), fired(1, 1))
      .when(voids(1, actorWithout('can_void_lines')))
      .thenRefused(permissionMissing('can_void_lines'));
    order(opened, beerAdded(1), fired(1, 1)).when(voids(1)).thenEvents(voided(1));
  });

  it('is refused twice and for an unknown line', () => {
    order(opened, beerAdded(1), voided(1)).when(voids(1)).thenRefused({ code: 'order/line-voided', line });
    order(opened).when(voids(9)).thenRefused(LINE_UNKNOWN);
  });
});

describe('notes and names', () => {
  it('the order note is set', () => {
    const event = { type: 'order.OrderNoteSet', v: 1, aggregate: ORDER, body: { note: 'birthday' } } as const;
    const state = order(opened)
      .when((state) => setOrderNote(state, { order: ORDER, note: 'birthday' }, { actor: ANA }))
      .thenEvents(event);
    expect(state.note).toBe('birthday');
    order(opened)
      .when((state) => setOrderNote(state, { order: ORDER, note: null }, { actor: actorWithout('can_sell') }))
      .thenRefused(permissionMissing('can_sell'));
  });

  it("the guest's name stays out of the event: only its side's id and hash are in it", () => {
    const guest = { id: fixed('Side', 1), salt: '00'.repeat(16), value: 'Ms Novak' };
    const event = {
      type: 'order.GuestNamed',
      v: 1,
      aggregate: ORDER,
      body: { guest: sideReference(guest) },
    } as const;
    const state = order(opened)
      .when((state) => nameGuest(state, { order: ORDER, guest }, { actor: ANA }))
      .thenEvents(event);
    expect(isSideOf(state.guest!, guest)).toBe(true);
    expect(isSideOf(state.guest!, { ...guest, value: 'Mr Novak' })).toBe(false);
    expect(JSON.stringify(event)).not.toContain('Novak');
    order(opened)
      .when((state) => nameGuest(state, { order: ORDER, guest: null }, { actor: ANA }))
      .thenEvents({ type: 'order.GuestNamed', v: 1, aggregate: ORDER, body: { guest: null } });
    order(opened)
      .when((state) => nameGuest(state, { order: ORDER, guest }, { actor: actorWithout('can_sell') }))
      .thenRefused(permissionMissing('can_sell'));
  });
});

describe('fireOrder', () => {
  const stages = fired(1, 1).body.stages.map(({ stage, name, ordinal, isFinal }) => ({
    id: stage,
    tenantId: fixed('Tenant', 1),
    name,
    description: null,
    orderSequence: ordinal,
    isFinalStage: isFinal,
  }));
  const grill = {
    id: fixed('Station', 1),
    tenantId: fixed('Tenant', 1),
    storeId: fixed('Store', 1),
    name: 'Grill',
    position: 1,
    categoryIds: [GRILL],
    itemIds: [],
    isExpeditor: false,
    isActive: true,
  };
  const kitchen = { stations: () => [grill], stages: () => stages };
  const fire = (lines: number[] | null, { actor = ANA, in: reader = kitchen, firing = 1 } = {}) => {
    const command = {
      order: ORDER,
      firing: fixed('Firing', firing),
      lines: lines && lines.map((n) => fixed('Line', n)),
    };
    return (state: OrderState) => fireOrder(state, command, { actor, kitchen: reader });
  };
  const steakAdded = (n: number, quantity = 1) => {
    const beer = beerAdded(n, quantity);
    const modifiers = [
      { modifier: COOKING, option: RARE, name: 'Cooking', optionName: 'Rare', priceMicro: unitPriceMicro(0) },
    ];
    return { ...beer, body: { ...beer.body, name: 'Steak', item: STEAK, categories: [GRILL], modifiers } };
  };

  it('sends each line once to the station of its category, and again only when named', () => {
    const state = order(opened, beerAdded(9), steakAdded(1)).when(fire(null)).thenEvents(fired(1, 1));
    expect(state.lines.get(line)?.firings).toEqual([fixed('Firing', 1)]);
    order(opened, steakAdded(1), fired(1, 1))
      .when(fire(null, { firing: 2 }))
      .thenRefused({ code: 'order/nothing-to-fire' });
    order(opened, steakAdded(1), fired(1, 1))
      .when(fire([1], { firing: 2 }))
      .thenEvents(fired(2, 1));
  });

  it('is refused where nobody cooks: no station, no stage, a return', () => {
    const refusal = { code: 'order/no-station' } as const;
    order(opened, beerAdded(1)).when(fire(null)).thenRefused(refusal);
    order(opened, steakAdded(1))
      .when(fire(null, { in: { ...kitchen, stages: () => [] } }))
      .thenRefused(refusal);
    order(opened, steakAdded(1, -1)).when(fire(null)).thenRefused(refusal);
  });

  it('is refused for voided lines, without permission, and before the opening', () => {
    order(opened, steakAdded(1), voided(1))
      .when(fire([1]))
      .thenRefused({ code: 'order/nothing-to-fire' });
    order(opened, steakAdded(1))
      .when(fire(null, { actor: actorWithout('can_fire') }))
      .thenRefused(permissionMissing('can_fire'));
    order(steakAdded(1)).when(fire(null)).thenRefused(NOT_OPEN);
  });
});

describe('reprint', () => {
  const terminal = fixed('Terminal', 1);
  const printer = fixed('Device', 1);
  const command = { order: ORDER, document: fixed('Document', 1), printer: null };
  const again =
    (change = {}, context = {}) =>
    (state: OrderState) =>
      reprint(state, { ...command, ...change }, { actor: ANA, terminal, printer, ...context });

  it('issues a copy on the named printer, or on the usual one', () => {
    const issued = (printer: typeof terminal | ReturnType<typeof fixed<'Device'>>) =>
      ({
        type: 'order.ReceiptIssued',
        v: 2,
        aggregate: ORDER,
        body: { document: command.document, terminal, printer, copy: true, accounts: [] },
      }) as const;
    order(opened, closed(1)).when(again()).thenEvents(issued(printer));
    order(opened, closed(1))
      .when(again({ printer: fixed('Device', 2) }))
      .thenEvents(issued(fixed('Device', 2)));
  });

  it('is refused for an unknown document, without a printer, without permission', () => {
    order(opened).when(again()).thenRefused({ code: 'order/document-unknown', document: command.document });
    order(opened, closed(1))
      .when(again({}, { printer: null }))
      .thenRefused({ code: 'order/no-printer' });
    order(opened, closed(1))
      .when(again({}, { actor: actorWithout('can_reprint') }))
      .thenRefused(permissionMissing('can_reprint'));
  });
});

describe('an order that is not open', () => {
  const commands: readonly (readonly [string, (state: OrderState) => unknown])[] = [
    [
      'addLines',
      (state) =>
        addLines(state, { order: ORDER, lines: [lineToAdd(2)] }, { actor: ANA, catalogue: catalogue() }),
    ],
    [
      'changeQuantity',
      (state) => changeQuantity(state, { order: ORDER, line, deltaMicro: quantityMicro(1) }, { actor: ANA }),
    ],
    ['setLineNote', (state) => setLineNote(state, { order: ORDER, line, note: null }, { actor: ANA })],
    [
      'overridePrice',
      (state) =>
        overridePrice(
          state,
          { order: ORDER, line, unitPriceMicro: unitPriceMicro(1), reason: 'x' },
          { actor: ANA },
        ),
    ],
    ['voidLine', (state) => voidLine(state, { order: ORDER, line, reason: 'x' }, { actor: ANA })],
    ['setOrderNote', (state) => setOrderNote(state, { order: ORDER, note: null }, { actor: ANA })],
    ['nameGuest', (state) => nameGuest(state, { order: ORDER, guest: null }, { actor: ANA })],
  ];

  it.each(commands)('refuses %s before its opening and after its close', (_name, decide) => {
    expect(decide(order(beerAdded(1)).state)).toEqual({ ok: false, refusal: NOT_OPEN });
    expect(decide(order(opened, beerAdded(1), closed(1)).state)).toEqual({
      ok: false,
      refusal: { code: 'order/already-closed', document: fixed('Document', 1) },
    });
  });

  it.each(commands.filter(([name]) => name !== 'voidLine'))(
    'refuses %s when it has too many facts',
    (_name, decide) => {
      const { state } = order(opened, beerAdded(1));
      const seen = Array.from({ length: 15_000 }, (_, at) => fixed('Event', at));
      expect(decide({ ...state, seen })).toEqual({
        ok: false,
        refusal: { code: 'order/too-large', what: 'facts' },
      });
    },
  );

  it('can void a line however many facts it has', () => {
    const { state } = order(opened, beerAdded(1));
    const seen = Array.from({ length: 15_000 }, (_, at) => fixed('Event', at));
    expect(voidLine({ ...state, seen }, { order: ORDER, line, reason: 'x' }, { actor: ANA }).ok).toBe(true);
  });
});
