import type { Instant } from '@beaveros/kit';
import { type Head, HEADS_MAX, type SnapshotPart } from '@beaveros/protocol/exchange';
import { ANSWER_TIMEOUT_MS, lacks } from './session.ts';
import type { Transition } from './transition.ts';

/** The peer knows nothing and would like a snapshot: one is made, unless we know nothing that it lacks, or no more. */
export function considerGiving(to: Transition): void {
  const { session } = to;
  if (session.options.wantsSnapshot === true) return;
  if (![...session.local.keys()].some((chain) => lacks(session, chain))) return;
  to.set({ giving: { kind: 'making' } });
  to.effects.push({ kind: 'give-snapshot' });
}

export function snapshotMade(to: Transition, parts: readonly SnapshotPart[] | null, now: Instant): void {
  if (to.session.giving.kind !== 'making') return;
  if (parts === null) return to.set({ giving: { kind: 'nothing' } });
  for (const part of parts) to.send(part);
  to.set({ giving: { kind: 'given', until: now + ANSWER_TIMEOUT_MS * parts.length } });
}

/** A part of a snapshot. What we did not wish for, or comes in another order, is answered with our heads as they are. */
export function gather(to: Transition, { id, part, parts, text, signature }: SnapshotPart): void {
  const { taking, options } = to.session;
  const before = taking.kind === 'gathering' && taking.id === id ? taking.texts : [];
  const isWanted = options.wantsSnapshot === true && taking.kind !== 'installing' && taking.kind !== 'done';
  if (!isWanted || part !== before.length) {
    if (part === parts - 1) tellAll(to);
    return;
  }
  const texts = [...before, text];
  if (texts.length < parts) return to.set({ taking: { kind: 'gathering', id, texts } });
  to.set({ taking: { kind: 'installing' } });
  to.effects.push({ kind: 'take-snapshot', snapshot: { id, text: texts.join(''), signature } });
}

export function snapshotTaken(to: Transition, heads: readonly Head[]): void {
  if (to.session.taking.kind !== 'installing') return;
  to.set({ taking: { kind: 'done' } });
  to.raiseLocal(heads);
  tellAll(to);
}

/** The answer that the giver waits for. */
function tellAll(to: Transition): void {
  const heads: Head[] = [...to.session.local].flatMap(([chain, { seq, hash }]) =>
    hash === null ? [] : [{ chain, seq, hash }],
  );
  tell(to, heads);
  if (heads.length === 0) to.send({ m: 'heads', heads: [], answer: null });
}

/** Unasked: what this side has. */
export function tell(to: Transition, heads: readonly Head[]): void {
  for (let at = 0; at < heads.length; at += HEADS_MAX) {
    to.send({ m: 'heads', heads: heads.slice(at, at + HEADS_MAX), answer: null });
  }
}
