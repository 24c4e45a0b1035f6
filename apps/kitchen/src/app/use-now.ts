import { instant, type Instant } from '@beaveros/kit';
import { useSyncExternalStore } from 'react';

/** One timer for every clock on the screen: sixty tickets turn in the same frame. */
const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let now: Instant = instant(Date.now());
let timer: ReturnType<typeof setInterval> | null = null;

/** The wall clock, in steps of a second. */
export function useNow(): Instant {
  return useSyncExternalStore(listen, () => now);
}

/** What `of` makes of the time; whoever asks is drawn again only when that changes. */
export function useOfNow<Made extends string | number | boolean>(of: (now: Instant) => Made): Made {
  return useSyncExternalStore(listen, () => of(now));
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) {
    now = instant(Date.now());
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function tick(): void {
  now = instant(Date.now());
  for (const listener of listeners) listener();
}
