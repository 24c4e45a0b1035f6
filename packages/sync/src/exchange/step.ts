import { assert, type Instant, unreachable } from '@beaveros/kit';
import { EXCHANGE_VERSION, type ExchangeMessage, type Head, HEADS_MAX } from '@beaveros/protocol/exchange';
import {
  type Alarm,
  ANSWER_TIMEOUT_MS,
  type Answer,
  type Batch,
  type Effect,
  GAPS_MAX,
  HELLO_TIMEOUT_MS,
  type Input,
  lacks,
  PAUSE_FIRST_MS,
  PAUSE_MAX_MS,
  type Position,
  type ReadOutcome,
  type Session,
} from './session.ts';

export interface Step {
  readonly session: Session;
  readonly effects: readonly Effect[];
}

/** One input of the exchange (table in session.ts): the session after it, and what is to be done, in order. */
export function step(session: Session, input: Input, now: Instant): Step {
  const to = new Transition(session);
  if (input.kind === 'closed') to.set({ phase: 'closed' });
  else if (session.phase === 'idle') {
    if (input.kind === 'opened') open(to, input.heads, now);
  } else if (session.phase !== 'closed') {
    assert(input.kind !== 'opened', 'a session is opened once');
    advance(to, input, now);
    if (to.session.phase === 'open') serve(to, now);
  }
  return { session: to.session, effects: to.effects };
}

/** A step under way: the session so far and the effects so far. */
class Transition {
  session: Session;
  readonly effects: Effect[] = [];

  constructor(session: Session) {
    this.session = session;
  }

  set(change: Partial<Session>): void {
    this.session = { ...this.session, ...change };
  }

  put<Name extends 'local' | 'peer' | 'pauses' | 'aside' | 'exhausted'>(
    name: Name,
    chain: string,
    value: Session[Name] extends ReadonlyMap<string, infer Value> ? Value : never,
  ): void {
    this.set({ [name]: new Map(this.session[name] as ReadonlyMap<string, unknown>).set(chain, value) });
  }

  send(message: ExchangeMessage): void {
    this.effects.push({ kind: 'send', message });
  }

  alarm(alarm: Alarm): void {
    this.effects.push({ kind: 'alarm', alarm });
  }

  /** Serves the chain no more in this session, and says so once. */
  setAside(alarm: Alarm): void {
    if (this.session.aside.has(alarm.chain)) return;
    this.put('aside', alarm.chain, alarm);
    this.alarm(alarm);
  }
}

function open(to: Transition, heads: readonly Head[], now: Instant): void {
  to.set({ phase: 'greeting', since: now });
  raiseLocal(to, heads);
  to.send({
    m: 'hello',
    v: EXCHANGE_VERSION,
    heads: heads.slice(0, HEADS_MAX),
    reads: [...to.session.options.reads],
  });
  tell(to, heads.slice(HEADS_MAX));
}

function advance(to: Transition, input: Exclude<Input, { kind: 'opened' | 'closed' }>, now: Instant): void {
  switch (input.kind) {
    case 'message':
      return hear(to, input.message, now);
    case 'heads-moved':
      return moved(to, input.heads, now);
    case 'batch-read':
      return batchRead(to, input.chain, input.outcome, now);
    case 'batch-stored':
      return batchStored(to, input.answer, input.head);
    case 'tick':
      return tick(to, now);
    default:
      return unreachable(input);
  }
}

function hear(to: Transition, message: ExchangeMessage, now: Instant): void {
  if (message.m === 'hello') {
    to.set({ phase: 'open', peerReads: message.reads });
    return raisePeer(to, message.heads);
  }
  if (to.session.phase !== 'open') return;
  if (message.m === 'entries') {
    const { m: _m, ...batch } = message;
    return take(to, batch);
  }
  raisePeer(to, message.heads);
  if (message.answer !== null) judge(to, message.answer, now);
}

