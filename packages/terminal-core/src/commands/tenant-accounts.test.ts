import { accountId } from '@beaveros/domain/payment';
import type { Ask } from '@beaveros/protocol/exchange';
import type { IpcInput } from '@beaveros/protocol/ipc';
import type { AskOutcome } from '@beaveros/sync/exchange';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, ITEM_ROW } from '../_till-fixture.ts';
import { factsOf, openShift, type ReachedTill, TillsInReach } from '../_tills-in-reach.ts';

// A gift card of 80.00 that was sold in another store of the tenant. Alone a card may spend 50.00
// (DEFAULT_STORE_POLICIES); a burger is 12.50.

const CODE = '6035 1234 5678 4711';
const ELSEWHERE = 'aa'.padStart(64, '0');

let store: TillsInReach;
let at: ReachedTill;
let card: string;
let cloud: (ask: Ask) => AskOutcome;
let versions: number;
beforeEach(async () => {
  store = new TillsInReach();
  at = await store.open();
  const { till, core } = at;
  till.comeDown(
    core,
    'payment_methods',
    { id: idOf('cash'), name: 'Efectivo', type: 'cash', isActive: true },
    { id: idOf('gift'), name: 'Tarjeta regalo', type: 'credit_account', isActive: true },
  );
  await openShift(at);
  card = accountId(till.identity.tenant, 'gift-card', CODE);
  versions = 0;
  cloud = () => ({ kind: 'no-answer', why: 'not-reached' });
  core.attach({
    isCloudConnected: () => true,
    cloudSeqOf: () => 0,
    onChanged: () => () => {},
    peers: () => [],
    ask: (_id, { ask }) => Promise.resolve(cloud(ask)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

/** The row as the payment service publishes it. */
function rowComesDown(balanceMinor: number, heads: Record<string, number> = {}, more = {}): void {
  versions += 1;
  at.till.comeDown(at.core, 'till_accounts', {
    id: card,
    kind: 'gift-card',
    currency: { code: 'EUR', exponent: 2 },
    label: '4711',
    customerId: null,
    creditLimitMinor: 0,
    balanceMinor,
    opening: { clock: 900, chain: ELSEWHERE, seq: 9 },
    granted: [],
    heads: { [ELSEWHERE]: 9, ...heads },
    version: versions,
    ...more,
  });
}

async function payByCard(burgers: number) {
  const { till, core, session } = at;
  const order = till.newId<'Order'>();
  const call = (name: 'openOrder' | 'addLines' | 'payAndClose', input: object) =>
    till.call(core, name, input as IpcInput<typeof name>, { session });
  await call('openOrder', { order, kind: 'counter', table: null, guests: null });
  const line = {
    line: till.newId(),
    item: ITEM_ROW.id,
    quantityMicro: burgers * 1_000_000,
    options: [],
    note: null,
    override: null,
  };
  await call('addLines', { order, lines: [line] });
  const tender = {
    payment: till.newId(),
    method: idOf('gift'),
    tendered: 1_250 * burgers,
    account: { kind: 'gift-card', id: card },
  };
  return await call('payAndClose', { order, document: till.newId(), tenders: [tender], printer: null });
}

async function balance() {
  const { till, core, session } = at;
  const input = { kind: 'gift-card', code: CODE } as const;
  const { account } = await till.call(core, 'balance', input, { session });
  return account === null ? null : [account.balance, account.available, account.label];
}

/** The own chain and the last place of it that moved the card. */
function lastMove(): Record<string, number> {
  const moved = at.core.journal.byAggregate(card).at(-1)!;
  return { [moved.header.chain]: moved.header.seq };
}

describe('a gift card of another store', () => {
  it('is known when its row has come down, and is not before', async () => {
    expect(await balance()).toBeNull();
    await expect(payByCard(1)).rejects.toThrow('payment/account-unknown');
    rowComesDown(8_000);
    expect(await balance()).toEqual([8_000, 8_000, '4711']);
  });

  it('is spent alone within the offline limit, and counts once while row and journal both have it', async () => {
    rowComesDown(8_000);
    await expect(payByCard(5)).rejects.toThrow('"available":5000,"asked":6250');
    await payByCard(2);
    expect(await balance()).toEqual([5_500, 5_500, '4711']);
    // The cloud has folded the movement, and another store has spent 40.00 in the meantime.
    rowComesDown(1_500, { ...lastMove(), [ELSEWHERE]: 10 });
    expect(await balance()).toEqual([1_500, 1_500, '4711']);
    await expect(payByCard(2)).rejects.toThrow('"available":1500,"asked":2500');
    await payByCard(1);
    expect(await balance()).toEqual([250, 250, '4711']);
    expect(factsOf(at, card as never, 'payment.AccountOpened')).toEqual([]);
  });

  it('is spent as far as the cloud grants it; the grant in the row is used up by the movement here', async () => {
    rowComesDown(8_000);
    const grant = idOf<'Grant'>('grant');
    const currency = { code: 'EUR', exponent: 2 };
    cloud = () => ({ kind: 'granted', grant, body: { grant, amount: 7_500, currency, label: '4711' } });
    await payByCard(6);
    const granted = {
      grant,
      forCommand: idOf('command'),
      terminal: at.till.identity.terminal,
      amount: 7_500,
      clock: 950,
      chain: 'bb'.padStart(64, '0'),
      seq: 2,
    };
    rowComesDown(8_000, {}, { granted: [granted] });
    expect(await balance()).toEqual([500, 500, '4711']);
  });

  it('holds back what the row says was granted to another till', async () => {
    const granted = {
      grant: idOf('grant'),
      forCommand: idOf('command'),
      terminal: idOf('another'),
      amount: 7_000,
      clock: 950,
      chain: 'bb'.padStart(64, '0'),
      seq: 2,
    };
    rowComesDown(8_000, {}, { granted: [granted] });
    expect(await balance()).toEqual([8_000, 1_000, '4711']);
    await expect(payByCard(1)).rejects.toThrow('"available":1000,"asked":1250');
  });
});
