import type { Result } from '@beaveros/kit';
import { expect } from 'vitest';
import { record } from './_facts.ts';
import type { Draft, Event } from './journal/entry.ts';
import { readEvent } from './journal/event-catalogue.ts';
import { type Fold, foldAll } from './journal/fold.ts';

/**
 * Given events, when a command is decided, then exactly these events or exactly this refusal. Whatever is decided must
 * also be readable by its own schema and fold onto what was given: a till never writes a fact that it cannot read.
 */
export function given<State>(fold: Fold<State>, aggregate: string, ...events: readonly Draft<Event>[]) {
  const facts = events.flatMap((event, at) => record([event], { clock: at + 1, seq: at + 1 }));
  const { state } = foldAll(fold, aggregate, facts);
  return {
    state,
    when<Refused>(decide: (state: State) => Result<readonly Draft<Event>[], Refused>) {
      const decision = decide(state);
      return {
        thenEvents(...expected: readonly Draft<Event>[]): State {
          expect(decision).toEqual({ ok: true, value: expected });
          if (!decision.ok) throw new Error('not reached');
          const next = record(decision.value, { clock: events.length + 1, seq: events.length + 1 });
          for (const { event } of next)
            expect([event.type, readEvent(event).kind]).toEqual([event.type, 'read']);
          return foldAll(fold, aggregate, [...facts, ...next]).state;
        },
        thenRefused(expected: Refused): void {
          expect(decision).toEqual({ ok: false, refusal: expected });
        },
      };
    },
  };
}