function take(to: Transition, batch: Batch): void {
  const { session } = to;
  if (session.storing !== null) return;
  const { chain, seq, hash } = batch.head;
  if (
    session.options.own.has(batch.chain) &&
    batch.entries.at(-1)!.seq > (session.local.get(batch.chain)?.seq ?? 0)
  ) {
    to.setAside({ kind: 'own-chain-ahead', chain: batch.chain, seq: batch.entries.at(-1)!.seq });
    const answer = {
      kind: 'refused',
      chain: batch.chain,
      code: 'exchange/own-chain',
      field: 'chain',
      retryable: false,
    } as const;
    return to.send({ m: 'heads', heads: headsOf(session, [batch.chain]), answer });
  }
  to.set({ storing: { chain, seq, hash } });
  to.effects.push({ kind: 'store', batch });
}

function batchStored(to: Transition, answer: Answer, head: Head | null): void {
  const stored = to.session.storing;
  if (stored === null) return;
  to.set({ storing: null });
  if (head !== null) raiseLocal(to, [head]);
  // Whoever sent the batch has it; but what was refused here proves nothing about the peer's journal.
  if (answer.kind === 'stored') raisePeer(to, [stored]);
  to.send({ m: 'heads', heads: headsOf(to.session, [answer.chain]), answer });
  if (answer.kind === 'fork') to.setAside({ kind: 'fork', chain: answer.chain, seq: answer.seq, hash: null });
  if (answer.kind === 'refused' && !answer.retryable) {
    to.alarm({ kind: 'refused-here', chain: answer.chain, code: answer.code, field: answer.field });
  }
}

/** What the peer says about the batch in flight. An answer to another one (repeated, overtaken) says nothing. */
function judge(to: Transition, answer: Answer, now: Instant): void {
  const { sending, pauses } = to.session;
  if (sending.kind !== 'in-flight' || sending.chain !== answer.chain) return;
  const { chain } = answer;
  const pause = pauses.get(chain) ?? { until: 0, refusals: 0, gaps: 0 };
  switch (answer.kind) {
    case 'stored':
      if (answer.seq < sending.first) return;
      raisePeer(to, [{ chain, seq: answer.seq, hash: null }]);
      if (pauses.has(chain)) to.set({ pauses: without(pauses, chain) });
      break;
    case 'gap':
      to.put(
        'peer',
        chain,
        to.session.peer.get(chain)?.seq === answer.expected - 1
          ? to.session.peer.get(chain)!
          : { seq: answer.expected - 1, hash: null },
      );
      to.put('pauses', chain, { ...pause, gaps: pause.gaps + 1 });
      if (pause.gaps + 1 > GAPS_MAX) {
        to.setAside({ kind: 'refused', chain, code: 'exchange/endless-gap', field: 'entries.0.seq' });
      }
      break;
    case 'fork':
      to.setAside({ kind: 'fork', chain, seq: answer.seq, hash: answer.hash });
      break;
    case 'refused':
      if (answer.retryable) {
        const delayMs = Math.min(PAUSE_FIRST_MS * 2 ** pause.refusals, PAUSE_MAX_MS);
        to.put('pauses', chain, { until: now + delayMs, refusals: pause.refusals + 1, gaps: 0 });
      } else {
        to.setAside({ kind: 'refused', chain, code: answer.code, field: answer.field });
      }
      break;
    default:
      return unreachable(answer);
  }
  to.set({ sending: { kind: 'nothing' } });
}

function moved(to: Transition, heads: readonly Head[], now: Instant): void {
  const before = to.session;
  const news = heads.filter(({ chain, seq }) => seq > (before.local.get(chain)?.seq ?? 0));
  if (news.length === 0) return;
  const foreign = news.filter(({ chain }) => !before.options.own.has(chain));
  raiseLocal(to, news);
  if (before.phase !== 'open') return tell(to, foreign);
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
  const { sending, local } = to.session;
  if (sending.kind !== 'reading' || sending.chain !== chain) return;
  to.set({ sending: { kind: 'nothing' } });
  switch (outcome.kind) {
    case 'batch': {
      const { entries, head } = outcome.batch;
      const first = entries[0]!.seq;
      assert(first === sending.after + 1, `a batch after ${sending.after} begins at ${first}`);
      assert(entries.at(-1)!.seq === head.seq, 'a batch ends at its signed head');
      raiseLocal(to, [head]);
      to.set({ sending: { kind: 'in-flight', chain, first, last: head.seq, since: now } });
      return to.send({ m: 'entries', ...outcome.batch });
    }
    case 'nothing':
      return to.put('exhausted', chain, local.get(chain)?.seq ?? 0);
    case 'differs':
      return to.setAside({
        kind: 'fork',
        chain,
        seq: sending.after,
        hash: to.session.peer.get(chain)?.hash ?? null,
      });
    case 'failed':
      return to.setAside({ kind: 'unreadable', chain, code: outcome.code });
    default:
      return unreachable(outcome);
  }
}

