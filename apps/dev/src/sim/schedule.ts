import { assert, type Instant, instant } from '@beaveros/kit';

/** Monday 2026-11-16 07:06:40 UTC: the morning of every simulated day. */
export const EPOCH_MS = 1_794_812_800_000;

/** A process that can die: what it had scheduled dies with it. */
export interface Life {
  isOver: boolean;
}

/**
 * `work`: the world is not quiet while one is waiting. `timer`: it may wait for ever (a redial's pause, a poll, a time-out
 * that will find nothing).
 */
export type EventClass = 'work' | 'timer';

interface Scheduled {
  readonly at: number;
  readonly order: number;
  readonly life: Life;
  readonly kind: EventClass;
  readonly run: () => void | Promise<void>;
}

/** Virtual time: one event at a time, in order of time, then of scheduling; its real I/O is awaited before the next. */
export class Schedule {
  readonly #heap: Scheduled[] = [];
  #now = 0;
  #order = 0;
  #work = 0;
  #events = 0;

  /** Virtual milliseconds since the world began: monotone, and nobody's wall clock. */
  get now(): number {
    return this.#now;
  }

  /** The wall clock of somebody whose clock is right. */
  get instant(): Instant {
    return instant(EPOCH_MS + this.#now);
  }

  /** A clock that only goes forward and that nobody sets: for pauses and time-outs. */
  get monotonic(): Instant {
    return instant(this.#now);
  }

  /** Events run so far. */
  get events(): number {
    return this.#events;
  }

  /** Whether something other than timers waits. Events of the dead count until their time. */
  get hasWork(): boolean {
    return this.#work > 0;
  }

  at(at: number, life: Life, run: () => void | Promise<void>, kind: EventClass = 'work'): void {
    this.#order += 1;
    if (kind === 'work') this.#work += 1;
    this.#push({ at: Math.max(at, this.#now), order: this.#order, life, kind, run });
  }

  in(delayMs: number, life: Life, run: () => void | Promise<void>, kind: EventClass = 'work'): void {
    this.at(this.#now + delayMs, life, run, kind);
  }

  /** Runs everything up to `until`, and until `isDone` says so; then it is `until` or that moment. */
  async run(until: number, isDone: () => boolean = () => false): Promise<void> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) break;
      this.#pop();
      assert(next.at >= this.#now, 'time runs forward');
      this.#now = next.at;
      if (next.kind === 'work') this.#work -= 1;
      if (next.life.isOver) continue;
      this.#events += 1;
      const doing = next.run();
      if (doing !== undefined) await doing;
      if (isDone()) return;
    }
    this.#now = Math.max(this.#now, until);
  }

  #push(event: Scheduled): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!isBefore(heap[at]!, heap[up]!)) break;
      [heap[at], heap[up]] = [heap[up]!, heap[at]!];
      at = up;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const least = [left, left + 1].reduce(
        (best, one) => (one < heap.length && isBefore(heap[one]!, heap[best]!) ? one : best),
        at,
      );
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
