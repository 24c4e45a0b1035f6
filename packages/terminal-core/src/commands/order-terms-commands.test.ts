import { amountMinor, businessDate, type Id, ONE, quantityMicro } from '@beaveros/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { addLine, onOneTill, priceRule } from '../_place.ts';
import { idOf, PIN, type TillFixture } from '../_till-fixture.ts';
import type { Core } from '../core.ts';

// The commands of an order's terms through the core's door: parsed, decided, appended, and answered as a view.

const place = onOneTill();
let till: TillFixture;
let core: Core;
let session: string;
beforeEach(() => {
  ({ till, core, session } = place);
});

const EVERYTHING = { items: null, categories: null, unitPriceMicro: null };
const WHEN = { quantityMinMicro: null, subtotalMinMinor: null, of: EVERYTHING };

async function open(table: Id<'ServiceEntity'> | null = null): Promise<Id<'Order'>> {
  const order = till.newId<'Order'>();
  await till.call(core, 'openOrder', { order, kind: 'dine-in', table, guests: 2 }, { session });
  return order;
}

/** Burgers at 12.50. */
const add = (order: Id<'Order'>, quantity = 1) => addLine(place, order, quantity);

const view = async (order: Id<'Order'>) => (await till.call(core, 'order', { order }, { session })).order!;
const words = { name: 'Regular', reason: 'comes every day' };

describe('what is taken off and charged', () => {
  it('a discount of a line, of the order, a coupon and a charge make one bill that adds up, on screen and on paper', async () => {
    till.comeDown(
      core,
      'price_rules',
      priceRule('service', 'charge', {
        amount: { kind: 'percent', ratePpb: 100_000_000, basis: 'net' },
        guestsMin: null,
        taxIds: [idOf('iva')],
        orderKinds: null,
      }),
      priceRule('summer', 'coupon', {
        code: 'SUMMER',
        gift: { kind: 'percent', ratePpb: 100_000_000 },
        limitUnits: null,
        excludesSaleItems: false,
        target: EVERYTHING,
        when: WHEN,
      }),
    );
    const order = await open();
    const line = await add(order, 2);
    const discount = till.newId<'Discount'>();
    const off = { kind: 'percent', ratePpb: 200_000_000 } as const;
    await till.call(core, 'discountLine', { ...words, order, line, discount, terms: off }, { session });
    await till.call(core, 'enterCoupon', { order, use: till.newId(), code: 'summer' }, { session });
    const terms = { kind: 'amount', amountMinor: amountMinor(100) } as const;
    const { order: shown } = await till.call(
      core,
      'discountOrder',
      { ...words, order, discount: till.newId(), terms },
      { session },
    );
    // 25.00, a fifth off, a tenth of 20.00 off, 1.00 off; 10 % of 17.00 for the service.
    expect(shown).toMatchObject({ total: 1_870, due: 1_870, discount: -800 });
    expect(shown.charges).toMatchObject([{ charge: idOf('service'), total: 170 }]);
    expect(shown.lines[0]).toMatchObject({ listed: 2_500, total: 1_700, byHand: [{ id: discount }] });
    expect(shown.lines[0]!.discounts.map(({ source, amount }) => [source, amount])).toEqual([
      ['line', -500],
      ['coupon', -200],
      ['order', -100],
    ]);

    const waived = { order, charge: idOf<'PriceRule'>('service'), reason: 'slow' };
    expect((await till.call(core, 'waiveCharge', waived, { session })).order.total).toBe(1_700);
    await till.call(core, 'restoreCharge', { order, charge: waived.charge }, { session });
    await till.call(core, 'openShift', { shift: till.newId(), float: amountMinor(0) }, { session });
    const tender = {
      payment: till.newId<'Payment'>(),
      method: idOf<'PaymentMethod'>('cash'),
      tendered: amountMinor(2_000),
    };
    const close = { order, document: till.newId<'Document'>(), tenders: [tender], printer: null };
    const { document } = await till.call(core, 'payAndClose', close, { session });
    expect(document).toMatchObject({ total: 1_870, discount: -800, change: 130, guests: 2 });
    expect(document.charges).toMatchObject([{ name: 'service', total: 170 }]);
  });

  it('a discount beyond the limit says which permission it needs', async () => {
    const permissions = { can_sell: true, can_discount: true };
    till.comeDown(core, 'store_staff', await till.staff({ permissions }));
    ({ session } = await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN }));
    const order = await open();
    const line = await add(order);
    const given = { ...words, order, line, discount: till.newId<'Discount'>() };
    const terms = { kind: 'percent', ratePpb: 500_000_000 } as const;
    await expect(till.call(core, 'discountLine', { ...given, terms }, { session })).rejects.toThrow(
      'can_discount_beyond_limit',
    );
    expect((await view(order)).total).toBe(1_250);
  });

  it('an order keeps the rules it was opened with until it is repriced', async () => {
    const order = await open();
    await add(order, 3);
    const promotion = priceRule('3 for 2', 'promotion', {
      gift: { kind: 'free_units', count: 1, everyUnits: 3 },
      target: { ...EVERYTHING, cheapestUnits: null },
      when: WHEN,
      capMinor: null,
      base: 'running',
      times: 1,
      priority: 0,
      isExclusive: false,
      orderKinds: null,
    });
    till.comeDown(core, 'price_rules', promotion);
    await add(order, 3);
    expect((await view(order)).total).toBe(7_500);
    expect((await till.call(core, 'repriceOrder', { order }, { session })).order.total).toBe(5_000);
    const next = await open();
    await add(next, 3);
    expect(await view(next)).toMatchObject({ total: 2_500, discount: -1_250 });
  });
});

