import { type Closing, closingFor } from '@beaveros/sync/exchange';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BACKOFF, Redial } from './redial.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A line that ends as it is told, and says when it was dialled. Jitter: the same byte each time. */
function dialling(
  closing: () => Closing,
  options: { readonly heldMs?: number; readonly jitter?: number } = {},
) {
  const dialled: number[] = [];
  const startedAt = performance.now();
  const redial = new Redial({
    dial: (signal) => {
      dialled.push(performance.now() - startedAt);
      const { heldMs = 0 } = options;
      if (heldMs === 0) return Promise.resolve(closing());
      return new Promise((resolve) => {
        setTimeout(() => resolve(closing()), heldMs);
        signal.addEventListener('abort', () => resolve(closing()), { once: true });
      });
    },
    random: { bytes: (count) => new Uint8Array(count).fill(options.jitter ?? 255) },
    backoff: BACKOFF,
    onWaiting: () => {},
  });
  return { redial, dialled };
}

/** The pauses between attempts. */
const gaps = (times: readonly number[]) => times.slice(1).map((time, at) => time - times[at]!);

describe('dialling again', () => {
  it('is driven by time alone: doubling to 30 s, for as long as it takes', async () => {
    const { redial, dialled } = dialling(() => closingFor('exchange/unreachable'));
    await vi.advanceTimersByTimeAsync(150_000);
    expect(gaps(dialled)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    await redial[Symbol.asyncDispose]();
  });

  it('shortens each pause by up to half, so that the tills of a store do not come back in step', async () => {
    const { redial, dialled } = dialling(() => closingFor('exchange/unreachable'), { jitter: 0 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(gaps(dialled)).toEqual([125, 250, 500]);
    await redial[Symbol.asyncDispose]();
  });

  it('ends a pause when it is woken', async () => {
    const { redial, dialled } = dialling(() => closingFor('terminal/revoked'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(dialled).toHaveLength(1);
    redial.now();
    await vi.advanceTimersByTimeAsync(0);
    expect(dialled).toHaveLength(2);
    await redial[Symbol.asyncDispose]();
  });

  it('is at once when the journal lets another branch stand, but not twice in a second', async () => {
    const { redial, dialled } = dialling(() => closingFor('exchange/journal-replaced'));
    await vi.advanceTimersByTimeAsync(1_300);
    expect(gaps(dialled)).toEqual([0, 250, 500, 1_000].slice(0, dialled.length - 1));
    expect(dialled.length).toBeGreaterThan(2);
    await redial[Symbol.asyncDispose]();
  });

  it('begins with the shortest pause again after a line that held', async () => {
    const { redial, dialled } = dialling(() => closingFor('exchange/going-away'), { heldMs: 10_000 });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(gaps(dialled)).toEqual([10_250, 10_250, 10_250]);
    await redial[Symbol.asyncDispose]();
  });
});
