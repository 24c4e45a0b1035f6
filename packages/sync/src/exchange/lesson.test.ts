import { describe, expect, it } from 'vitest';
import { type Closing, closingFor, lessonOf, NO_LESSON } from './index.ts';

/** What a row of sessions that ended so teaches. */
const learnt = (...closings: readonly Closing[]) =>
  closings.reduce((lesson, closing) => lessonOf(closing, lesson), NO_LESSON);
const NO_ANSWER = closingFor('exchange/no-answer');

describe('what a session teaches the next', () => {
  it('half the entries after a batch that was not answered, or too big a frame, down to one', () => {
    expect(learnt(NO_ANSWER).entriesMax).toBe(250);
    expect(learnt(NO_ANSWER, { status: 1009, reason: '' }).entriesMax).toBe(125);
    expect(learnt(...Array.from({ length: 20 }, () => NO_ANSWER)).entriesMax).toBe(1);
  });

  it('more again after a session that ended otherwise, and nothing from a line that never stood', () => {
    const unreachable = closingFor('exchange/unreachable');
    expect(learnt(NO_ANSWER, NO_ANSWER, unreachable, unreachable).entriesMax).toBe(125);
    expect(learnt(NO_ANSWER, closingFor('exchange/going-away')).entriesMax).toBe(500);
  });

  it('version 1 once after a hello that was refused, and version 2 is tried again after that session', () => {
    const refused = closingFor('exchange/bad-message', 'v');
    expect(learnt(refused).version).toBe(1);
    expect(learnt(refused, { status: 1006, reason: '' }).version).toBe(2);
    expect(learnt(refused, refused).version).toBe(2);
    expect(learnt(closingFor('exchange/bad-message', 'entries.0.seq')).version).toBe(2);
  });
});
