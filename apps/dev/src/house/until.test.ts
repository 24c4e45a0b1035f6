import type { Fault } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { until, within } from './until.ts';

describe('until', () => {
  it('looks at once when woken, and gives what it saw', async () => {
    let state = 0;
    let wake = (): void => {};
    const seen = until(
      () => {
        state += 1;
        if (state === 1) setImmediate(() => wake());
        return state === 2 ? 'there' : undefined;
      },
      { what: 'the state', timeoutMs: 5_000, everyMs: 4_000 },
      (again) => {
        wake = again;
        return () => {};
      },
    );
    expect(await seen).toBe('there');
    expect(state).toBe(2);
  });

  it('gives up in time, naming what it waited for and why the last look failed', async () => {
    const broken = new Error('still down');
    const waiting = until(() => Promise.reject(broken), { what: 'the cloud', timeoutMs: 20 });
    const fault = await waiting.catch((error: unknown) => error as Fault);
    expect(fault).toMatchObject({ code: 'house/timeout', cause: broken });
    expect((fault as Fault).message).toContain('the cloud');
  });
});

describe('within', () => {
  it('ends what never ends', async () => {
    const never = new Promise<never>(() => {});
    await expect(within(never, { what: 'never', timeoutMs: 5 })).rejects.toMatchObject({
      code: 'house/timeout',
    });
  });
});
