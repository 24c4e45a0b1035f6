import { ONE, type QuantityMicro } from '@beaveros/kit';
import type { Ask } from '@beaveros/protocol/exchange';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { idOf } from '../_till-fixture.ts';
import { factsOf, type ReachedTill, sellBurgers, TillsInReach } from '../_tills-in-reach.ts';
import { grantedRefund } from './asks.ts';

// One till sold two burgers. Another asks it, over their link, before it refunds.

let store: TillsInReach;
let closer: ReachedTill;
let asker: ReachedTill;
beforeEach(async () => {
  store = new TillsInReach();
  [closer, asker] = [await store.open(), await store.open()];
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

type Sold = Awaited<ReturnType<typeof sellBurgers>>;
const refund = ({ order, document, line }: Sold, burgers: number): Ask => ({
  kind: 'refund',
  order,
  document,
  lines: [{ line, quantityMicro: (ONE * burgers) as QuantityMicro }],
});
const ask = (sold: Ask, id = asker.till.newId<'Command'>()) =>
  asker.peers.ask(closer.till.identity.terminal, id, sold);
const grants = (till: ReachedTill, { order }: Sold) =>
  factsOf<{ readonly forCommand: string }>(till, order, 'order.RefundGranted');

describe('a till that is asked about a refund of its sale', () => {
  it('grants it by a fact that is durable before it is said, and counts it from then on', async () => {
    const sold = await sellBurgers(closer, 2);
    await store.meet(asker, closer);
    const id = asker.till.newId<'Command'>();
    const outcome = await ask(refund(sold, 1), id);
    expect(grantedRefund([{ ask: refund(sold, 1), outcome }])).toMatchObject({
      forCommand: id,
      terminal: asker.till.identity.terminal,
      document: sold.document,
    });
    expect(grants(closer, sold)).toMatchObject([{ forCommand: id }]);
    expect(await ask(refund(sold, 2))).toMatchObject({
      kind: 'refused',
      code: 'order/refund-beyond-sold',
      facts: { line: sold.line, leftMicro: ONE },
    });
    await store.level(asker, closer);
    expect(grants(asker, sold)).toEqual(grants(closer, sold));
  });

  it('answers the same when it is asked again for the same command, and writes nothing', async () => {
    const sold = await sellBurgers(closer, 2);
    await store.meet(asker, closer);
    const id = asker.till.newId<'Command'>();
    const first = await ask(refund(sold, 1), id);
    const entries = closer.core.journal.entryCount();
    expect(await ask(refund(sold, 1), id)).toEqual(first);
    expect(await Promise.all([ask(refund(sold, 1), id), ask(refund(sold, 1), id)])).toEqual([first, first]);
    expect(closer.core.journal.entryCount()).toBe(entries);
    expect(await ask(refund(sold, 2), id)).toMatchObject({ kind: 'refused', code: 'order/grant-used' });
  });

  it('grants one of two that ask for the same burger at once', async () => {
    const third = await store.open();
    const sold = await sellBurgers(closer, 1);
    await Promise.all([store.meet(asker, closer), store.meet(third, closer)]);
    const outcomes = await Promise.all([
      ask(refund(sold, 1)),
      third.peers.ask(closer.till.identity.terminal, third.till.newId(), refund(sold, 1)),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['granted', 'refused']);
    expect(grants(closer, sold)).toHaveLength(1);
  });

  it('is not the one to ask about anything else', async () => {
    const own = await sellBurgers(asker, 1);
    await store.meet(asker, closer);
    const unable = { kind: 'no-answer', why: 'unable' };
    expect(await ask(refund(own, 1))).toEqual(unable);
    expect(await ask({ kind: 'spend', account: idOf('card'), amount: 5 as never })).toEqual(unable);
    expect(grants(closer, own)).toEqual([]);
  });

  it('grants nothing that a till of the store could not read', async () => {
    const sold = await sellBurgers(closer, 2);
    await store.meet(asker, closer);
    Object.assign(closer.core.desk, { mayWrite: (type: string) => type !== 'order.RefundGranted' });
    expect(await ask(refund(sold, 1))).toEqual({ kind: 'no-answer', why: 'unable' });
    expect(grants(closer, sold)).toEqual([]);
  });
});

describe('a till that asks', () => {
  it('has no answer at once where there is no link, and from a build that answers no asks', async () => {
    const sold = await sellBurgers(closer, 1);
    const none = { kind: 'no-answer', why: 'not-reached' };
    expect(await ask(refund(sold, 1))).toEqual(none);
    const older = await store.open({ judges: false });
    await store.meet(asker, older);
    expect(await asker.peers.ask(older.till.identity.terminal, asker.till.newId(), refund(sold, 1))).toEqual(
      none,
    );
    // The link stands: the older build was sent nothing that it does not know.
    await store.level(asker, older);
    await vi.waitFor(() => expect(asker.peers.list()).toMatchObject([{ isConnected: true }]));
  });

  it('has no answer when the one asked goes away', async () => {
    const sold = await sellBurgers(closer, 1);
    await store.meet(asker, closer);
    const asking = ask(refund(sold, 1));
    await closer.core[Symbol.asyncDispose]();
    expect((await asking).kind).toMatch(/^(granted|no-answer)$/);
    expect(await ask(refund(sold, 1))).toMatchObject({ kind: 'no-answer' });
  });
});
