import { type AmountMinor, type Id, ONE, quantityMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { give, lineOf, onTwoTills, openOrder, openShift, type Place } from '../_place.ts';
import type { TillFixture } from '../_till-fixture.ts';
import { idOf, ITEM_ROW, PIN } from '../_till-fixture.ts';
import type { Core } from '../core.ts';
import { runCommand } from './run-command.ts';

// Two whole tills of one store; their journals are exchanged by hand. Nobody answers asks: they go by their limits.

const BURGER = ITEM_ROW.id;
const CARD = idOf<'Item'>('gift-card');
const CASH = idOf<'PaymentMethod'>('cash');
const ON_ACCOUNT = idOf<'PaymentMethod'>('on-account');
const CODE = '6035 1234 5678 4711';
const minor = (amount: number) => amount as AmountMinor;

const { one, two } = onTwoTills(async (place) => {
  const { till, core } = place;
  const card = {
    ...ITEM_ROW,
    id: CARD,
    name: 'Tarjeta',
    sku: 'G1',
    type: 'gift_card',
    taxIds: [],
    priceMicro: 0,
  };
  till.comeDown(core, 'till_items', ITEM_ROW, card);
  till.comeDown(
    core,
    'payment_methods',
    { id: CASH, name: 'Efectivo', type: 'cash', isActive: true },
    { id: ON_ACCOUNT, name: 'A cuenta', type: 'credit_account', isActive: true },
  );
  till.comeDown(
    core,
    'store_staff',
    await till.staff(),
    await till.staff({ id: idOf('eva'), name: 'Eva', permissions: EVA }),
  );
  await openShift(place);
});

/** Sells and refunds, and no more. */
const EVA = { can_sell: true, can_process_payments: true, can_refund: true };
const signIn = async (till: TillFixture, core: Core, who: string) =>
  (await till.call(core, 'signIn', { user: idOf(who), pin: PIN })).session;

const id = <Of extends string>({ till }: Place) => till.newId<Of>();
const cash = (place: Place, tendered: number) => ({
  payment: id<'Payment'>(place),
  method: CASH,
  tendered: minor(tendered),
});
const out = (place: Place, amount: number) => ({
  payment: id<'Payment'>(place),
  amount: minor(amount),
  to: { kind: 'method' as const, method: CASH, account: null },
});

/** A closed order of one line, paid in cash. */
async function sold(place: Place, units: number, item: Id<'Item'> = BURGER as Id<'Item'>) {
  const { till, core, session } = place;
  const order = await openOrder(place);
  const added = lineOf(place, units, item);
  const { order: view } = await till.call(core, 'addLines', { order, lines: [added] }, { session });
  const document = till.newId<'Document'>();
  const tenders = [cash(place, view.total)];
  const closed = await till.call(
    core,
    'payAndClose',
    { order, document, tenders, printer: null },
    { session },
  );
  return { order, line: added.line, document, closed };
}

const refunding = (
  place: Place,
  sale: { readonly order: Id<'Order'>; readonly line: Id<'Line'>; readonly document: Id<'Document'> },
  units: number,
  tenders: ReturnType<typeof out>[],
) => ({
  order: sale.order,
  document: id<'Document'>(place),
  refunds: sale.document,
  lines: [{ line: sale.line, quantityMicro: quantityMicro(units * ONE) }],
  reason: 'cold',
  tenders,
  restock: true,
  printer: null,
});

describe('refund', () => {
  it('goes back where it came from, where the store lets it go no other way', async () => {
    const { till, core, session } = one;
    const sale = await sold(one, 1);
    till.comeDown(core, 'store_policies', { id: till.identity.store, policies: { refundWays: 'original' } });
    const elsewhere = refunding(one, sale, 1, [out(one, 1_250)]);
    await expect(till.call(core, 'refund', elsewhere, { session })).rejects.toThrow(
      'payment/only-to-original',
    );
    const [paid] = sale.closed.document.payments;
    const tenders = [{ ...out(one, 1_250), to: { kind: 'original' as const, of: paid!.payment } }];
    const { refund } = await till.call(core, 'refund', { ...elsewhere, tenders }, { session });
    expect(refund.payments).toMatchObject([{ amount: -1_250, of: paid!.payment }]);
  });

  it('gives parts back under the next numbers, until nothing is left', async () => {
    const { till, core, session } = one;
    const sale = await sold(one, 2);
    const { number } = sale.closed.document;
    const commandId = id<'Command'>(one);
    const half = refunding(one, sale, 1, [out(one, 1_250)]);
    const first = await till.call(core, 'refund', half, { session, commandId });
    expect(first.refund).toMatchObject({
      total: -1_250,
      permit: 'own',
      number: { ...number, counter: number.counter + 1 },
    });
    // Said again, it answers the first result and gives nothing more.
    expect(await till.call(core, 'refund', half, { session, commandId })).toEqual(first);
    const { refundable } = await till.call(
      core,
      'refundable',
      { order: sale.order, document: sale.document },
      { session },
    );
    expect(refundable).toMatchObject({ money: 1_250, lines: [{ soldMicro: 2 * ONE, leftMicro: ONE }] });
    await till.call(core, 'refund', refunding(one, sale, 1, [out(one, 1_250)]), { session });
    await expect(
      till.call(core, 'refund', refunding(one, sale, 1, [out(one, 1_250)]), { session }),
    ).rejects.toThrow('order/refund-beyond-sold');
    const { order } = await till.call(core, 'order', { order: sale.order }, { session });
    expect(order).toMatchObject({ paid: 0, overpaid: 0, status: 'closed' });
    expect(order!.refunds.map(({ total }) => total)).toEqual([-1_250, -1_250]);
  });

  it('is printed like a receipt, and again as a copy', async () => {
    const { till, core, session } = one;
    const sale = await sold(one, 1);
    const { refund } = await till.call(core, 'refund', refunding(one, sale, 1, [out(one, 1_250)]), {
      session,
    });
    const asked = { order: sale.order, document: refund.document };
    const { svg } = await till.call(core, 'receiptPicture', asked, { session });
    const { terminalCode, series, counter } = sale.closed.document.number;
    expect(svg).toContain(`Devolución de ${terminalCode}-${series}-${String(counter).padStart(6, '0')}`);
    expect(svg).toContain('-12,50');
    await expect(till.call(core, 'reprint', { ...asked, printer: null }, { session })).rejects.toThrow(
      'order/no-printer',
    );
  });

  it('of what another till closed needs somebody who answers for it, and has a limit', async () => {
    const sale = await sold(one, 20);
    give(one, two);
    const { till, core } = two;
    const eva = await signIn(till, core, 'eva');
    const small = refunding(two, sale, 1, [out(two, 1_250)]);
    await expect(till.call(core, 'refund', small, { session: eva })).rejects.toThrow(
      'can_refund_beyond_limit',
    );
    const approval = { user: idOf<'User'>('ana'), pin: PIN };
    const approved = await till.call(core, 'refund', small, { session: eva, approval });
    expect(approved.refund).toMatchObject({ permit: 'alone', total: -1_250 });
    // 100.00 a till and day; 12.50 are gone.
    await expect(
      till.call(core, 'refund', refunding(two, sale, 8, [out(two, 10_000)]), { session: two.session }),
    ).rejects.toThrow('order/refund-beyond-offline-limit');
    // The limit is of the day, not of this run of the program.
    expect(core.desk.aggregates.refundedOn(approved.refund.businessDate)).toEqual({
      all: 1_250,
      alone: 1_250,
    });
    give(two, one);
    const { order } = await one.till.call(one.core, 'order', { order: sale.order }, { session: one.session });
    expect(order!.refunds).toHaveLength(1);
  });

  it('goes back without anybody else where the till that sold it allows it, and then not a second time', async () => {
    const sale = await sold(one, 2);
    give(one, two);
    const input = refunding(two, sale, 2, [out(two, 2_500)]);
    const commandId = id<'Command'>(two);
    const ask = { kind: 'refund' as const, order: sale.order, document: sale.document, lines: input.lines };
    const terminal = two.core.desk.till.id;
    const answer = one.core.judgeAsk({ id: commandId, ask, terminal });
    if (answer.kind !== 'granted') throw new Error(JSON.stringify(answer));
    const actor = { user: idOf<'User'>('eva'), name: 'Eva', permissions: new Set(Object.keys(EVA)) };
    const request = {
      name: 'refund' as const,
      commandId,
      input,
      actor,
      answered: [{ ask, outcome: answer }],
    };
    const done = runCommand(two.core.desk, request, { now: () => two.till.now });
    expect(done).toMatchObject({ ok: true, value: { refund: { total: -2_500, permit: 'granted' } } });
    // The till that sold it has not heard of the refund yet; what it granted is gone all the same.
    await expect(
      one.till.call(one.core, 'refund', refunding(one, sale, 1, [out(one, 1_250)]), { session: one.session }),
    ).rejects.toThrow('order/refund-beyond-sold');
    give(two, one);
    const { order } = await one.till.call(one.core, 'order', { order: sale.order }, { session: one.session });
    expect(order).toMatchObject({ paid: 0, overpaid: 0 });
    const { tasks } = await one.till.call(
      one.core,
      'orderTasks',
      { status: 'open', limit: 50, offset: 0 },
      { session: one.session },
    );
    expect(tasks).toEqual([]);
  });

  it('two tills that gave one burger back apart have both paid, and the loss is on the list', async () => {
    const sale = await sold(one, 1);
    give(one, two);
    for (const place of [one, two])
      await place.till.call(place.core, 'refund', refunding(place, sale, 1, [out(place, 1_250)]), {
        session: place.session,
      });
    give(one, two);
    give(two, one);
    for (const { till, core, session } of [one, two]) {
      const { tasks } = await till.call(
        core,
        'orderTasks',
        { status: 'open', limit: 50, offset: 0 },
        { session },
      );
      expect(tasks).toMatchObject([{ kind: 'over-refunded', amount: 1_250, lineName: 'Hamburguesa' }]);
    }
  });
});

describe('exchange', () => {
  it('takes two numbers of one row and asks for the difference', async () => {
    const { till, core, session } = one;
    const sale = await sold(one, 1);
    const order = await openOrder(one);
    const line = id<'Line'>(one);
    const two = { line, item: BURGER as Id<'Item'>, quantityMicro: quantityMicro(2 * ONE), options: [] };
    await till.call(
      core,
      'addLines',
      { order, lines: [{ ...two, note: null, override: null }] },
      { session },
    );
    const answer = await till.call(
      core,
      'exchange',
      {
        refund: refunding(one, sale, 1, []),
        close: { order, document: id<'Document'>(one), tenders: [cash(one, 1_250)], printer: null },
        paidOut: id<'Payment'>(one),
        paidIn: id<'Payment'>(one),
      },
      { session },
    );
    const first = sale.closed.document.number.counter;
    expect(answer.refunded.refunds[0]!.number.counter).toBe(first + 1);
    expect(answer.order.documents[0]!.number.counter).toBe(first + 2);
    expect(answer.order.documents[0]!.payments.map(({ type, amount }) => [type, amount])).toEqual([
      ['exchange', 1_250],
      ['cash', 1_250],
    ]);
    const next = await sold(one, 1);
    expect(next.closed.document.number.counter).toBe(first + 3);
  });
});

describe('a gift card', () => {
  const balance = async ({ till, core, session }: Place, code = CODE) =>
    (await till.call(core, 'balance', { kind: 'gift-card', code }, { session })).account;

  async function sellCard(place: Place, amount: number) {
    const { till, core, session } = place;
    const order = await openOrder(place);
    const line = id<'Line'>(place);
    const load = { order, line, item: CARD, kind: 'gift-card' as const, code: CODE, customer: null };
    await till.call(core, 'sellGiftCard', { ...load, amount: minor(amount) }, { session });
    expect(await balance(place)).toBeNull();
    const document = id<'Document'>(place);
    const tenders = [cash(place, amount)];
    await till.call(core, 'payAndClose', { order, document, tenders, printer: null }, { session });
    return { order, line, document };
  }

  async function payByCard(place: Place, account: Id<'Account'>) {
    const { till, core, session } = place;
    const order = await openOrder(place);
    const line = { line: id<'Line'>(place), item: BURGER as Id<'Item'>, quantityMicro: ONE, options: [] };
    await till.call(
      core,
      'addLines',
      { order, lines: [{ ...line, note: null, override: null }] },
      { session },
    );
    const tender = { payment: id<'Payment'>(place), method: ON_ACCOUNT, tendered: minor(1_250) };
    const tenders = [{ ...tender, account: { kind: 'gift-card' as const, id: account } }];
    return till.call(
      core,
      'payAndClose',
      { order, document: id<'Document'>(place), tenders, printer: null },
      { session },
    );
  }

  it('is worth its face once it is paid, buys as far as that goes, and its code is nowhere', async () => {
    await sellCard(one, 2_000);
    const card = await balance(one, '6035-1234-5678-4711');
    expect(card).toMatchObject({ kind: 'gift-card', label: '4711', balance: 2_000, available: 2_000 });
    const paid = await payByCard(one, card!.account);
    expect(paid.document.payments).toMatchObject([{ amount: 1_250, account: { id: card!.account } }]);
    expect(await balance(one)).toMatchObject({ balance: 750 });
    await expect(payByCard(one, card!.account)).rejects.toThrow('payment/account-too-low');
    const entries = one.core.journal.after(0, 1_000).map(({ entry }) => JSON.stringify(entry));
    expect(entries.some((entry) => entry.includes('60351234') || entry.includes('6035 1234'))).toBe(false);
  });

  it('topped up on one till and spent on two that do not hear of each other is a named loss', async () => {
    await sellCard(one, 2_000);
    give(one, two);
    const { account } = (await balance(two))!;
    await payByCard(one, account);
    await payByCard(two, account);
    give(one, two);
    give(two, one);
    for (const place of [one, two])
      expect(await balance(place)).toMatchObject({ balance: -500, available: 0, overdrawn: 500 });
    // A manager writes it off.
    const { till, core, session } = one;
    const corrected = await till.call(
      core,
      'adjustAccount',
      { account, delta: minor(500), note: 'our loss' },
      { session },
    );
    expect(corrected.account).toMatchObject({ balance: 0, overdrawn: 0 });
  });

  it('takes a refund back, and gives its own money back only while it is there', async () => {
    const card = await sellCard(one, 2_000);
    const { till, core, session } = one;
    const { account } = (await balance(one))!;
    const burger = await sold(one, 1);
    const label = '4711';
    const onCard = {
      kind: 'method' as const,
      method: ON_ACCOUNT,
      account: { kind: 'gift-card' as const, id: account, label },
    };
    const tender = { payment: id<'Payment'>(one), amount: minor(1_250), to: onCard };
    await till.call(core, 'refund', { ...refunding(one, burger, 1, []), tenders: [tender] }, { session });
    expect(await balance(one)).toMatchObject({ balance: 3_250 });
    await payByCard(one, account);
    await till.call(core, 'refund', refunding(one, card, 1, [out(one, 2_000)]), { session });
    expect(await balance(one)).toMatchObject({ balance: 0 });
  });

  it('a house account is opened by a manager and charged to its limit', async () => {
    const { till, core, session } = one;
    const customer = id<'Customer'>(one);
    const house = { kind: 'house-account' as const, code: customer as string };
    const { account } = await till.call(
      core,
      'openAccount',
      { ...house, label: 'Bar Central', customer, creditLimit: minor(2_000) },
      { session },
    );
    expect(account).toMatchObject({ balance: 0, available: 2_000, label: 'Bar Central' });
    const eva = await signIn(till, core, 'eva');
    await expect(
      till.call(
        core,
        'openAccount',
        { ...house, code: 'other', label: 'x', customer: null, creditLimit: minor(0) },
        { session: eva },
      ),
    ).rejects.toThrow('can_adjust_accounts');
  });
});
