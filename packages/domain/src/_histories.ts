import fc from 'fast-check';
import { fixed, record } from './_facts.ts';
import type { Draft, Event, Recorded } from './journal/entry.ts';

/** More tills than a pair, few enough to meet; small pools of clocks and commands so that ties and repeats happen. */
const CHAINS = 3;

/**
 * The facts of one aggregate as several tills may have written them: gapless chains with rising clocks, entries of one
 * to three events, and now and then the same command on two tills.
 */
export function histories(event: fc.Arbitrary<Draft<Event>>): fc.Arbitrary<Recorded[]> {
  const entry = fc.record({
    chain: fc.integer({ min: 1, max: CHAINS }),
    command: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 3 }),
    step: fc.integer({ min: 1, max: 3 }),
    events: fc.array(event, { minLength: 1, maxLength: 3 }),
    // No honest till uses an event id twice; folds must agree all the same.
    eventId: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined, freq: 10 }),
  });
  return fc.array(entry, { maxLength: 25 }).map((entries) => {
    const heads = new Map<number, { seq: number; clock: number }>();
    return entries.flatMap(({ chain, command, step, events: drafts, eventId }) => {
      const before = heads.get(chain) ?? { seq: 0, clock: 0 };
      const place = { seq: before.seq + 1, clock: before.clock + step };
      heads.set(chain, place);
      const events =
        eventId === undefined ? drafts : drafts.map((draft) => ({ ...draft, id: fixed('Event', eventId) }));
      // One chain carries a command once: the journal answers a repetition with the first result.
      return record(events, {
        chain,
        ...place,
        ...(command === undefined ? {} : { command: command * 10 + (chain % 2) }),
      });
    });
  });
}

/** A delivery of facts: any order, any repetition, in any batches. */
export function deliveries(facts: readonly Recorded[]): fc.Arbitrary<Recorded[][]> {
  const repeated =
    facts.length === 0 ? fc.constant<Recorded[]>([]) : fc.array(fc.constantFrom(...facts), { maxLength: 10 });
  return repeated
    .chain((more) => fc.shuffledSubarray([...facts, ...more], { minLength: facts.length + more.length }))
    .chain((all) =>
      fc.array(fc.integer({ min: 0, max: all.length }), { maxLength: 6 }).map((cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), all.length];
        return at.slice(1).map((end, index) => all.slice(at[index], end));
      }),
    );
}
