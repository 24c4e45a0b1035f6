import type { Instant } from '@beaveros/kit';
import { keepAsides } from './asides.ts';
import type { Batch } from './batch-after.ts';
import type { Chain } from './chain-rows.ts';
import { type Answer, checkBatch, type Judgement } from './check-batch.ts';
import type { JournalState, NewEntry } from './journal-state.ts';
import { type OpeningContext, openChain, openedChain } from './own-chain.ts';

export interface Stored {
  readonly chain: Chain;
  readonly entry: NewEntry;
  readonly arrival: number;
}

export interface Received {
  readonly answer: Answer;
  /** What is new, in order of arrival. */
  readonly stored: readonly Stored[];
}

/**
 * Takes a batch, whole or not at all, in one durable transaction. Whatever a peer may write is answered, never
 * thrown; only a failing disk is a fault.
 */
export function receiveBatch(
  state: JournalState,
  context: OpeningContext,
  batch: Batch,
  now: Instant,
): Received {
  const chain = state.chain(batch.chain);
  const judgement = checkBatch(batch, {
    identity: context.identity,
    chain,
    hashAt: (seq) => state.entries.hashAt(batch.chain, seq)?.toString('hex') ?? null,
  });
  if (judgement.kind === 'answer') return { answer: judgement.answer, stored: [] };
  if (judgement.kind === 'fork') {
    state.transaction(() =>
      keepAsides(state, batch.chain, batch.entries.slice(judgement.at), { reason: 'fork', now }),
    );
    const { seq } = batch.entries[judgement.at]!;
    return { answer: { kind: 'fork', chain: batch.chain, seq, hash: judgement.hash }, stored: [] };
  }
  const stored = judgement.fresh.length === 0 ? [] : store(state, context, { judgement, batch, now });
  const seq = state.chain(batch.chain)?.headSeq ?? batch.head.seq;
  return { answer: { kind: 'stored', chain: batch.chain, seq }, stored };
}

/**
 * Our own chain with entries that we do not have: this disk is an older copy of one that went on. What it wrote
 * there is taken, and a new chain is opened in the same transaction, because our counters are old too.
 */
function store(
  state: JournalState,
  context: OpeningContext,
  { judgement, batch, now }: { judgement: Judgement & { kind: 'store' }; batch: Batch; now: Instant },
): Stored[] {
  const { facts, fresh } = judgement;
  const first = state.lastArrival + 1;
  const sides = new Map(batch.entries.map((entry) => [entry.seq, entry.sides]));
  const isOwn = state.own?.name === batch.chain;
  const { chain, move, opening } = state.transaction(() => {
    const chain = state.chain(batch.chain) ?? state.newChain(facts, 0);
    const move = state.extend(chain, fresh);
    fresh.forEach(({ entry }, at) => state.sides.store(first + at, sides.get(entry.seq) ?? []));
    state.chains.setClock(chain.row, move.clock);
    state.chains.keepHead(chain.row, batch.head.seq, batch.head.signature);
    const { seq, hash } = batch.head;
    const opening = isOwn
      ? openChain(state, context, { follows: { chain: chain.name, seq, hash }, now, after: move })
      : null;
    return { chain, move, opening };
  });
  state.moved(move);
  const stored = fresh.map((entry, at) => ({ chain, entry, arrival: first + at }));
  if (opening === null) return stored;
  openedChain(state, opening.move);
  return [...stored, { chain: opening.move.chain, entry: opening.entry, arrival: opening.move.lastArrival }];
}
