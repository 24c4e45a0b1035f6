import { describe, expect, it } from 'vitest';
import { Coalesce } from './coalesce.ts';

/** Work that ends when told, and a clock that is told to ring. */
function bench() {
  const runs: { readonly end: () => Promise<void> }[] = [];
  const timers: (() => void)[] = [];
  const coalesce = new Coalesce({
    gapMs: 1_000,
    work: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      runs.push({
        end: async () => {
          resolve();
          await promise;
          await Promise.resolve();
        },
      });
      return promise;
    },
    after: (_ms, run) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  });
  return { coalesce, runs, ring: () => timers.shift()?.(), timers };
}

describe('many pokes', () => {
  it('run the work at once and then once more, after it ended and the gap passed', async () => {
    const { coalesce, runs, ring, timers } = bench();
    coalesce.poke();
    expect(runs).toHaveLength(1);
    for (let poke = 0; poke < 10; poke += 1) coalesce.poke();
    expect(runs).toHaveLength(1);
    await runs[0]!.end();
    expect(runs).toHaveLength(1);
    ring();
    expect(runs).toHaveLength(2);
    await runs[1]!.end();
    ring();
    expect([runs.length, timers.length]).toEqual([2, 0]);
    coalesce.poke();
    expect(runs).toHaveLength(3);
  });

  it('run nothing any more when nobody looks', async () => {
    const { coalesce, runs, timers } = bench();
    coalesce.poke();
    coalesce.poke();
    await runs[0]!.end();
    coalesce[Symbol.dispose]();
    expect([runs.length, timers.length]).toEqual([1, 0]);
  });
});
