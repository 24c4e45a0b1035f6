import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FAILURES_MAX,
  initialPull,
  type PullEffect,
  type PullEvent,
  type PullPosition,
  type PullState,
  STAGED_MAX,
  stepPull,
  WAIT_MAX_MS,
} from './pull-machine.ts';

const at = (n: number): PullPosition => ({ handle: 'h', offset: `${n}_0` });
const doing = (from: PullState, ...events: PullEvent[]) => {
  let state = from;
  let effects: readonly PullEffect[] = [];
  for (const event of events) ({ state, effects } = stepPull(state, event, 0));
  return { state, effects };
};

describe('a pull', () => {
  it('fills a shadow first and swaps it in when up to date', () => {
    const started = doing(initialPull(null), { type: 'start' });
    expect(started.effects).toEqual([{ do: 'begin-shadow' }, { do: 'open', at: null }]);
    expect(doing(started.state, { type: 'changes', count: 2_000 }).effects).toEqual([{ do: 'fill' }]);
    expect(doing(started.state, { type: 'up-to-date', position: at(1) }).effects).toEqual([
      { do: 'swap', position: at(1) },
    ]);
  });

  it('goes on from its position and applies what is staged when up to date', () => {
    const started = doing(initialPull(at(1)), { type: 'start' });
    expect(started.effects).toEqual([{ do: 'open', at: at(1) }]);
    const staged = doing(started.state, { type: 'changes', count: 3 });
    expect(staged.effects).toEqual([{ do: 'stage' }]);
    expect(doing(staged.state, { type: 'up-to-date', position: at(2) }).effects).toEqual([
      { do: 'apply', position: at(2) },
    ]);
  });

  it("abandons the stream on a failure and opens it again at the stored position, not the stream's", () => {
    const failed = doing(
      initialPull(at(1)),
      { type: 'start' },
      { type: 'changes', count: 3 },
      { type: 'failed', cause: 'data' },
    );
    expect(failed.effects).toEqual([{ do: 'close' }, { do: 'wait', ms: 250 }, { do: 'discard' }]);
    expect(doing(failed.state, { type: 'wait-over' }).effects).toEqual([{ do: 'open', at: at(1) }]);
  });

  it('fetches everything anew after bad data again and again, but not because the cloud is away', () => {
    const again = (cause: 'transport' | 'data', times: number) => {
      let state = doing(initialPull(at(1)), { type: 'start' }).state;
      let effects: readonly PullEffect[] = [];
      for (let n = 0; n < times; n += 1)
        ({ state, effects } = doing(state, { type: 'failed', cause }, { type: 'wait-over' }));
      return effects;
    };
    expect(again('data', FAILURES_MAX - 1)).toEqual([{ do: 'open', at: at(1) }]);
    expect(again('data', FAILURES_MAX)).toEqual([{ do: 'begin-shadow' }, { do: 'open', at: null }]);
    expect(again('transport', 50)).toEqual([{ do: 'open', at: at(1) }]);
  });

  it("fetches everything anew at once when its rows are not the server's", () => {
    const { effects } = doing(
      initialPull(at(1)),
      { type: 'start' },
      { type: 'failed', cause: 'mismatch' },
      { type: 'wait-over' },
    );
    expect(effects).toEqual([{ do: 'begin-shadow' }, { do: 'open', at: null }]);
  });

  it('fetches everything anew instead of staging without a bound', () => {
    const { effects } = doing(
      initialPull(at(1)),
      { type: 'start' },
      { type: 'changes', count: STAGED_MAX },
      { type: 'changes', count: 1 },
    );
    expect(effects).toEqual([
      { do: 'close' },
      { do: 'discard' },
      { do: 'begin-shadow' },
      { do: 'open', at: null },
    ]);
  });

  it('goes on into a shadow after must-refetch and keeps its position until the swap', () => {
    const refetched = doing(
      initialPull(at(1)),
      { type: 'start' },
      { type: 'changes', count: 1 },
      { type: 'must-refetch' },
    );
    expect(refetched.effects).toEqual([{ do: 'discard' }, { do: 'begin-shadow' }]);
    expect(refetched.state.position).toEqual(at(1));
    expect(
      doing(refetched.state, { type: 'up-to-date', position: at(9) }, { type: 'committed', position: at(9) })
        .state,
    ).toMatchObject({ mode: 'tail', position: at(9) });
  });
});

describe('whatever happens', () => {
  const eventArb: fc.Arbitrary<PullEvent> = fc.oneof(
    fc.constantFrom<PullEvent>(
      { type: 'start' },
      { type: 'must-refetch' },
      { type: 'wait-over' },
      { type: 'stop' },
    ),
    fc.record({ type: fc.constant('changes' as const), count: fc.integer({ min: 1, max: 2_000 }) }),
    fc.record({
      type: fc.constantFrom('up-to-date' as const, 'committed' as const),
      position: fc.nat(99).map(at),
    }),
    fc.record({
      type: fc.constant('failed' as const),
      cause: fc.constantFrom('transport' as const, 'data' as const, 'mismatch' as const),
    }),
  );

  it('the invariants hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(eventArb, fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 60 }),
        fc.boolean(),
        (events, hasPosition) => {
          let state = initialPull(hasPosition ? at(0) : null);
          let isOpen = false;
          let held = 0;
          let hasShadow = false;
          for (const [event, jitter] of events) {
            const step = stepPull(state, event, jitter);
            if (step.state.position !== state.position) expect(event.type).toBe('committed');
            state = step.state;
            if (event.type === 'committed' && isOpen) {
              held = 0;
              hasShadow = false;
            }
            for (const effect of step.effects) {
              if (effect.do === 'open') {
                expect(isOpen).toBe(false);
                expect([held, hasShadow]).toEqual([0, effect.at === null]);
                isOpen = true;
              }
              if (effect.do === 'close') isOpen = false;
              if (effect.do === 'discard') {
                held = 0;
                hasShadow = false;
              }
              if (effect.do === 'begin-shadow') {
                expect(hasShadow && !isOpen).toBe(false);
                hasShadow = true;
              }
              if (effect.do === 'stage') {
                held += event.type === 'changes' ? event.count : 0;
                expect(hasShadow).toBe(false);
              }
              if (effect.do === 'fill') expect(hasShadow).toBe(true);
              if (effect.do === 'apply' || effect.do === 'swap') {
                expect(event.type).toBe('up-to-date');
                expect(hasShadow).toBe(effect.do === 'swap');
              }
              if (effect.do === 'wait') expect(effect.ms).toBeLessThanOrEqual(WAIT_MAX_MS);
              expect(held).toBeLessThanOrEqual(STAGED_MAX);
            }
            expect(isOpen).toBe(state.phase === 'streaming');
            if (!isOpen) expect([held, hasShadow]).toEqual([0, false]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
