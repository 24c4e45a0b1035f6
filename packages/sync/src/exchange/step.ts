import { assert, type Instant, unreachable } from '@beaveros/kit';
import {
  type ExchangeMessage,
  type Head,
  HEADS_MAX,
  type HelloMessage,
  READS_ASKS,
} from '@beaveros/protocol/exchange';
import { askAnswered, askJudged, askPeer, endAsks, giveUpAsks, judgeAsk } from './ask-steps.ts';
import { judgeAnswer } from './judge-answer.ts';
import {
  ANSWER_TIMEOUT_MS,
  type Answer,
  type Batch,
  type CloseCode,
  type Effect,
  HELLO_TIMEOUT_MS,
  type Input,
  lacks,
  limitsOf,
  nameOf,
  type ReadOutcome,
  type Session,
} from './session.ts';
import { considerGiving, gather, snapshotMade, snapshotTaken, tell } from './snapshot-steps.ts';
import { headsOf, Transition } from './transition.ts';

export interface Step {
  readonly session: Session;
  readonly effects: readonly Effect[];
}

/** One input of the exchange (table in session.ts): the session after it, and what is to be done, in order. */
export function step(session: Session, input: Input, now: Instant): Step {
  const to = new Transition(session);
  if (input.kind === 'closed') {
    to.set({ phase: 'closed' });
    endAsks(to);
  } else if (input.kind === 'ask') askPeer(to, input, now);
  else if (input.kind === 'ask-judged') askJudged(to, input.id, input.answer);
  else if (session.phase === 'idle') {
    if (input.kind === 'opened') open(to, input.heads, now);
  } else if (session.phase !== 'closed') {
    assert(input.kind !== 'opened', 'a session is opened once');
    advance(to, input, now);
    if (to.session.phase === 'open') {
      serve(to, now);
      readAhead(to, now);
    }
  }
  return { session: to.session, effects: to.effects };
}

function open(to: Transition, heads: readonly Head[], now: Instant): void {
  to.set({ phase: 'greeting', since: now });
  to.raiseLocal(heads);
  if (to.session.options.greets !== 'second') greet(to);
}

function greet(to: Transition): void {
  const { local, speaks, options } = to.session;
  const heads = headsOf(to.session, [...local.keys()]);
  const reads = [...options.reads, ...(options.answersAsks === true ? [READS_ASKS] : [])];
  const said = { m: 'hello' as const, heads: heads.slice(0, HEADS_MAX), reads };
  to.send(
    speaks === 1
      ? { ...said, v: 1 }
      : { ...said, v: 2, life: options.life ?? null, wantsSnapshot: options.wantsSnapshot ?? false },
  );
  tell(to, heads.slice(HEADS_MAX));
}

type Advancing = Exclude<Input, { kind: 'opened' | 'closed' | 'ask' | 'ask-judged' }>;

function advance(to: Transition, input: Advancing, now: Instant): void {
  switch (input.kind) {
    case 'message':
      return hear(to, input.message, now);
    case 'heads-moved':
      return moved(to, input.heads, now);
    case 'batch-read':
      return batchRead(to, input.chain, input.outcome, now);
    case 'ahead-read':
      return aheadRead(to, input, now);
    case 'batch-stored':
      return batchStored(to, input.answer, input.head);
    case 'branches-kept':
      return branchesKept(to, input.ends);
    case 'branch-read':
      return branchRead(to, input.batch, now);
    case 'snapshot-made':
      return snapshotMade(to, input.parts, now);
    case 'snapshot-taken':
      return snapshotTaken(to, input.heads);
    case 'tick':
      return tick(to, now);
    default:
      return unreachable(input);
  }
}

