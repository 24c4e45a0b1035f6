import { amountMinor, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, record } from '../../_facts.ts';
import { deliveries } from '../../_histories.ts';
import { given } from '../../_specification.ts';
import type { Draft, Event } from '../../journal/entry.ts';
import { foldAll, foldMore } from '../../journal/fold.ts';
import { refund } from '../../processes/refund.ts';
import { actorWithout, ORDER } from '../_orders.ts';
import { orderFold } from '../evolve.ts';
import { orderTasks } from '../tasks.ts';
import { asking, doc, inCash, OTHER, refunding, sale } from './_sold.ts';
import { grantRefund, type RefundAsk, releaseRefundGrant } from './grant.ts';
import { openGrants } from './refunded.ts';

// Three beers for 0.05: the parts are 0.02, 0.02 and what is left, 0.01.
const facts = sale([{ n: 1, quantity: 3, net: 5 }], [{ n: 1, amount: 5 }]);
const stateOf = (...more: Draft<Event>[]) => given(orderFold, ORDER, ...facts, ...more).state;
const ask = (n: number, units: number): RefundAsk => ({
  order: ORDER,
  grant: fixed('Grant', n),
  forCommand: fixed('Command', n),
  terminal: OTHER,
  document: doc(1),
  lines: [{ line: fixed('Line', 1), quantityMicro: quantityMicro(units * 1_000_000) }],
});
const granted = (state: ReturnType<typeof stateOf>, each: RefundAsk) => {
  const decided = grantRefund(state, each);
  if (!decided.ok) throw new Error(decided.refusal.code);
  return decided.value;
};

describe('grantRefund', () => {
  it('says what will be given back, and counts it as gone', () => {
    const { grant, events } = granted(stateOf(), ask(1, 2));
    expect(grant).toEqual({
      grant: fixed('Grant', 1),
      forCommand: fixed('Command', 1),
      terminal: OTHER,
      document: doc(1),
      lines: [{ line: fixed('Line', 1), quantityMicro: 2_000_000, amounts: [-3] }],
      charges: [],
      amount: 3,
    });
    const after = stateOf(...events);
    expect(grantRefund(after, ask(2, 2))).toEqual({
      ok: false,
      refusal: { code: 'order/refund-beyond-sold', line: fixed('Line', 1), leftMicro: 1_000_000 },
    });
    // Neither may the till itself; the last part takes what the grant leaves.
    const decided = refund(after, asking([[1, 1]], [inCash(7, 2)]), refunding);
    expect(decided.ok && decided.value[1]!.body).toMatchObject({ total: -2, permit: 'own' });
  });

  it('answers the same to one who asks again, and nothing else for the same command', () => {
    const { grant, events } = granted(stateOf(), ask(1, 2));
    const after = stateOf(...events);
    expect(granted(after, { ...ask(1, 2), grant: fixed('Grant', 9) })).toEqual({ grant, events: [] });
    expect(grantRefund(after, ask(1, 1))).toEqual({
      ok: false,
      refusal: { code: 'order/grant-used', grant: fixed('Grant', 1) },
    });
  });

  it('is used up by the refund of its command, and by no other', () => {
    const { grant, events } = granted(stateOf(), ask(1, 2));
    const context = { ...refunding, terminal: OTHER, grant };
    const decided = refund(stateOf(), asking([[1, 2]], [inCash(7, 3)]), context);
    if (!decided.ok) throw new Error(decided.refusal.code);
    const before = [...record(facts, { seq: 1, clock: 1 }), ...record(events, { seq: 2, clock: 2 })];
    const by = (command: number) =>
      foldAll(orderFold, ORDER, [
        ...before,
        ...record(decided.value, { chain: 2, seq: 1, clock: 3, command }),
      ]).state;
    expect(openGrants(by(1))).toEqual([]);
    expect(openGrants(by(2))).toHaveLength(1);
    expect(by(1).refunds[0]).toMatchObject({ permit: 'granted', total: -3 });
    expect(orderTasks(by(1))).toEqual([]);
    expect(releaseRefundGrant(by(1), { order: ORDER, grant: grant.grant })).toEqual([]);
  });

  it('the asker gives back exactly what was granted, though it does not know of the other refund', () => {
    // The till that closed it has refunded one: 0.02. The asker, who has not heard of it, would reckon 0.02 for the next
    // and 0.03 for two; the last two are worth 0.03 and the last one 0.01.
    const own = refund(stateOf(), asking([[1, 1]], [inCash(7, 2)]), refunding);
    if (!own.ok) throw new Error(own.refusal.code);
    const two = granted(stateOf(...own.value), ask(1, 1));
    const third = granted(stateOf(...own.value, ...two.events), ask(2, 1));
    expect([two.grant.amount, third.grant.amount]).toEqual([2, 1]);
    const asker = refund(stateOf(), asking([[1, 1]], [inCash(8, 1)]), {
      ...refunding,
      terminal: OTHER,
      grant: third.grant,
      actor: actorWithout('can_refund_beyond_limit'),
    });
    expect(asker.ok && asker.value[1]!.body).toMatchObject({ total: -1, permit: 'granted' });
  });

  it('fits only what was asked', () => {
    const { grant } = granted(stateOf(), ask(1, 2));
    const decided = refund(stateOf(), asking([[1, 1]], [inCash(7, 2)]), {
      ...refunding,
      terminal: OTHER,
      grant,
    });
    expect(decided).toEqual({
      ok: false,
      refusal: { code: 'order/grant-does-not-fit', grant: fixed('Grant', 1) },
    });
  });
});

