import { compareCanonical, foldAll } from '@beaveros/domain/journal';
import { assert } from '@beaveros/kit';
import { expect } from 'vitest';
import { ALL, NOW } from './_journal-fixture.ts';
import type { Batch } from './batch-after.ts';
import type { Journal } from './journal.ts';

/** Of one chain in one session: rewinding takes a few, small batches the rest. */
const BATCHES_MAX = 500;
const ROUNDS_MAX = 20;

/** Gives what `to` lacks or has otherwise, chain by chain, as the exchange does: rewinds where it cannot attach. */
export function gossip(from: Journal, to: Journal, limits: typeof ALL = ALL): void {
  for (const { chain, seq } of from.heads()) give(from, to, { chain, headSeq: seq, limits });
}

function give(
  from: Journal,
  to: Journal,
  what: { readonly chain: string; readonly headSeq: number; readonly limits: typeof ALL },
): void {
  const { chain, headSeq, limits } = what;
  const there = to.heads().find((head) => head.chain === chain);
  const isKnown = there !== undefined && there.seq <= headSeq && from.hashAt(chain, there.seq) === there.hash;
  if (
    there !== undefined &&
    there.seq >= headSeq &&
    to.hashAt(chain, headSeq) === from.hashAt(chain, headSeq)
  )
    return;
  let after = isKnown ? there.seq : Math.max(0, Math.min(there?.seq ?? 0, headSeq) - 1);
  for (let batches = 0, rewinds = 0; after < headSeq; batches += 1) {
    assert(batches < BATCHES_MAX, `chain ${chain} does not come to an end`);
    const batch = from.batchAfter(chain, after, limits);
    if (batch === null) return;
    const answer = to.receive(batch, NOW);
    if (answer.kind === 'refused') throw new Error(`${answer.code} ${answer.field}`);
    if (answer.kind === 'gap') after = answer.expected - 1;
    else if (answer.kind === 'fork') after = Math.max(0, answer.seq - 1 - 16 * 2 ** rewinds++);
    else after = batch.head.seq;
  }
}

/** Everybody gives everybody everything, until nothing moves. */
export function until(journals: readonly Journal[]): void {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = journals.map(knows).join('\n');
    for (const from of journals) for (const to of journals) if (from !== to) gossip(from, to);
    if (journals.map(knows).join('\n') === before) return;
  }
  throw new Error('they never come to rest');
}

export function deliver(batch: Batch, journals: readonly Journal[]): void {
  for (const journal of journals) expect(journal.receive(batch, NOW).kind).toBe('stored');
}

/** Every journal says the same about everything that others may read. */
export function agree(journals: readonly Journal[], aggregates: readonly string[]): void {
  const [first, ...others] = journals.map((journal) => picture(journal, aggregates));
  for (const other of others) expect(other).toEqual(first);
}

function knows(journal: Journal): string {
  return JSON.stringify([journal.heads().toSorted(byChain), journal.asides().map(({ hash }) => hash)]);
}

function picture(journal: Journal, aggregates: readonly string[]): unknown {
  const all = { initial: () => [], reads: { has: () => true } as unknown as ReadonlySet<string>, evolve };
  return {
    heads: journal.heads().toSorted(byChain),
    entries: journal
      .after(0, 100_000)
      .map(({ chain, seq, hash, recorded }) => `${chain}/${seq}/${hash}/${recorded.length}`)
      .sort(),
    suspense: journal
      .unread()
      .map(({ chain, seq, kind, place }) => `${chain}/${seq}/${place}/${kind}`)
      .sort(),
    open: [...journal.openAggregates()].sort(),
    folds: aggregates.map(
      (aggregate) => foldAll<readonly unknown[]>(all, aggregate, journal.byAggregate(aggregate)).state,
    ),
    facts: aggregates.map((aggregate) => [...journal.byAggregate(aggregate)].sort(compareCanonical)),
  };
}

function evolve(state: readonly unknown[], { event }: { readonly event: unknown }): readonly unknown[] {
  return [...state, event];
}

function byChain(a: { readonly chain: string }, b: { readonly chain: string }): number {
  return a.chain < b.chain ? -1 : 1;
}
