import { type Instant, unreachable } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import { type Answer, GAPS_MAX, limitsOf, nameOf, type Sending } from './session.ts';
import type { Transition } from './transition.ts';

type InFlight = Extract<Sending, { kind: 'in-flight' }>;

/** What the peer says about the batch in flight. An answer to another one (repeated, overtaken) says nothing. */
export function judgeAnswer(to: Transition, answer: Answer, now: Instant): void {
  const { sending } = to.session;
  if (sending.kind !== 'in-flight' || sending.chain !== answer.chain) return;
  const isProgress = answer.kind === 'stored' || answer.kind === 'aside';
  if (isProgress && answer.seq < sending.first) return;
  to.set({ sending: { kind: 'nothing' } });
  if (sending.offer !== null) return judgeOffer(to, sending.offer, answer, now);
  switch (answer.kind) {
    case 'stored':
    case 'aside':
      return progressed(to, sending, answer);
    case 'gap':
      return gap(to, answer);
    case 'fork':
      return to.rewind(answer.chain, answer.seq, answer.hash);
    case 'refused':
      return refused(to, sending, answer, now);
    default:
      return unreachable(answer);
  }
}

/** A run that the peer cannot attach, or will not take, takes those behind it along. */
function judgeOffer(to: Transition, offer: Head, answer: Answer, now: Instant): void {
  const { offers, taken } = to.session;
  if (answer.kind === 'stored' || answer.kind === 'aside') {
    return to.set({ taken: new Set(taken).add(nameOf(offer)) });
  }
  if (answer.kind === 'refused' && answer.retryable) {
    to.set({ offers: [offer, ...offers] });
    return to.pause(offer.chain, now);
  }
  to.set({ offers: offers.filter(({ chain }) => chain !== offer.chain) });
}

function progressed(
  to: Transition,
  { chain, last }: InFlight,
  { kind, seq }: Extract<Answer, { kind: 'stored' | 'aside' }>,
): void {
  to.drop('pauses', chain);
  const branch = to.session.branches.get(chain);
  if (kind === 'aside') to.alarm({ kind: 'fork', chain, seq, hash: null });
  // What a journal says that it has beyond the batch may be of its own branch.
  if (kind === 'aside' || branch !== undefined) {
    to.beginBranch(chain, Math.max(branch?.after ?? 0, Math.min(seq, last)), branch?.rewinds);
  } else to.raisePeer([{ chain, seq, hash: null }]);
}

function gap(to: Transition, { chain, expected }: Extract<Answer, { kind: 'gap' }>): void {
  const { peer, pauses, branches } = to.session;
  // Of another branch than ours: where that one ends says nothing about where ours attaches.
  if (branches.has(chain)) return to.rewind(chain, expected, null);
  const there = peer.get(chain);
  if (there?.seq !== expected - 1) to.setPeer(chain, { seq: expected - 1, hash: null });
  const pause = pauses.get(chain) ?? { until: 0, refusals: 0, gaps: 0 };
  to.put('pauses', chain, { ...pause, gaps: pause.gaps + 1 });
  if (pause.gaps + 1 > GAPS_MAX) {
    to.stop({ kind: 'refused', chain, code: 'exchange/endless-gap', field: 'entries.0.seq' });
  }
}

function refused(
  to: Transition,
  { chain, first, last }: InFlight,
  { code, field, retryable }: Extract<Answer, { kind: 'refused' }>,
  now: Instant,
): void {
  const entries = Math.min(last - first + 1, limitsOf(to.session, chain).entries);
  if (code === 'exchange/too-large' && entries > 1) {
    return to.put('entriesMax', chain, Math.floor(entries / 2));
  }
  if (!retryable) return to.stop({ kind: 'refused', chain, code, field });
  to.pause(chain, now);
}
