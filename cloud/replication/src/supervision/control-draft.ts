import type { Draft, Event } from '@beaveros/domain/journal';
import { businessDate, type Instant, type NewId } from '@beaveros/kit';
import type { BackOfficeDraft } from '../journal/back-office.ts';

/** A back-office entry that says something about journals. Its business date is the day in UTC: nothing is booked on it. */
export function controlDraft(
  { newId, now }: { readonly newId: NewId; readonly now: Instant },
  said: {
    readonly tenant: string;
    readonly store: string | null;
    readonly actor: string | null;
    readonly command: string;
    readonly event: Draft<Event>;
  },
): BackOfficeDraft {
  const { tenant, store, actor, command, event } = said;
  return {
    tenant,
    store,
    commandId: newId(),
    command,
    actor,
    businessDate: businessDate(new Date(now).toISOString().slice(0, 10)),
    events: [event],
    expected: [],
  };
}
