import { accountFold, accountId, openAccount, putOn, spendFrom } from '@beaveros/domain/payment';
import { amountMinor, type Id, ZERO } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { terminalOf, userOf } from '@beaveros/service-kit/testing';
import { Cashier, type House, houseOf } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { paymentIsland } from './_payment-island.ts';

// The back office sees the tenant's stored value and corrects it: in the name of a store, as whoever signed in.

const test = paymentIsland();

const EUR = { code: 'EUR', exponent: 2 };
const TERMINAL = '0192f0c0-0000-7000-8000-00000000000a';
const VIEW = ['can_view_orders'];
const ADJUST = ['can_view_orders', 'can_adjust_accounts'];

/** A tenant with two gift cards (50.00 and 8.00, one spent beyond by 2.00), points and a house account. */
async function tenantWithAccounts(seed: number) {
  const house = houseOf(seed);
  const till = new Cashier(house, 'T1');
  const actor = { user: house.newId<'User'>(), name: 'Ana', permissions: new Set(['can_adjust_accounts']) };
  const tenant = house.tenant;
  const cause = { order: house.newId<'Order'>(), line: house.newId<'Line'>() };
  const state = { account: accountFold.initial };
  const of = (kind: 'gift-card' | 'loyalty' | 'house-account', code: string) => ({
    account: accountId(tenant, kind, code),
    kind,
    currency: kind === 'loyalty' ? null : EUR,
    label: code.slice(-4),
    customer: null,
  });
  const say = (decided: { readonly ok: boolean }) => {
    if (!decided.ok) throw new Error(JSON.stringify(decided));
    till.say('adjustAccount', decided as Parameters<typeof till.say>[1]);
  };
  const [card, beyond, points, tab] = [
    of('gift-card', '6035 0001'),
    of('gift-card', '6035 0002'),
    of('loyalty', 'customer 10%'),
    of('house-account', 'customer 7'),
  ];
  say(putOn({ ...card, amount: amountMinor(5_000) }, 'loaded', cause, state));
  say(putOn({ ...beyond, amount: amountMinor(800) }, 'loaded', cause, state));
  const held = { actor, permit: () => null, offlineSpendMax: amountMinor(5_000), spent: ZERO };
  const known = (balance: number) => () => ({
    ...accountFold.initial(beyond.account),
    carried: { balance: amountMinor(balance), terms: beyond },
  });
  for (const amount of [600, 400])
    say(spendFrom({ ...beyond, amount: amountMinor(amount) }, cause, { ...held, account: known(800) }));
  say(putOn({ ...points, amount: amountMinor(120) }, 'earned', cause, state));
  const creditMax = amountMinor(10_000);
  say(openAccount({ ...tab, creditLimit: amountMinor(10_000) }, { actor, ...state, creditMax }));
  const texts = till.writer.entries().map(({ entry }) => writeEntry(entry));
  test.island.feed.add(house.tenant, till.writer.chain, texts);
  await test.island.settled();
  return { house, card: card.account, beyond: beyond.account, points: points.account, tab: tab.account };
}