describe('releaseRefundGrant', () => {
  it('frees what was granted, once, also when it is heard before the grant', () => {
    const { events } = granted(stateOf(), ask(1, 3));
    const release = releaseRefundGrant(stateOf(...events), { order: ORDER, grant: fixed('Grant', 1) });
    expect(release).toEqual([
      { type: 'order.RefundGrantReleased', v: 1, aggregate: ORDER, body: { grant: fixed('Grant', 1) } },
    ]);
    const after = stateOf(...events, ...release);
    expect(openGrants(after)).toEqual([]);
    expect(openGrants(stateOf(...release, ...events))).toEqual([]);
    expect(releaseRefundGrant(after, { order: ORDER, grant: fixed('Grant', 1) })).toEqual([]);
    expect(granted(after, ask(2, 3)).grant.amount).toBe(amountMinor(5));
  });

  it('crosses a claim on another disk of the till: every replica says the same, and what was claimed counts once', () => {
    const { grant, events: granting } = granted(stateOf(), ask(1, 2));
    const release: Draft<Event> = {
      type: 'order.RefundGrantReleased',
      v: 1,
      aggregate: ORDER,
      body: { grant: grant.grant },
    };
    const claim = (n: number) => {
      const decided = refund(stateOf(...granting), asking([[1, 2]], [inCash(n, 3)], { document: doc(n) }), {
        ...refunding,
        terminal: OTHER,
        grant,
      });
      if (!decided.ok) throw new Error(decided.refusal.code);
      return decided.value;
    };
    // The closer is till 1; the asker's disk is 2, its clone 3. Each may claim, give back, or both, in any order.
    const deeds = fc.array(
      fc.record({
        chain: fc.constantFrom(2, 3),
        clock: fc.integer({ min: 2, max: 9 }),
        what: fc.constantFrom('claim', 'release'),
      }),
      { minLength: 1, maxLength: 6 },
    );
    const histories = deeds.map((all) => {
      const seqs = new Map<number, number>();
      const claimed = new Set<number>();
      const written = [
        ...record(facts, { chain: 1, seq: 1, clock: 1 }),
        ...record(granting, { chain: 1, seq: 2, clock: 2 }),
      ];
      for (const { chain, clock, what } of all.toSorted((a, b) => a.clock - b.clock)) {
        // One chain carries a command once.
        if (what === 'claim' && claimed.has(chain)) continue;
        if (what === 'claim') claimed.add(chain);
        const seq = (seqs.get(chain) ?? 0) + 1;
        seqs.set(chain, seq);
        const place = { chain, seq, clock: clock + seq };
        written.push(
          ...(what === 'claim'
            ? record(claim(50 + chain), { ...place, command: 1 })
            : record([release], place)),
        );
      }
      return { written, isClaimed: claimed.size > 0 };
    });
    fc.assert(
      fc.property(
        histories.chain((all) => deliveries(all.written).map((batches) => ({ ...all, batches }))),
        ({ written, isClaimed, batches }) => {
          let folded = foldAll(orderFold, ORDER, []);
          for (const batch of batches) folded = foldMore(orderFold, ORDER, folded, batch);
          expect(folded).toEqual(foldAll(orderFold, ORDER, written));
          expect(openGrants(folded.state)).toEqual([]);
          const left = isClaimed ? 1 : 3;
          expect(granted(folded.state, ask(2, left)).grant.lines[0]!.quantityMicro).toBe(left * 1_000_000);
          expect(grantRefund(folded.state, ask(2, left + 1)).ok).toBe(false);
        },
      ),
      { numRuns: 200 * Number(process.env['BEAVEROS_DEPTH'] ?? 1) },
    );
  });
});