function hear(to: Transition, message: ExchangeMessage, now: Instant): void {
  if (message.m === 'hello') return heardHello(to, message, now);
  if (to.session.phase !== 'open') return;
  if (message.m === 'entries') {
    const { m: _m, ...batch } = message;
    return take(to, batch);
  }
  if (message.m === 'snapshot') return gather(to, message);
  if (message.m === 'ask') return judgeAsk(to, message);
  if (message.m === 'answered') return askAnswered(to, message);
  if (message.heads.length > 0) confirmed(to, message.heads);
  to.raisePeer(message.heads);
  if (message.answer !== null) judgeAnswer(to, message.answer, now);
  if (to.session.giving.kind === 'given') to.set({ giving: { kind: 'nothing' } });
}

/** The peer's hello; again, when it is repeated: then only its heads count. */
function heardHello(to: Transition, hello: HelloMessage, now: Instant): void {
  if (to.session.phase === 'greeting') {
    to.set({
      phase: 'open',
      since: now,
      speaks: to.session.speaks === 1 ? 1 : hello.v,
      peerReads: hello.reads,
      peerLife: hello.v === 1 ? null : hello.life,
    });
    if (to.session.options.greets === 'second') greet(to);
    confirmed(to, hello.heads);
    to.raisePeer(hello.heads);
    if (to.session.speaks === 2 && hello.v === 2 && hello.wantsSnapshot) considerGiving(to);
    return;
  }
  to.raisePeer(hello.heads);
}

function confirmed(to: Transition, heads: readonly Head[]): void {
  to.effects.push({ kind: 'peer-has', heads, life: to.session.peerLife });
}

function take(to: Transition, batch: Batch): void {
  const { session } = to;
  if (session.storing !== null) return;
  const { chain, seq, hash } = batch.head;
  if (session.options.own.has(batch.chain) && seq > (session.local.get(batch.chain)?.seq ?? 0)) {
    to.alarm({ kind: 'own-chain-ahead', chain: batch.chain, seq });
  }
  to.set({ storing: { head: { chain, seq, hash }, first: batch.entries[0]!.seq } });
  to.effects.push({ kind: 'store', batch });
}

function batchStored(to: Transition, answer: Answer, head: Head | null): void {
  const { storing } = to.session;
  if (storing === null) return;
  to.set({ storing: null });
  if (head !== null) to.raiseLocal([head]);
  // Whoever sent the batch has it; but what was refused here proves nothing about the peer's journal.
  if (answer.kind === 'stored') to.raisePeer([storing.head]);
  to.send({
    m: 'heads',
    heads: headsOf(to.session, [answer.chain]),
    answer: spoken(to, answer, storing.head),
  });
  const { chain } = answer;
  if (answer.kind === 'aside' || answer.kind === 'fork') {
    const theirs = answer.kind === 'aside' ? storing.head.hash : null;
    const alarm = { kind: 'fork', chain, seq: answer.seq, hash: theirs } as const;
    if (to.session.speaks === 1) to.stop(alarm);
    else to.alarm(alarm);
  }
  // Another branch stands at the peer: it has not ours, as far as we know.
  if (answer.kind === 'aside' && !to.session.branches.has(chain)) to.beginBranch(chain, storing.first - 1);
  const isHalved =
    answer.kind === 'refused' && answer.code === 'exchange/too-large' && storing.first < storing.head.seq;
  if (answer.kind === 'refused' && !answer.retryable && !isHalved) {
    to.alarm({ kind: 'refused-here', chain, code: answer.code, field: answer.field });
  }
}

/** An answer in the peer's version: version 1 knows one word for another branch. */
function spoken(to: Transition, answer: Answer, { seq, hash }: Head): Answer {
  if (answer.kind !== 'aside' || to.session.speaks === 2) return answer;
  const here = to.session.local.get(answer.chain);
  const fork = { kind: 'fork', chain: answer.chain } as const;
  if (here === undefined || here.hash === null || here.seq > seq) return { ...fork, seq, hash };
  return { ...fork, seq: here.seq, hash: here.hash };
}

