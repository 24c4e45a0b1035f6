import type { Draft, Event } from '@beaveros/domain/journal';
import { grantRefund, type RefundGrant, RefundGranted } from '@beaveros/domain/order';
import type { SpendPermit } from '@beaveros/domain/payment';
import { zAmount, zCurrency, zId, zName } from '@beaveros/domain/scalars';
import { type Clock, derivedId, type Id, isFault } from '@beaveros/kit';
import { type Ask, type AskAnswer, GRANT_LENGTH_MAX, refusedAnswer } from '@beaveros/protocol/exchange';
import type { IpcRefusal } from '@beaveros/protocol/ipc';
import * as z from 'zod';
import type { AskHere } from '../sync/exchange/index.ts';
import type { Answered, Desk } from './command.ts';
import { readableEverywhere } from './readable-everywhere.ts';
import { releaseOf } from './unclaimed-grants.ts';

/**
 * Judges what another till asks, in one synchronous turn: what it grants is durable (FULL) when this returns. `unable`
 * where this till is not the one to ask, or a disk or a row is in the way: the asker goes by its offline limits.
 */
export function judgeAsk(desk: Desk, asked: AskHere, clock: Clock): AskAnswer {
  const { ask } = asked;
  if (ask.kind !== 'refund') return unable('core/asked-the-wrong-one');
  try {
    return judgeRefund(desk, { ...asked, ask }, clock);
  } catch (error) {
    if (isFault(error)) return unable(error.code);
    throw error;
  }
}

type RefundAsked = AskHere & { readonly ask: Extract<Ask, { readonly kind: 'refund' }> };

function judgeRefund(desk: Desk, { id, ask, terminal }: RefundAsked, clock: Clock): AskAnswer {
  const { journal, aggregates, till } = desk;
  const place = till.place();
  if (journal.isFenced || place === null) return unable('core/not-ready');
  if (journal.isDropped(ask.order)) return unable('core/order-dropped');
  if (aggregates.hasParked(ask.order)) return unable('core/order-has-parked-facts');
  const state = aggregates.order(ask.order);
  const close = state.documents.find(({ document }) => document === ask.document);
  if (close?.by.terminal !== till.id) return unable('core/asked-the-wrong-one');
  const { order, document, lines } = ask;
  const grant = derivedId<'Grant'>(id, 'grant');
  const decided = grantRefund(state, { order, document, lines, grant, forCommand: id, terminal });
  if (!decided.ok) return refusedAnswer(decided.refusal);
  const events = readableEverywhere(desk, decided.value.events);
  if (!events.ok) return unable(events.refusal.code);
  const answer = {
    kind: 'granted',
    grant: decided.value.grant.grant,
    body: { ...decided.value.grant },
  } as const;
  if (JSON.stringify(answer.body).length > GRANT_LENGTH_MAX) return unable('exchange/answer-too-large');
  if (events.value.length > 0) {
    const now = clock.now();
    const businessDate = till.businessDateAt(now, place.store);
    const commandId = derivedId<'Command'>(id, 'grant-refund');
    journal.append(
      { commandId, command: 'grantRefund', actor: null, businessDate, events: events.value },
      now,
    );
  }
  return answer;
}

function unable(code: string): AskAnswer {
  return { kind: 'unable', code };
}

/** What the till that closed a document granted; null: nothing, or nobody was reached. */
export function grantedRefund(answered: readonly Answered[]): RefundGrant | null {
  for (const { ask, outcome } of answered) {
    if (ask.kind !== 'refund' || outcome.kind !== 'granted') continue;
    const grant = RefundGranted.body.safeParse(outcome.body);
    if (grant.success && grant.data.grant === outcome.grant) return grant.data;
  }
  return null;
}

const zSpendPermit = z.object({
  grant: zId<'Grant'>(),
  amount: zAmount,
  currency: zCurrency.nullable(),
  label: zName,
});

/** What whoever keeps an account lets this command spend of it; null: nothing, or nobody was reached. */
export function spendPermit(answered: readonly Answered[], account: string): SpendPermit | null {
  for (const { ask, outcome } of answered) {
    if (ask.kind !== 'spend' || ask.account !== account || outcome.kind !== 'granted') continue;
    const permit = zSpendPermit.safeParse(outcome.body);
    if (permit.success && permit.data.grant === outcome.grant) return permit.data;
  }
  return null;
}

/**
 * The first refusal of somebody who was asked, to be told as it is: what they say no to is not decided here. null: nobody
 * refused. Its code is one of domain's; of a newer build's the screen says that it does not know it.
 */
export function refusedAsk(answered: readonly Answered[]): IpcRefusal | null {
  for (const { outcome } of answered)
    if (outcome.kind === 'refused') return { ...outcome.facts, code: outcome.code } as unknown as IpcRefusal;
  return null;
}

/**
 * A command that was not done gives back what was granted for it: by facts of this till's own, because the one who granted
 * may be out of reach by now. Nothing when it was done meanwhile.
 */
export function releaseGrants(
  desk: Desk,
  { commandId, answered }: { readonly commandId: Id<'Command'>; readonly answered: readonly Answered[] },
  clock: Clock,
): void {
  const place = desk.till.place();
  if (place === null || desk.journal.ownEntryOf(commandId) !== null) return;
  const released = answered.flatMap(({ ask, outcome }) =>
    outcome.kind === 'granted' ? releasesOf(desk, ask, outcome.grant) : [],
  );
  const events = readableEverywhere(desk, released);
  const id = derivedId<'Command'>(commandId, 'release-grants');
  if (!events.ok || events.value.length === 0 || desk.journal.ownEntryOf(id) !== null) return;
  const now = clock.now();
  const businessDate = desk.till.businessDateAt(now, place.store);
  const entry = { commandId: id, command: 'releaseGrants', actor: null, businessDate, events: events.value };
  desk.journal.append(entry, now);
}

function releasesOf(desk: Desk, ask: Ask, grant: Id<'Grant'>): readonly Draft<Event>[] {
  const aggregate = ask.kind === 'refund' ? ask.order : ask.account;
  return releaseOf(desk, { aggregate, kind: ask.kind, grant });
}
