import type { Draft, Event } from './entry.ts';
import { inVersionBefore } from './event-catalogue.ts';

/** Whether every till of the store reads this version of an event. */
export type MayWrite = (type: string, v: number) => boolean;

/**
 * A new fact as every till of the store reads it: as decide made it, or step by step in the versions before. null: no
 * version that may be written says all of it, so that nothing may be written. `v` counts down from the draft's.
 */
export function writableVersion(draft: Draft<Event>, mayWrite: MayWrite): Draft<Event> | null {
  let said: Draft<Event> | null = draft;
  while (said !== null && !mayWrite(said.type, said.v)) said = inVersionBefore(said);
  return said;
}

/** {@link writableVersion} of all facts of one entry; `too-new` names the first that may not be written. */
export function writableVersions(
  drafts: readonly Draft<Event>[],
  mayWrite: MayWrite,
):
  | { readonly kind: 'writable'; readonly events: readonly Draft<Event>[] }
  | { readonly kind: 'too-new'; readonly type: string } {
  const asked = new Map<string, boolean>();
  // An order of a hundred lines has a hundred facts of one version.
  const askedOnce: MayWrite = (type, v) => {
    const key = `${type}/${v}`;
    const known = asked.get(key) ?? mayWrite(type, v);
    asked.set(key, known);
    return known;
  };
  const events: Draft<Event>[] = [];
  for (const draft of drafts) {
    const event = writableVersion(draft, askedOnce);
    if (event === null) return { kind: 'too-new', type: draft.type };
    events.push(event);
  }
  return { kind: 'writable', events };
}