function moved(to: Transition, heads: readonly Head[], now: Instant): void {
  const before = to.session;
  const news = heads.filter(({ chain, seq }) => seq > (before.local.get(chain)?.seq ?? 0));
  if (news.length === 0) return;
  const foreign = news.filter(({ chain }) => !before.options.own.has(chain));
  to.raiseLocal(news);
  if (before.phase !== 'open') return before.options.greets === 'second' ? undefined : tell(to, foreign);
  // A chain that was level begins a pause: its author, or someone nearer, has probably told the peer already.
  for (const { chain } of foreign) {
    const pause = before.pauses.get(chain);
    const isFree = pause === undefined || (pause.refusals === 0 && pause.until <= now);
    if (!lacks(before, chain) && lacks(to.session, chain) && isFree) {
      to.put('pauses', chain, { until: now + before.options.relayPauseMs, refusals: 0, gaps: 0 });
    }
  }
  // Also to a peer that has them: it would relay them to us.
  tell(to, foreign);
}

function batchRead(to: Transition, chain: string, outcome: ReadOutcome, now: Instant): void {
  const { sending, local, speaks } = to.session;
  if (sending.kind !== 'reading' || sending.chain !== chain) return;
  to.set({ sending: { kind: 'nothing' } });
  switch (outcome.kind) {
    case 'batch': {
      const { entries, head } = outcome.batch;
      const first = entries[0]!.seq;
      const isNext = to.session.branches.has(chain) ? first > sending.after : first === sending.after + 1;
      assert(isNext, `a batch after ${sending.after} begins at ${first}`);
      assert(entries.at(-1)!.seq === head.seq, 'a batch ends at its head');
      if (speaks === 1 && head.signature === null) {
        return to.stop({ kind: 'unreadable', chain, code: 'exchange/peer-too-old' });
      }
      to.raiseLocal([head]);
      to.set({ sending: { kind: 'in-flight', chain, first, last: head.seq, since: now, offer: null } });
      return to.send({ m: 'entries', ...outcome.batch });
    }
    case 'nothing':
      return to.put('exhausted', chain, local.get(chain)?.seq ?? 0);
    case 'differs':
      return to.rewind(chain, sending.after, to.session.peer.get(chain)?.hash ?? null);
    case 'failed':
      if (outcome.retryable === true) return to.pause(chain, now);
      return to.stop({ kind: 'unreadable', chain, code: outcome.code });
    default:
      return unreachable(outcome);
  }
}

/** To a peer of version 1 nothing is offered: it knows no other branch. */
function branchesKept(to: Transition, ends: readonly Head[]): void {
  const { offers, taken, sending } = to.session;
  const known = new Set([...offers.map(nameOf), ...taken]);
  if (sending.kind === 'reading-branch') known.add(nameOf(sending.offer));
  if (sending.kind === 'in-flight' && sending.offer !== null) known.add(nameOf(sending.offer));
  to.set({ offers: [...offers, ...ends.filter((end) => !known.has(nameOf(end)))] });
}

function branchRead(to: Transition, batch: Batch | null, now: Instant): void {
  const { sending } = to.session;
  if (sending.kind !== 'reading-branch') return;
  to.set({ sending: { kind: 'nothing' } });
  if (batch === null) return;
  const { chain, entries, head } = batch;
  assert(head.hash === sending.offer.hash, 'a branch is given up to where it was offered');
  const first = entries[0]!.seq;
  to.set({ sending: { kind: 'in-flight', chain, first, last: head.seq, since: now, offer: sending.offer } });
  to.send({ m: 'entries', ...batch });
}

function tick(to: Transition, now: Instant): void {
  const { phase, since, sending, giving } = to.session;
  if (phase === 'greeting' && now >= since + HELLO_TIMEOUT_MS) close(to, 'exchange/no-hello');
  else if (sending.kind === 'in-flight' && now >= sending.since + ANSWER_TIMEOUT_MS)
    close(to, 'exchange/no-answer');
  else if (giving.kind === 'given' && now >= giving.until) close(to, 'exchange/no-answer');
  giveUpAsks(to, now);
}

