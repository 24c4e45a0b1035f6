import type { Actor } from '@beaveros/domain/auth-user';
import { type Id, type Instant, instant, ONE, type QuantityMicro } from '@beaveros/kit';
import type { Ask } from '@beaveros/protocol/exchange';
import type { IpcInput } from '@beaveros/protocol/ipc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf } from '../_till-fixture.ts';
import { factsOf, openShift, type ReachedTill, sellBurgers, TillsInReach } from '../_tills-in-reach.ts';
import { BackOffice } from '../journal/_back-office.ts';
import { deliver } from '../journal/_gossip.ts';
import { AskedCommands } from './asked-commands.ts';

// T1 sold a burger and granted T2 its refund, which died before it could claim it, or never heard the answer.

const MINUTE = 60_000;
const MAY = ['can_refund', 'can_process_payments'];
const BETO: Actor = { user: idOf<'User'>('beto'), name: 'Beto', permissions: new Set(MAY) };
const ANA: Actor = { ...BETO, permissions: new Set([...MAY, 'can_refund_beyond_limit']) };

let store: TillsInReach;
let closer: ReachedTill;
let asker: ReachedTill;
let now: number;
beforeEach(async () => {
  store = new TillsInReach();
  [closer, asker] = [await store.open(), await store.open()];
  await openShift(asker);
  now = asker.till.now;
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

type Sold = Awaited<ReturnType<typeof sellBurgers>>;

const askOf = ({ order, document, line }: Sold, burgers: number): Ask => ({
  kind: 'refund',
  order,
  document,
  lines: [{ line, quantityMicro: (ONE * burgers) as QuantityMicro }],
});
const refundOf = (sold: Sold, burgers: number, document: Id<'Document'>) =>
  ({
    order: sold.order,
    document,
    refunds: sold.document,
    lines: [{ line: sold.line, quantityMicro: ONE * burgers }],
    reason: 'cold',
    tenders: [
      { payment: asker.till.newId(), amount: 1_250 * burgers, to: { kind: 'original', of: sold.payment } },
    ],
    restock: false,
    printer: null,
  }) as unknown as IpcInput<'refund'>;

/** The asker's process, begun anew: it knows what its journal says. */
function started(): AskedCommands {
  const asked = new AskedCommands(asker.core.desk, { now: () => now as Instant });
  while (asked.readBack()) continue;
  return asked;
}

function looked(asked: AskedCommands, laterMs: number): AskedCommands {
  now += laterMs;
  asked.look();
  return asked;
}

/** T2 is granted so many burgers of a sale of T1, and the grant comes to it as the fact it is. */
async function granted(burgers = 1, soldCount = burgers) {
  const sold = await sellBurgers(closer, soldCount);
  await store.meet(asker, closer);
  const commandId = asker.till.newId<'Command'>();
  const ask = askOf(sold, burgers);
  const outcome = await asker.peers.ask(closer.till.identity.terminal, commandId, ask);
  expect(outcome.kind).toBe('granted');
  await store.level(asker, closer);
  return { sold, commandId, answered: [{ ask, outcome }] };
}

const releases = (till: ReachedTill, { order }: Sold) =>
  factsOf<{ readonly grant: string }>(till, order, 'order.RefundGrantReleased').map(({ grant }) => grant);
const grants = (till: ReachedTill, { order }: Sold) =>
  factsOf<{ readonly grant: string }>(till, order, 'order.RefundGranted').map(({ grant }) => grant);
const refunds = (till: ReachedTill, { order }: Sold) => factsOf(till, order, 'order.RefundIssued');

describe('a grant that nobody claims', () => {
  it('is given back by the till it was for, once, two minutes after it learnt of it', async () => {
    const { sold } = await granted();
    const asked = looked(started(), 0);
    looked(asked, 2 * MINUTE - 1);
    expect(releases(asker, sold)).toEqual([]);
    looked(asked, 1);
    expect(releases(asker, sold)).toEqual(grants(asker, sold));
    looked(asked, MINUTE);
    looked(looked(started(), 0), 3 * MINUTE);
    expect(releases(asker, sold)).toHaveLength(1);
    await store.level(asker, closer);
    // The ceiling is free again: the till that sold it gives it back itself.
    const again = await asker.peers.ask(closer.till.identity.terminal, asker.till.newId(), askOf(sold, 1));
    expect(again.kind).toBe('granted');
  });

  it('is learnt when it arrives as well, and while the clock is set back', async () => {
    const asked = looked(started(), 0);
    const stop = asker.core.journal.onArrival((arrived) => asked.follow(arrived));
    const { sold } = await granted();
    stop();
    looked(asked, 0);
    looked(asked, 0 - 40 * 24 * 60 * MINUTE);
    expect(releases(asker, sold)).toEqual(grants(asker, sold));
  });

  it('stays with a command that waits for its answer, and with one that was done', async () => {
    const { sold, commandId, answered } = await granted(1, 2);
    const asked = looked(started(), 0);
    asked.begin(commandId);
    looked(asked, 5 * MINUTE);
    expect(releases(asker, sold)).toEqual([]);
    const input = refundOf(sold, 1, asker.till.newId());
    expect(asked.finish({ name: 'refund', commandId, input, actor: BETO, answered })).toMatchObject({
      value: { refund: { total: -1_250 } },
    });
    looked(looked(asked, 5 * MINUTE), 5 * MINUTE);
    expect([releases(asker, sold), refunds(asker, sold).length]).toEqual([[], 1]);
  });

  it('is nothing to its command that is said again behind the release: it asks anew and is refused', async () => {
    const { sold, commandId, answered } = await granted();
    const asked = looked(looked(started(), 0), 2 * MINUTE);
    // Who granted it has not heard of the release, and answers as before.
    const input = refundOf(sold, 1, asker.till.newId());
    asked.begin(commandId);
    expect(asked.finish({ name: 'refund', commandId, input, actor: ANA, answered })).toMatchObject({
      refusal: { code: 'order/grant-used', grant: grants(asker, sold)[0] },
    });
    await store.level(asker, closer);
    expect(await asker.peers.ask(closer.till.identity.terminal, commandId, askOf(sold, 1))).toMatchObject({
      kind: 'refused',
      code: 'order/grant-used',
    });
    expect([refunds(asker, sold), releases(asker, sold).length]).toEqual([[], 1]);
  });

  it('of another till is none of its business', async () => {
    const { sold } = await granted();
    const third = await store.open();
    await store.meet(third, closer);
    const asked = new AskedCommands(third.core.desk, { now: () => now as Instant });
    while (asked.readBack()) continue;
    looked(looked(asked, 0), 10 * MINUTE);
    expect(releases(third, sold)).toEqual([]);
  });

  it('of the cloud is given back on its account', async () => {
    const card = idOf<'Account'>('card');
    const body = { grant: idOf('grant'), forCommand: idOf('spending'), amount: 1_250 };
    const office = new BackOffice(asker.till.store);
    const fact = { type: 'payment.SpendGranted', v: 1, aggregate: card } as const;
    office.append([{ ...fact, body: { ...body, terminal: asker.till.identity.terminal } }]);
    deliver(office.batch(), [asker.core.journal]);
    looked(looked(started(), 0), 2 * MINUTE);
    expect(factsOf(asker, card, 'payment.GrantReleased')).toEqual([{ grant: body.grant }]);
  });
});

describe('what was granted to a command that waits for a manager', () => {
  it('is kept ten minutes, then given back', async () => {
    const { sold, commandId, answered } = await granted(41);
    const asked = looked(started(), 0);
    const input = refundOf(sold, 41, asker.till.newId());
    asked.begin(commandId);
    expect(asked.finish({ name: 'refund', commandId, input, actor: BETO, answered })).toMatchObject({
      refusal: { code: 'auth-user/permission-missing' },
    });
    looked(asked, 10 * MINUTE - 1);
    expect(releases(asker, sold)).toEqual([]);
    looked(asked, 1);
    expect(releases(asker, sold)).toEqual(grants(asker, sold));
    expect(instant(now)).toBeGreaterThan(asker.till.now);
  });

  it('is used by the manager who comes in time', async () => {
    const { sold, commandId, answered } = await granted(41);
    const asked = looked(started(), 0);
    const input = refundOf(sold, 41, asker.till.newId());
    for (const actor of [BETO, ANA]) {
      asked.begin(commandId);
      asked.finish({ name: 'refund', commandId, input, actor, answered });
      looked(asked, 9 * MINUTE);
    }
    looked(asked, 9 * MINUTE);
    expect([releases(asker, sold), refunds(asker, sold).length]).toEqual([[], 1]);
  });
});

describe('a grant of a till that will not come back', () => {
  it('is given back by a manager, once, and a claim that comes all the same counts', async () => {
    const { sold, commandId, answered } = await granted(1, 2);
    const { till, core, session } = closer;
    const of = { kind: 'refund', order: sold.order } as const;
    const { grants: held } = await till.call(core, 'openGrants', of, { session });
    expect(held).toMatchObject([{ terminal: asker.till.identity.terminal, amount: 1_250 }]);
    const release = { of, grant: held[0]!.grant };
    const beto = await till.staff({
      id: idOf('beto'),
      name: 'Beto',
      permissions: { can_refund: true },
      pin: '1111',
    });
    till.comeDown(core, 'store_staff', await till.staff(), beto);
    const { session: betos } = await till.call(core, 'signIn', { user: idOf('beto'), pin: '1111' });
    await expect(till.call(core, 'releaseGrant', release, { session: betos })).rejects.toThrow(
      '"permission":"can_refund_beyond_limit"',
    );
    // It was not dead: it claims it in the same moment, and its claim is a refund like any other.
    const asked = started();
    asked.begin(commandId);
    const input = refundOf(sold, 1, asker.till.newId());
    expect(asked.finish({ name: 'refund', commandId, input, actor: BETO, answered }).ok).toBe(true);
    expect(await till.call(core, 'releaseGrant', release, { session })).toEqual({ grants: [] });
    await expect(till.call(core, 'releaseGrant', release, { session })).rejects.toThrow('order/grant-used');
    await store.level(asker, closer);
    for (const each of [asker, closer]) {
      expect([releases(each, sold).length, refunds(each, sold).length]).toEqual([1, 1]);
      expect(each.core.desk.aggregates.order(sold.order)).toEqual(
        closer.core.desk.aggregates.order(sold.order),
      );
    }
  });

  it('of an account needs who may correct accounts', async () => {
    const { till, core, session } = asker;
    const opening = { kind: 'gift-card', code: '4711', label: '4711', customer: null, creditLimit: 0 };
    const { account: opened } = await till.call(core, 'openAccount', opening as never, { session });
    const { account } = opened;
    const adjust = { account, delta: 2_000, note: 'brought over' };
    await till.call(core, 'adjustAccount', adjust as never, { session });
    const office = new BackOffice(till.store);
    const grant = idOf<'Grant'>('grant');
    const body = { grant, forCommand: idOf('spending'), terminal: idOf('dead till'), amount: 1_250 };
    office.append([{ type: 'payment.SpendGranted', v: 1, aggregate: account, body }]);
    deliver(office.batch(), [core.journal]);
    const balance = { kind: 'gift-card', code: '4711' } as const;
    expect((await till.call(core, 'balance', balance, { session })).account).toMatchObject({
      available: 750,
    });
    const of = { kind: 'spend', account } as const;
    expect(await till.call(core, 'releaseGrant', { of, grant }, { session })).toEqual({ grants: [] });
    expect((await till.call(core, 'balance', balance, { session })).account).toMatchObject({
      available: 2_000,
    });
    await expect(till.call(core, 'releaseGrant', { of, grant }, { session })).rejects.toThrow(
      'payment/spend-grant-used',
    );
  });
});
