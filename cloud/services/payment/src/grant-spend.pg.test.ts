import { type Draft, type Event } from '@beaveros/domain/journal';
import { amountMinor, type Id, ok } from '@beaveros/kit';
import { writeEntry } from '@beaveros/protocol/exchange';
import { terminalOf } from '@beaveros/service-kit/testing';
import { Cashier, type House, houseOf } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { paymentIsland } from './_payment-island.ts';

// A gift card of 50.00 that was sold in one store is spent in another.

const test = paymentIsland();

async function soldCard(seed: number) {
  const house = houseOf(seed);
  const till = new Cashier(house, 'T1');
  const account = house.newId<'Account'>();
  const card = { kind: 'gift-card', currency: house.currency, label: '4711' } as const;
  const nothing = { order: null, line: null, payment: null, document: null, grant: null, note: null };
  const loaded: readonly Draft<Event>[] = [
    {
      type: 'payment.AccountOpened',
      v: 1,
      aggregate: account,
      body: { ...card, customer: null, creditLimit: 0 },
    },
    {
      type: 'payment.AccountMoved',
      v: 1,
      aggregate: account,
      body: { ...card, ...nothing, reason: 'loaded', delta: amountMinor(5_000) },
    },
  ];
  till.say('sellGiftCard', ok(loaded));
  const tell = async () => {
    const texts = till.writer.entries().map(({ entry }) => writeEntry(entry));
    test.island.feed.add(house.tenant, till.writer.chain, texts.slice(told));
    told = texts.length;
    await test.island.settled();
  };
  let told = 0;
  await tell();
  return { house, till, account, tell, nothing, card };
}

const TERMINAL = '0192f0c0-0000-7000-8000-00000000000a';

async function spend({ tenant }: House, store: string, account: Id, amount: number, id: Id) {
  const as = terminalOf(tenant, store, TERMINAL);
  const { body } = await test.island.call(as, 'POST', '/v1/spend-grants', { id, account, amount });
  return body;
}

describe('a spend that the cloud is asked for', () => {
  it('is granted in any store, once for a command, and counts against the balance', async () => {
    const { house, account } = await soldCard(81);
    const [elsewhere, id] = [house.newId(), house.newId()];
    const first = await spend(house, elsewhere, account, 3_000, id);
    expect(first).toMatchObject({
      kind: 'granted',
      body: { grant: first.grant, amount: 3_000, currency: house.currency, label: '4711' },
    });
    expect(await spend(house, elsewhere, account, 3_000, id)).toEqual(first);
    expect(await spend(house, house.store, account, 2_001, house.newId())).toMatchObject({
      kind: 'refused',
      code: 'payment/account-too-low',
      facts: { available: 2_000, asked: 2_001 },
    });
    expect(await spend(house, house.store, account, 2_000, house.newId())).toMatchObject({ kind: 'granted' });
    expect([test.island.backOffice.written(elsewhere), test.island.backOffice.written(house.store)]).toEqual([
      1, 1,
    ]);
  });

  it('counts a release, and the movement that used a grant only once', async () => {
    const { house, till, account, tell, nothing, card } = await soldCard(82);
    const [used, released] = [house.newId(), house.newId()];
    const { grant } = await spend(house, house.store, account, 4_000, used);
    const move = { ...card, ...nothing, reason: 'spent', delta: amountMinor(-4_000), grant };
    till.say('payAndClose', ok([{ type: 'payment.AccountMoved', v: 1, aggregate: account, body: move }]));
    await tell();
    const rest = await spend(house, house.store, account, 1_000, released);
    expect(rest).toMatchObject({ kind: 'granted' });
    const body = { grant: rest.grant };
    till.say('releaseGrants', ok([{ type: 'payment.GrantReleased', v: 1, aggregate: account, body }]));
    await tell();
    expect(await spend(house, house.store, account, 1_000, house.newId())).toMatchObject({ kind: 'granted' });
  });

  it('is not refused for what the service has not folded yet', async () => {
    const { house, till, account, nothing, card } = await soldCard(84);
    const before = till.writer.entries().length;
    const top = { ...card, ...nothing, reason: 'loaded', delta: amountMinor(2_500) };
    till.say('sellGiftCard', ok([{ type: 'payment.AccountMoved', v: 1, aggregate: account, body: top }]));
    const texts = till.writer.entries().map(({ entry }) => writeEntry(entry));
    test.island.feed.add(house.tenant, till.writer.chain, texts.slice(before));
    expect(await spend(house, house.store, account, 7_500, house.newId())).toMatchObject({ kind: 'granted' });
  });

  it('is not said no to when the card is not known: the till may have sold it a minute ago', async () => {
    const { house } = await soldCard(83);
    expect(await spend(house, house.store, house.newId(), 100, house.newId())).toEqual({
      kind: 'unable',
      code: 'payment/account-unknown',
    });
  });
});
