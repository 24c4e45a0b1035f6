import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StatusWatch } from './status-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const state = { now: 'online', told: [] as string[] };
  const watch = new StatusWatch({ read: () => state.now, onMoved: () => state.told.push(state.now) });
  const become = (now: string) => {
    state.now = now;
    watch.touch();
  };
  return { state, watch, become };
}

describe('StatusWatch', () => {
  it('tells at once when the state moved, and nothing when it only was touched', () => {
    const { state, watch, become } = watched();
    become('store-only');
    vi.advanceTimersByTime(1);
    expect(state.told).toEqual(['store-only']);
    vi.advanceTimersByTime(1_000);
    watch.touch();
    vi.advanceTimersByTime(1_000);
    expect(state.told).toEqual(['store-only']);
  });

  it('tells four times a second at most, and the last state surely', () => {
    const { state, become } = watched();
    for (let n = 0; n < 1_000; n += 1) {
      become(String(n));
      vi.advanceTimersByTime(1);
    }
    expect(state.told.length).toBeLessThanOrEqual(5);
    vi.advanceTimersByTime(250);
    expect(state.told.at(-1)).toBe('999');
  });

  it('has no timer when nothing moves, and none after its end', () => {
    const { state, watch, become } = watched();
    expect(vi.getTimerCount()).toBe(0);
    become('a');
    vi.advanceTimersByTime(500);
    expect(vi.getTimerCount()).toBe(0);
    become('b');
    watch[Symbol.dispose]();
    become('c');
    expect(vi.getTimerCount()).toBe(0);
    expect(state.told).toEqual(['a']);
  });
});
