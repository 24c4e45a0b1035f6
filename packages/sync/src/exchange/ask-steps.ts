import type { Id, Instant } from '@beaveros/kit';
import {
  type AnsweredMessage,
  type Ask,
  ASK_TIMEOUT_MS,
  type AskAnswer,
  type AskMessage,
  ASKS_IN_FLIGHT_MAX,
  READS_ASKS,
} from '@beaveros/protocol/exchange';
import type { AskOutcome } from './session.ts';
import type { Transition } from './transition.ts';

/**
 * This side asks. Without a peer that answers asks there is no answer, at once; nor when too many wait. An ask that is
 * under way is not sent again: its answer is for both.
 */
export function askPeer(
  to: Transition,
  { id, ask }: { readonly id: Id<'Command'>; readonly ask: Ask },
  now: Instant,
): void {
  const { asked, phase, peerReads } = to.session;
  if (asked.has(id)) return;
  if (phase !== 'open' || !peerReads.includes(READS_ASKS)) return told(to, id, NOT_REACHED);
  if (asked.size >= ASKS_IN_FLIGHT_MAX) return told(to, id, { kind: 'no-answer', why: 'too-many' });
  to.set({ asked: new Map(asked).set(id, now) });
  to.send({ m: 'ask', id, ask });
}

/** The peer asks. What is being judged is not judged twice at once; beyond the bound nothing is kept of it. */
export function judgeAsk(to: Transition, { id, ask }: AskMessage): void {
  const { judging, options } = to.session;
  if (options.answersAsks !== true || judging.has(id)) return;
  if (judging.size >= ASKS_IN_FLIGHT_MAX) {
    return to.send({ m: 'answered', id, answer: { kind: 'unable', code: 'exchange/too-many-asks' } });
  }
  to.set({ judging: new Set(judging).add(id) });
  to.effects.push({ kind: 'judge-ask', id, ask });
}

/** What was judged here; said only to a peer that still waits in this session. */
export function askJudged(to: Transition, id: Id<'Command'>, answer: AskAnswer): void {
  const { judging, phase } = to.session;
  if (!judging.has(id)) return;
  const rest = new Set(judging);
  rest.delete(id);
  to.set({ judging: rest });
  if (phase === 'open') to.send({ m: 'answered', id, answer });
}

/** The peer's answer. One that nobody waits for any more changes nothing: what it granted stands until it is released. */
export function askAnswered(to: Transition, { id, answer }: AnsweredMessage): void {
  if (!to.session.asked.has(id)) return;
  forget(to, id);
  const isUnable = answer.kind === 'unable';
  told(to, id, isUnable ? { kind: 'no-answer', why: 'unable' } : answer);
}

/** Asks whose time is over. */
export function giveUpAsks(to: Transition, now: Instant): void {
  for (const [id, since] of to.session.asked) {
    if (now < since + ASK_TIMEOUT_MS) continue;
    forget(to, id);
    told(to, id, { kind: 'no-answer', why: 'timed-out' });
  }
}

/** The connection is gone: nobody will answer. */
export function endAsks(to: Transition): void {
  const waiting = [...to.session.asked.keys()];
  to.set({ asked: new Map(), judging: new Set() });
  for (const id of waiting) told(to, id, NOT_REACHED);
}

const NOT_REACHED: AskOutcome = { kind: 'no-answer', why: 'not-reached' };

function told(to: Transition, id: Id<'Command'>, outcome: AskOutcome): void {
  to.effects.push({ kind: 'ask-answered', id, outcome });
}

function forget(to: Transition, id: Id<'Command'>): void {
  const asked = new Map(to.session.asked);
  asked.delete(id);
  to.set({ asked });
}