function close(to: Transition, code: CloseCode): void {
  to.set({ phase: 'closed' });
  endAsks(to);
  to.effects.push({ kind: 'close', code });
}

/** Asks for the next batch of the next chain in turn, when the way to the peer is free. */
function serve(to: Transition, now: Instant): void {
  const { session } = to;
  if (session.sending.kind !== 'nothing' || session.giving.kind !== 'nothing') return;
  const [chain] = servable(session, now);
  if (chain === undefined) return offer(to, now);
  const branch = session.branches.get(chain);
  const { seq: after, hash } =
    branch === undefined
      ? (session.peer.get(chain) ?? { seq: 0, hash: null })
      : { seq: branch.after, hash: null };
  to.set({ sending: { kind: 'reading', chain, after }, lastServed: chain });
  const limits = limitsOf(session, chain);
  const { ahead } = session;
  if (ahead.kind !== 'nothing' && ahead.chain === chain && ahead.after === after) {
    // Under way: its answer is the one waited for.
    if (ahead.kind === 'reading') return;
    to.set({ ahead: { kind: 'nothing' } });
    const { outcome } = ahead;
    if (outcome?.kind === 'batch' && outcome.batch.entries.length <= limits.entries) {
      return batchRead(to, chain, outcome, now);
    }
  }
  to.effects.push({ kind: 'read', request: { chain, after, hash, isBranch: branch !== undefined, limits } });
}

/** The chains that may be served now, those first that waited longest. */
function servable(session: Session, now: Instant): readonly string[] {
  const chains = [...session.local.keys()];
  const turn = chains.indexOf(session.lastServed) + 1;
  return [...chains.slice(turn), ...chains.slice(0, turn)].filter(
    (chain) => lacks(session, chain) && (session.pauses.get(chain)?.until ?? 0) <= now,
  );
}

/**
 * While the peer stores a batch, the one behind it is read: of the only chain that waits, so that no turn is taken from
 * another and nothing is read in vain.
 */
function readAhead(to: Transition, now: Instant): void {
  const { session } = to;
  const { sending, ahead } = session;
  if (sending.kind !== 'in-flight' || sending.offer !== null || ahead.kind === 'reading') return;
  const { chain, last: after } = sending;
  const limits = limitsOf(session, chain);
  // Less than a batch may be more by the time it goes.
  if ((session.local.get(chain)?.seq ?? 0) < after + limits.entries) return;
  if (ahead.kind === 'read' && ahead.chain === chain && ahead.after === after) return;
  if (servable(session, now).some((other) => other !== chain)) return;
  to.set({ ahead: { kind: 'reading', chain, after } });
  to.effects.push({ kind: 'read-ahead', request: { chain, after, hash: null, isBranch: false, limits } });
}

function aheadRead(to: Transition, read: Extract<Input, { kind: 'ahead-read' }>, now: Instant): void {
  const { chain, after, outcome } = read;
  const { ahead, sending } = to.session;
  if (ahead.kind !== 'reading' || ahead.chain !== chain || ahead.after !== after) return;
  if (sending.kind === 'reading' && sending.chain === chain && sending.after === after) {
    to.set({ ahead: { kind: 'nothing' } });
    return batchRead(to, chain, outcome, now);
  }
  to.set({ ahead: { kind: 'read', chain, after, outcome: outcome.kind === 'batch' ? outcome : null } });
}

/** What is kept aside goes when nothing else does. */
function offer(to: Transition, now: Instant): void {
  const [next, ...offers] = to.session.offers;
  if (next === undefined || to.session.speaks === 1) return;
  if ((to.session.pauses.get(next.chain)?.until ?? 0) > now) return;
  to.set({ sending: { kind: 'reading-branch', offer: next }, offers });
  to.effects.push({ kind: 'read-branch', end: next });
}
