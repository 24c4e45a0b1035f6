import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/** After the last fault was healed everything came to rest within its bound, and nothing is left in a queue. */
export function draining({ world, tills, cloud }: Evidence): readonly Failure[] {
  const { isQuiet, virtualMs, frames, virtualMsMax, framesMax } = world.draining;
  const isInBounds = isQuiet && virtualMs <= virtualMsMax && frames <= framesMax;
  // What only a person may go on with (`unknown`) is at rest; what the till goes on with by itself is not.
  const waiting = tills.flatMap(({ name, jobs }) =>
    [...jobs]
      .filter(([, state]) => state === 'queued' || state === 'sending')
      .map(([job, state]) => ({ till: name, job, state })),
  );
  return [
    ...told(
      'draining',
      'the world did not come to rest within its bound',
      isInBounds ? [] : [world.draining],
    ),
    ...told(
      'draining',
      'a service is behind the journal',
      cloud.cursors.filter(({ cursor, head }) => cursor !== head),
    ),
    ...told('draining', 'a fold of a service threw', cloud.defects),
    ...told(
      'draining',
      'a store is marked or behind its journal',
      tills.flatMap(({ stuck }) => stuck),
    ),
    ...told('draining', 'a job waits in a spool', waiting),
  ];
}
