import type { StatusView } from '@beaveros/protocol/ipc';
import type { Tone } from '@beaveros/ui';

/** How this till stands with the world, as the pill says it. */
export type Standing = 'restarting' | StatusView['reach'];

/** A core that is away knows nothing of the world; what it last told may be old. */
export function standingOf(isReached: boolean, reach: StatusView['reach']): Standing {
  return isReached ? reach : 'restarting';
}

/** Quiet tones: selling works in all of them. */
export const STANDING_TONE: Readonly<Record<Standing, Tone>> = {
  online: 'ok',
  'store-only': 'info',
  'this-till-only': 'warn',
  restarting: 'neutral',
};

/** Records on their way right after a sale: a number that comes and goes with each tap tells nobody anything. */
const ON_THEIR_WAY_MAX = 10;
/** The one on the printer now. */
const PRINTING_MAX = 1;

/** What the pill counts: records that stay here, and prints that wait or that nobody knows of. */
export function waitingOf({
  reach,
  outbox,
  printJobs,
}: Pick<StatusView, 'reach' | 'outbox' | 'printJobs'>): number {
  const records = reach === 'online' && outbox <= ON_THEIR_WAY_MAX ? 0 : outbox;
  return records + (printJobs.waiting > PRINTING_MAX ? printJobs.waiting : 0) + printJobs.unknown;
}

/** The table in a shape's name, `service-entity.stores.v1`: what its strings are found by. */
export function tableOf(shape: string): string {
  return shape.split('.')[1] ?? shape;
}