describe('for whom and where', () => {
  it('table, guests, seats, courses, staff and customer are on the view, and survive a restart', async () => {
    const order = await open();
    const line = await add(order);
    await till.call(core, 'changeGuests', { order, guests: 5 }, { session });
    await till.call(core, 'setSeat', { order, lines: [line], seat: 3 }, { session });
    await till.call(core, 'setCourse', { order, lines: [line], course: 2 }, { session });
    await till.call(core, 'holdCourse', { order, course: 2, isHeld: true }, { session });
    const staff = { order, line, staff: idOf<'User'>('ana'), durationMinutes: 30 };
    await till.call(core, 'setStaff', staff, { session });
    const customer = till.newId<'Customer'>();
    await till.call(core, 'setCustomer', { order, customer }, { session });
    await till.call(core, 'parkOrder', { order }, { session });
    await core[Symbol.asyncDispose]();
    core = till.open();
    ({ session } = await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN }));
    const shown = await view(order);
    expect(shown).toMatchObject({ guests: 5, customer, isParked: true, heldCourses: [2] });
    expect(shown.lines[0]).toMatchObject({ seat: 3, course: 2, isHeld: true, staff: { name: 'Ana' } });
    expect((await till.call(core, 'resumeOrder', { order }, { session })).order.isParked).toBe(false);
    await expect(till.call(core, 'changeTable', { order, table: till.newId() }, { session })).rejects.toThrow(
      'order/table-unknown',
    );
  });

  it('a quote is numbered by its own counter, and an abandoned order is cancelled and settled', async () => {
    const order = await open();
    await add(order);
    const validUntil = businessDate('2099-12-31');
    const issue = () =>
      till.call(core, 'issueQuote', { order, quote: till.newId<'Quote'>(), validUntil }, { session });
    await issue();
    const { quotes } = (await issue()).order;
    expect(quotes.map(({ number, total }) => [number.counter, total])).toEqual([
      [1, 1_250],
      [2, 1_250],
    ]);
    const { order: gone } = await till.call(core, 'cancelOrder', { order, reason: 'left' }, { session });
    expect(gone).toMatchObject({ status: 'cancelled', total: 0 });
    await expect(add(order)).rejects.toThrow('order/already-cancelled');
  });
});

describe('over several orders', () => {
  it('lines move and come back answered in both, and a repeated command moves them once', async () => {
    const [from, to] = [await open(), await open()];
    const line = await add(from, 3);
    const input = {
      order: from,
      to,
      move: till.newId<'Move'>(),
      lines: [{ line, as: till.newId<'Line'>(), quantityMicro: quantityMicro(2 * ONE) }],
    };
    const commandId = till.newId<'Command'>();
    for (let time = 0; time < 2; time += 1) {
      const { order, others } = await till.call(core, 'moveLines', input, { session, commandId });
      expect([order.total, others.map(({ total }) => total)]).toEqual([1_250, [2_500]]);
    }
    const merge = { order: from, into: to, move: till.newId<'Move'>() };
    const merged = await till.call(core, 'mergeOrders', merge, { session });
    expect([merged.order.status, merged.others[0]!.total]).toEqual(['cancelled', 3_750]);
  });

  it('a split opens an order for each part, each with a label of its own', async () => {
    const order = await open();
    const [a, b] = [await add(order), await add(order, 2)];
    const part = (line: Id<'Line'>) => ({
      to: till.newId<'Order'>(),
      move: till.newId<'Move'>(),
      lines: [{ line, as: till.newId<'Line'>(), quantityMicro: null }],
    });
    const { order: left, others } = await till.call(
      core,
      'splitOrder',
      { order, parts: [part(a), part(b)] },
      { session },
    );
    expect([left.total, ...others.map(({ total }) => total)]).toEqual([0, 1_250, 2_500]);
    expect(new Set([left, ...others].map(({ label }) => label)).size).toBe(3);
    // The next order goes on where the split ended.
    expect((await view(await open())).label).toBe('T1-4');
  });
});
