import type { KeptFact } from './read-entries.ts';
import type { ReadEvent } from './recorded.ts';

/**
 * Facts that an earlier build kept, at the versions that this build reads them in: a service folds no other, and nobody
 * rewrites what was kept. Most types have one version, so each (type, version) is asked about once a call.
 */
export function atNewestVersion(kept: readonly KeptFact[], readEvent: ReadEvent): readonly KeptFact[] {
  const isRaised = new Map<string, boolean>();
  return kept.map((fact) => {
    const { event } = fact.recorded;
    const key = `${event.type}/${event.v}`;
    if (fact.isWitness || isRaised.get(key) === false) return fact;
    const reading = readEvent(event);
    if (reading.kind !== 'read') return fact; // A fold defect, if anything: it goes to suspense as before.
    isRaised.set(key, reading.event.v !== event.v);
    return { ...fact, recorded: { ...fact.recorded, event: reading.event } };
  });
}
