import { type ChainOpened, type EventOf, isControl } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import type { Batch } from './batch-after.ts';
import { behindBase } from './behind-base.ts';
import { type Chain, headOf } from './chain-rows.ts';
import { type Answer, checkBatch, type Judgement } from './check-batch.ts';
import type { JournalState, Stored } from './journal-state.ts';
import { type OpeningContext, openChain, openedChain } from './own-chain.ts';
import { settle } from './settle.ts';

export interface Received {
  readonly answer: Answer;
  /** What is new, in order of arrival; null: more than the batch, to be read behind `lastArrival` as it was. */
  readonly stored: readonly Stored[] | null;
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
  const hashAt = (seq: number) => state.entries.hashAt(batch.chain, seq)?.toString('hex') ?? null;
  const judged = behindBase(batch, state.chain(batch.chain), hashAt);
  if ('answer' in judged) return { answer: judged.answer, stored: [] };
  const judgement = checkBatch(judged.cut, {
    identity: context.identity,
    chain: state.chain(batch.chain),
    hashAt,
    asidesAt: (seq) => state.asides.hashesAt(batch.chain, seq),
    isVouched: (head) => state.controls.isVouched(head),
  });
  if (judgement.kind === 'answer') return { answer: judgement.answer, stored: [] };
  if (judgement.kind === 'aside') return keepAside(state, context, { judgement, batch, now });
  const stored = judgement.fresh.length === 0 ? [] : store(state, context, { judgement, batch, now });
  const seq = state.chain(batch.chain)?.headSeq ?? batch.head.seq;
  return { answer: { kind: 'stored', chain: batch.chain, seq }, stored };
}

/** Another branch: kept with what vouches for it, and settled at once. */
function keepAside(
  state: JournalState,
  context: OpeningContext,
  what: {
    readonly judgement: Judgement & { readonly kind: 'aside' };
    readonly batch: Batch;
    readonly now: Instant;
  },
): Received {
  const { batch, now } = what;
  const { asides, clock } = what.judgement;
  const { chain: name, seq, hash, signature } = batch.head;
  const fresh = asides.filter((aside) => state.asides.get(name, aside.seq, aside.hash) === null);
  if (!state.asides.hasRoomFor(name, fresh.length)) {
    const code = 'exchange/asides-full';
    const answer = { kind: 'refused', chain: name, code, field: 'entries', retryable: false } as const;
    return { answer, stored: [] };
  }
  state.transactionWithMemory(() => {
    for (const aside of fresh) state.asides.keep(aside, now);
    state.clock = Math.max(state.clock, clock);
    state.asides.keepHead(name, seq, hash, signature ?? '');
    const chain = state.chain(name)!;
    if (chain.terminal !== null) state.controlRows.see(chain.terminal, now);
    settle(state, context, { now, tip: state.own?.name === name ? { chain: name, seq, hash } : null });
  });
  // It may stand already: our own chain leaves its branch for another one, and openings decide for others.
  const stands = state.entries.hashAt(name, seq)?.toString('hex') === hash;
  return { answer: { kind: stands ? 'stored' : 'aside', chain: name, seq }, stored: null };
}

type Storing = {
  readonly judgement: Judgement & { readonly kind: 'store' };
  readonly batch: Batch;
  readonly now: Instant;
};

/**
 * Our own chain with entries that we do not have: this disk is an older copy of one that went on. What it wrote
 * there is taken, and a new chain is opened in the same transaction, because our counters are old too.
 */
function store(state: JournalState, context: OpeningContext, what: Storing): readonly Stored[] | null {
  const { facts, fresh } = what.judgement;
  const { signature, ...head } = what.batch.head;
  const { now } = what;
  const isOwn = state.own?.name === what.batch.chain;
  const isNews = isOwn || saysSomething(what.judgement);
  const write = () => {
    const chain = state.chain(what.batch.chain) ?? state.newChain(facts, 0);
    if (chain.kind === 'own' && chain.row !== state.own?.row) state.chains.end(chain.row);
    const move = state.extend(chain, fresh);
    state.chains.setClock(chain.row, move.clock);
    state.chains.keepHead(chain.row, head.seq, signature ?? '');
    if (chain.terminal !== null && chain.kind !== 'own') state.controlRows.see(chain.terminal, now);
    removeKnownAsides(state, chain, head);
    return move;
  };
  if (!isNews) {
    const move = state.transaction(write);
    state.moved(move);
    return move.stored;
  }
  state.transactionWithMemory(() => {
    const move = write();
    move.chain.isOpen = isOwn || move.chain.kind !== 'own';
    state.moved(move);
    if (isOwn) openedChain(state, openChain(state, context, { follows: headOf(move.chain), now }).move);
    state.controls = state.controlRows.read(state.entries);
    settle(state, context, { now });
  });
  return null;
}

/** Whether the entries may change what stands of others: an opening that follows, our own terminal's, or a control fact. */
function saysSomething({ facts, fresh }: Judgement & { readonly kind: 'store' }): boolean {
  if (facts.kind === 'store' && fresh.some(({ entry }) => entry.events.some(isControl))) return true;
  const [first] = fresh;
  if (first?.entry.seq !== 1) return false;
  const { follows } = (first.entry.events[0] as EventOf<typeof ChainOpened>).body;
  return follows !== null || facts.kind === 'own';
}

/** What a recovery kept aside, and the exchange brought again. */
function removeKnownAsides(state: JournalState, chain: Chain, head: Head): void {
  if (state.asides.count(chain.name) === 0) return;
  for (const aside of state.asides.ofChain(chain.name)) {
    if (aside.seq > head.seq) continue;
    if (state.entries.hashAt(chain.name, aside.seq)?.toString('hex') === aside.hash)
      state.asides.remove(aside);
  }
}
