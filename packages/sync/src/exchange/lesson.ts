import { BATCH_ENTRIES_MAX } from '@beaveros/protocol/exchange';
import { type Closing, codeOf } from './frames.ts';

/** What one session teaches the next with the same side. */
export interface Lesson {
  /** The version to greet in: 1 after the other side refused our 2. */
  readonly version: 1 | 2;
  /** Entries of a batch to begin with: half after a batch that was never answered. */
  readonly entriesMax: number;
}

export const NO_LESSON: Lesson = { version: 2, entriesMax: BATCH_ENTRIES_MAX };

/** RFC 6455 section 7.4.1, "message too big": the other side's bound on a frame. */
const TOO_BIG = 1009;

/** How to begin after a session that ended so. A line that never stood (`exchange/unreachable`) teaches nothing. */
export function lessonOf(closing: Closing, { version, entriesMax }: Lesson): Lesson {
  const code = codeOf(closing);
  if (closing.status === TOO_BIG || code === 'exchange/no-answer') {
    return { version, entriesMax: Math.max(1, Math.floor(entriesMax / 2)) };
  }
  // The field is the hello's version. Asked again in version 2 next time: the other side may have been upgraded since.
  if (code === 'exchange/bad-message' && closing.reason.endsWith(' v') && version === 2) {
    return { version: 1, entriesMax };
  }
  if (code === 'exchange/unreachable') return { version, entriesMax };
  return { version: 2, entriesMax: Math.min(BATCH_ENTRIES_MAX, entriesMax * 2) };
}
