import { Fault } from '@beaveros/kit';

/** Between two looks at a state that nobody announces. */
const LOOK_EVERY_MS = 25;

export interface UntilOptions {
  /** What is waited for, for the message: `till T2 shows the order`. */
  readonly what: string;
  readonly timeoutMs: number;
  /** Between two looks; where a look is dear, more than a moment. */
  readonly everyMs?: number;
}

/**
 * Looks until the look gives something, and gives that. Looks again after a moment, and at once when `wake` calls back.
 * Fault `house/timeout` with the last look's error as its cause; a look that throws has simply not seen it yet.
 */
export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  { what, timeoutMs, everyMs = LOOK_EVERY_MS }: UntilOptions,
  wake?: (again: () => void) => () => void,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    let again = (): void => {};
    const woken = new Promise<void>((resolve) => {
      again = resolve;
    });
    const forget = wake?.(again);
    const timer = setTimeout(again, everyMs);
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
      last = undefined;
    } catch (error) {
      last = error;
    }
    try {
      if (performance.now() > deadline)
        throw new Fault('house/timeout', `waited ${timeoutMs} ms: ${what}`, { cause: last });
      await woken;
    } finally {
      clearTimeout(timer);
      forget?.();
    }
  }
}

/** A promise with an end. Fault `house/timeout`; what was under way goes on. */
export async function within<T>(work: Promise<T>, { what, timeoutMs }: UntilOptions): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Fault('house/timeout', `waited ${timeoutMs} ms: ${what}`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