function tick(to: Transition, now: Instant): void {
  const { phase, since, sending } = to.session;
  if (phase === 'greeting' && now >= since + HELLO_TIMEOUT_MS) close(to, 'exchange/no-hello');
  else if (sending.kind === 'in-flight' && now >= sending.since + ANSWER_TIMEOUT_MS)
    close(to, 'exchange/no-answer');
}

function close(to: Transition, code: 'exchange/no-hello' | 'exchange/no-answer'): void {
  to.set({ phase: 'closed' });
  to.effects.push({ kind: 'close', code });
}

/** Asks for the next batch of the next chain in turn, when the way to the peer is free. */
function serve(to: Transition, now: Instant): void {
  const { session } = to;
  if (session.sending.kind !== 'nothing') return;
  const chains = [...session.local.keys()];
  const turn = chains.indexOf(session.lastServed) + 1;
  for (let at = 0; at < chains.length; at += 1) {
    const chain = chains[(turn + at) % chains.length]!;
    if (!lacks(session, chain) || (session.pauses.get(chain)?.until ?? 0) > now) continue;
    const { seq, hash } = session.peer.get(chain) ?? { seq: 0, hash: null };
    to.set({ sending: { kind: 'reading', chain, after: seq }, lastServed: chain });
    to.effects.push({ kind: 'read', chain, after: seq, hash });
    return;
  }
}

function tell(to: Transition, heads: readonly Head[]): void {
  for (let at = 0; at < heads.length; at += HEADS_MAX) {
    to.send({ m: 'heads', heads: heads.slice(at, at + HEADS_MAX), answer: null });
  }
}

function headsOf(session: Session, chains: readonly string[]): Head[] {
  return chains.flatMap((chain) => {
    const position = session.local.get(chain);
    return position === undefined || position.hash === null
      ? []
      : [{ chain, seq: position.seq, hash: position.hash }];
  });
}

interface Known extends Position {
  readonly chain: string;
}

function raiseLocal(to: Transition, heads: readonly Known[]): void {
  const local = raised(to.session.local, heads);
  if (local !== to.session.local) to.set({ local });
  findForks(to, heads);
}

function raisePeer(to: Transition, heads: readonly Known[]): void {
  const peer = raised(to.session.peer, heads);
  if (peer !== to.session.peer) to.set({ peer });
  for (const { chain, seq } of heads) {
    if (to.session.options.own.has(chain) && seq > (to.session.local.get(chain)?.seq ?? 0)) {
      to.setAside({ kind: 'own-chain-ahead', chain, seq });
    }
  }
  findForks(to, heads);
}

/** The map with every head that is farther than what it knows; the same map when none is. */
function raised(
  known: ReadonlyMap<string, Position>,
  heads: readonly Known[],
): ReadonlyMap<string, Position> {
  let changed: Map<string, Position> | undefined;
  for (const { chain, seq, hash } of heads) {
    const before = (changed ?? known).get(chain);
    if (before !== undefined && (before.seq > seq || (before.seq === seq && before.hash !== null))) continue;
    changed ??= new Map(known);
    changed.set(chain, { seq, hash });
  }
  return changed ?? known;
}

/** Equal seq, different hash. Where the peer is behind, the read compares; where it is ahead, its read does. */
function findForks(to: Transition, heads: readonly Known[]): void {
  for (const { chain } of heads) {
    const here = to.session.local.get(chain);
    const there = to.session.peer.get(chain);
    if (here === undefined || there === undefined || here.seq !== there.seq) continue;
    if (here.hash !== null && there.hash !== null && here.hash !== there.hash) {
      to.setAside({ kind: 'fork', chain, seq: here.seq, hash: there.hash });
    }
  }
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
