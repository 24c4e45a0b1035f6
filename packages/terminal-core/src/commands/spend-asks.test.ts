import { type AmountMinor, instant } from '@beaveros/kit';
import type { Ask } from '@beaveros/protocol/exchange';
import type { IpcInput } from '@beaveros/protocol/ipc';
import type { AskOutcome } from '@beaveros/sync/exchange';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW, PIN } from '../_till-fixture.ts';
import { factsOf, openShift, type ReachedTill, TillsInReach } from '../_tills-in-reach.ts';

// A gift card of 80.00 pays for burgers. Alone a card may spend 50.00 (DEFAULT_STORE_POLICIES).

let store: TillsInReach;
let at: ReachedTill;
let card: string;
/** What the cloud says, and what it was asked. */
let cloud: (ask: Ask) => AskOutcome;
let asked: Ask[];
beforeEach(async () => {
  store = new TillsInReach();
  at = await store.open();
  const { till, core, session } = at;
  till.comeDown(
    core,
    'payment_methods',
    { id: idOf('cash'), name: 'Efectivo', type: 'cash', isActive: true },
    { id: idOf('gift'), name: 'Tarjeta regalo', type: 'credit_account', isActive: true },
  );
  await openShift(at);
  const opening = { kind: 'gift-card', code: '4711', label: '4711', customer: null, creditLimit: 0 };
  const opened = await till.call(core, 'openAccount', opening as never, { session });
  card = opened.account.account;
  await till.call(core, 'adjustAccount', { account: card, delta: 8_000, note: 'brought over' } as never, {
    session,
  });
  asked = [];
  cloud = () => ({ kind: 'no-answer', why: 'not-reached' });
  core.attach({
    isCloudConnected: () => true,
    cloudSeqOf: () => 0,
    onChanged: () => () => {},
    peers: () => [],
    ask: (_id, { ask }) => {
      asked.push(ask);
      return Promise.resolve(cloud(ask));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

/** Pays so many burgers of 12.50 with the card. */
async function payByCard(burgers: number) {
  const { till, core, session } = at;
  const order = till.newId<'Order'>();
  await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null } as never, {
    session,
  });
  const line = {
    line: till.newId(),
    item: ITEM_ROW.id,
    quantityMicro: burgers * 1_000_000,
    options: [],
    note: null,
    override: null,
  };
  await till.call(core, 'addLines', { order, lines: [line] } as never, { session });
  const tender = {
    payment: till.newId(),
    method: idOf('gift'),
    tendered: 1_250 * burgers,
    account: { kind: 'gift-card', id: card },
  };
  const close = { order, document: till.newId(), tenders: [tender], printer: null };
  return till.call(core, 'payAndClose', close as unknown as IpcInput<'payAndClose'>, { session });
}

const spent = () =>
  factsOf<{ reason: string; delta: AmountMinor; grant: string | null }>(
    at,
    card as never,
    'payment.AccountMoved',
  )
    .filter(({ reason }) => reason === 'spent')
    .map(({ delta, grant }) => [delta, grant]);

describe('a gift card', () => {
  it('is spent as far as the cloud grants it, which names the grant', async () => {
    const grant = idOf<'Grant'>('grant');
    cloud = () => ({
      kind: 'granted',
      grant,
      body: { grant, amount: 7_500, currency: { code: 'EUR', exponent: 2 }, label: '4711' },
    });
    await payByCard(6);
    expect(asked).toEqual([{ kind: 'spend', account: card, amount: 7_500 }]);
    expect(spent()).toEqual([[-7_500, grant]]);
  });

  it('pays nothing that the cloud says no to: it was spent in another store', async () => {
    cloud = () => ({
      kind: 'refused',
      code: 'payment/account-too-low',
      facts: { available: 0, asked: 1_250 },
    });
    await expect(payByCard(1)).rejects.toThrow('payment/account-too-low');
    expect(spent()).toEqual([]);
  });

  it('pays alone no more than the store’s offline limit, nor more than is known to be on it', async () => {
    await expect(payByCard(5)).rejects.toThrow('"available":5000,"asked":6250');
    await payByCard(2);
    const { till, core, session } = at;
    await till.call(core, 'adjustAccount', { account: card, delta: -4_500, note: 'gone' } as never, {
      session,
    });
    await expect(payByCard(2)).rejects.toThrow('"available":1000,"asked":2500');
    expect(spent()).toEqual([[-2_500, null]]);
  });

  it('shares the offline limit of its till and day with every other card, and the next day has its own', async () => {
    await payByCard(3);
    await expect(payByCard(2)).rejects.toThrow('"available":1250,"asked":2500');
    const { till, core, session } = at;
    const opening = { kind: 'gift-card', code: '4712', label: '4712', customer: null, creditLimit: 0 };
    const other = await till.call(core, 'openAccount', opening as never, { session });
    const { account } = other.account;
    await till.call(core, 'adjustAccount', { account, delta: 8_000, note: 'brought over' } as never, {
      session,
    });
    card = account;
    await expect(payByCard(2)).rejects.toThrow('"available":1250,"asked":2500');
    await payByCard(1);
    const grant = idOf<'Grant'>('grant');
    const body = { grant, amount: 2_500, currency: { code: 'EUR', exponent: 2 }, label: '4712' };
    cloud = () => ({ kind: 'granted', grant, body });
    // What the cloud grants counts against no limit.
    await payByCard(2);
    cloud = () => ({ kind: 'no-answer', why: 'timed-out' });
    await expect(payByCard(1)).rejects.toThrow('"available":0,"asked":1250');
    till.now = instant(till.now + 24 * 3_600_000);
    at = { ...at, session: (await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN })).session };
    await payByCard(1);
    expect(spent()).toEqual([
      [-1_250, null],
      [-2_500, grant],
      [-1_250, null],
    ]);
  });

  it('gives a grant back when the sale is refused after all', async () => {
    const grant = idOf<'Grant'>('grant');
    const body = { grant, amount: 1_250, currency: { code: 'USD', exponent: 2 }, label: '4711' };
    cloud = () => ({ kind: 'granted', grant, body });
    at.till.comeDown(at.core, 'payment_methods', {
      id: idOf('cash'),
      name: 'Efectivo',
      type: 'cash',
      isActive: true,
    });
    await expect(payByCard(1)).rejects.toThrow('payment/');
    expect(factsOf(at, card as never, 'payment.GrantReleased')).toEqual([{ grant }]);
    expect(spent()).toEqual([]);
  });
});