const asked = async (as: ReturnType<typeof userOf>, method: string, path: string, body?: unknown) => {
  const answer = await test.island.call(as, method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const refused = async (as: ReturnType<typeof userOf>, method: string, path: string, body?: unknown) => {
  const { status, body: said } = await test.island.call(as, method, path, body);
  return [status, said.error.code];
};
const spendGrant = ({ tenant, store }: House, account: Id, amount: number, id: Id) =>
  test.island.call(terminalOf(tenant, store, TERMINAL), 'POST', '/v1/spend-grants', { id, account, amount });

describe('accounts in the back office', () => {
  it('are listed by label, by kind, by a part of it as written, and those that were spent beyond', async () => {
    const { house, card, beyond, points, tab } = await tenantWithAccounts(301);
    const as = userOf(house.tenant, VIEW);
    const ids = async (query = '') =>
      (await asked(as, 'GET', `/v1/accounts${query}`)).items.map(({ id }: { id: string }) => id);
    expect(new Set(await ids())).toEqual(new Set([card, beyond, points, tab]));
    expect(await ids('?kind=gift-card')).toEqual([card, beyond]);
    expect(await ids('?label=000')).toEqual([card, beyond]);
    expect(await ids('?label=0%25')).toEqual([points]);
    expect(await ids('?label=0_')).toEqual([]);
    expect(await ids('?overdrawn=true')).toEqual([beyond]);
    const first = await asked(as, 'GET', '/v1/accounts?limit=3');
    const rest = await asked(as, 'GET', `/v1/accounts?limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(await ids());
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([3, 1, null]);
    expect(await asked(as, 'GET', `/v1/accounts/${beyond}`)).toMatchObject({
      label: '0002',
      currency: 'EUR',
      balance: '-2.00',
      available: '0.00',
      overdrawn: '2.00',
      granted: [],
    });
    expect(await asked(as, 'GET', `/v1/accounts/${points}`)).toMatchObject({
      kind: 'loyalty',
      currency: null,
      balance: '120',
    });
    expect(await asked(as, 'GET', `/v1/accounts/${tab}`)).toMatchObject({
      creditLimit: '100.00',
      balance: '0.00',
      available: '100.00',
    });
  });

  it('have their movements, newest first, page by page, of the stores that the token names', async () => {
    const { house, beyond } = await tenantWithAccounts(302);
    const as = userOf(house.tenant, VIEW);
    const path = `/v1/accounts/${beyond}/movements`;
    const first = await asked(as, 'GET', `${path}?limit=2`);
    const rest = await asked(as, 'GET', `${path}?limit=2&cursor=${first.nextCursor}`);
    const moved = [...first.items, ...rest.items].map(({ reason, delta, counts }) => [reason, delta, counts]);
    expect(moved).toEqual([
      ['spent', '-4.00', true],
      ['spent', '-6.00', true],
      ['loaded', '8.00', true],
    ]);
    const elsewhere = userOf(house.tenant, VIEW, [test.island.newId()]);
    expect((await asked(elsewhere, 'GET', path)).items).toEqual([]);
    expect(await refused(elsewhere, 'GET', `${path}?storeId=${house.store}`)).toEqual([
      403,
      'store/not-yours',
    ]);
  });

  it('are corrected with a reason, once for a command, in a store of the token, as who signed in', async () => {
    const { house, card } = await tenantWithAccounts(303);
    const as = userOf(house.tenant, ADJUST, [house.store]);
    const path = `/v1/accounts/${card}/adjustments`;
    const body = { command: test.island.newId(), storeId: house.store, delta: '-12.50', note: 'torn card' };
    const done = { id: card, balance: '37.50', available: '37.50' };
    expect(await asked(as, 'POST', path, body)).toEqual(done);
    expect(await asked(as, 'POST', path, body)).toEqual(done);
    await test.island.settled();
    expect(await asked(as, 'GET', `/v1/accounts/${card}`)).toMatchObject({ balance: '37.50' });
    const { items } = await asked(as, 'GET', `/v1/accounts/${card}/movements?limit=1`);
    expect(items).toMatchObject([
      { reason: 'adjusted', delta: '-12.50', note: 'torn card', storeId: house.store, terminalId: null },
    ]);
    expect(items[0].movedBy).toBe(as.kind === 'user' ? as.userId : null);
    expect(test.island.backOffice.written(house.store)).toBe(1);
    const again = { ...body, command: test.island.newId() };
    expect(await refused(as, 'POST', path, { ...again, delta: '-37.51' })).toEqual([
      422,
      'payment/account-too-low',
    ]);
    for (const delta of ['0', '1.234'])
      expect(await refused(as, 'POST', path, { ...again, delta })).toEqual([422, 'account/bad-amount']);
    expect(await refused(as, 'POST', path, { ...again, note: '' })).toEqual([400, 'request/invalid']);
    expect(await refused(userOf(house.tenant, VIEW), 'POST', path, again)).toEqual([
      403,
      'permission/missing',
    ]);
    const foreign = { ...again, storeId: test.island.newId() };
    expect(await refused(as, 'POST', path, foreign)).toEqual([403, 'store/not-yours']);
  });

  it('show what was granted, and a manager gives back what nobody will spend', async () => {
    const { house, card } = await tenantWithAccounts(304);
    const { grant } = (await spendGrant(house, card, 4_000, house.newId())).body;
    await test.island.settled();
    const as = userOf(house.tenant, ADJUST);
    const shown = await asked(as, 'GET', `/v1/accounts/${card}`);
    expect(shown).toMatchObject({ balance: '50.00', available: '10.00' });
    expect(shown.granted).toEqual([
      { grant, terminalId: TERMINAL, amount: '40.00', grantedAt: expect.any(Number) },
    ]);
    const path = `/v1/accounts/${card}/grant-releases`;
    const body = { storeId: house.store, grant };
    const done = { id: card, balance: '50.00', available: '50.00' };
    expect(await asked(as, 'POST', path, body)).toEqual(done);
    expect(await asked(as, 'POST', path, body)).toEqual(done);
    await test.island.settled();
    expect(await asked(as, 'GET', `/v1/accounts/${card}`)).toMatchObject({ available: '50.00', granted: [] });
    expect((await spendGrant(house, card, 5_000, house.newId())).body).toMatchObject({ kind: 'granted' });
    const unknown = { storeId: house.store, grant: test.island.newId() };
    expect(await refused(as, 'POST', path, unknown)).toEqual([422, 'account/grant-not-open']);
    expect(await refused(userOf(house.tenant, VIEW), 'POST', path, body)).toEqual([
      403,
      'permission/missing',
    ]);
  });

  it('are nobody else’s: another tenant finds, reads, corrects and releases nothing', async () => {
    const { house, card } = await tenantWithAccounts(305);
    const { grant } = (await spendGrant(house, card, 1_000, house.newId())).body;
    const { house: theirs } = await tenantWithAccounts(306);
    const as = userOf(theirs.tenant, ADJUST);
    for (const path of ['/v1/accounts', '/v1/accounts?label=0001', `/v1/accounts/${card}/movements`])
      expect(JSON.stringify(await asked(as, 'GET', path))).not.toContain(card);
    expect((await asked(as, 'GET', `/v1/accounts/${card}/movements`)).items).toEqual([]);
    expect(await refused(as, 'GET', `/v1/accounts/${card}`)).toEqual([404, 'account/not-found']);
    const adjusting = { command: test.island.newId(), storeId: theirs.store, delta: '1', note: 'mine' };
    expect(await refused(as, 'POST', `/v1/accounts/${card}/adjustments`, adjusting)).toEqual([
      404,
      'account/not-found',
    ]);
    const releasing = { storeId: theirs.store, grant };
    expect(await refused(as, 'POST', `/v1/accounts/${card}/grant-releases`, releasing)).toEqual([
      404,
      'account/not-found',
    ]);
    expect(await refused(userOf(house.tenant, []), 'GET', '/v1/accounts')).toEqual([
      403,
      'permission/missing',
    ]);
    // What comes down is bound to the tenant by its row.
    const rows = await test.island.sql('select distinct tenant_id from till_accounts where id = $1', [card]);
    expect(rows).toEqual([{ tenant_id: house.tenant }]);
  });
});
