import { type Draft, type Event, writableVersions } from '@beaveros/domain/journal';
import { ok, type Result, refuse } from '@beaveros/kit';
import type { CoreRefusal } from '@beaveros/protocol/ipc';
import type { Desk } from './command.ts';

type TillTooOld = Extract<CoreRefusal, { readonly code: 'core/till-too-old' }>;

/** What was decided, in versions that every till of the store reads: all of it, or nothing may be appended. */
export function readableEverywhere(
  { mayWrite }: Pick<Desk, 'mayWrite'>,
  events: readonly Draft<Event>[],
): Result<readonly Draft<Event>[], TillTooOld> {
  if (mayWrite === undefined) return ok(events);
  const written = writableVersions(events, mayWrite);
  if (written.kind === 'writable') return ok(written.events);
  return refuse({ code: 'core/till-too-old', type: written.type });
}
