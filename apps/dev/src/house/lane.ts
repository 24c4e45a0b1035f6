import type { Socket } from 'node:net';

/** What a lane asks its line before it passes bytes on. */
export interface LaneRules {
  /** How long these bytes are under way. */
  readonly delayMs: () => number;
  /** At most so many bytes, and then a pause; null: as fast as it goes. */
  readonly trickle: () => Trickle | null;
  /** How many of these bytes may pass; fewer than asked: the connection is cut behind them. */
  readonly allow: (bytes: number) => number;
  /** Cuts this connection. */
  readonly onSpent: () => void;
}

export interface Trickle {
  readonly bytes: number;
  readonly everyMs: number;
}

/** What is under way in one direction; from there on the sender is not read, as a full router would drop. */
export const LANE_BYTES_MAX = 256 * 1024;

interface Chunk {
  readonly bytes: Buffer;
  readonly dueAt: number;
}

/** One direction of one connection: bytes in their order, late, slowly, or not at all. */
export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #rules: LaneRules;
  readonly #queue: Chunk[] = [];
  #queued = 0;
  #passed = 0;
  #isVanishing = false;
  #isEnding = false;
  #isSpent = false;
  #isFull = false;
  #timer: NodeJS.Timeout | undefined;
  #nextAt = 0;

  constructor(from: Socket, to: Socket, rules: LaneRules) {
    this.#from = from;
    this.#to = to;
    this.#rules = rules;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => this.finish());
    to.on('drain', () => {
      this.#isFull = false;
      this.#pump();
    });
  }

  /** Bytes handed on so far. */
  get passed(): number {
    return this.#passed;
  }
  /** Bytes under way. */
  get queued(): number {
    return this.#queued;
  }

  /** From now on bytes vanish: the sender is read, and nothing arrives. What was under way is gone too. */
  vanish(): void {
    this.#isVanishing = true;
    this.stop();
    this.#from.resume();
  }

  /** The sender has ended: so will the receiver, behind what is under way. */
  finish(): void {
    if (this.#isVanishing || this.#isEnding) return;
    this.#isEnding = true;
    this.#pump();
  }

  /** Rules have changed: what waits is looked at again. */
  look(): void {
    this.#pump();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue.length = 0;
    this.#queued = 0;
  }

  #take(bytes: Buffer): void {
    if (this.#isVanishing || this.#isSpent) return;
    this.#queue.push({ bytes, dueAt: performance.now() + this.#rules.delayMs() });
    this.#queued += bytes.length;
    if (this.#queued >= LANE_BYTES_MAX) this.#from.pause();
    this.#pump();
  }

  #pump(): void {
    if (this.#isVanishing || this.#isSpent) return;
    while (this.#queue.length > 0 && !this.#isFull) {
      const now = performance.now();
      const dueAt = Math.max(this.#queue[0]!.dueAt, this.#nextAt);
      if (dueAt > now) return this.#later(dueAt - now);
      this.#pass(this.#queue.shift()!);
      if (this.#isSpent) return;
    }
    if (this.#queued < LANE_BYTES_MAX / 2 && this.#from.isPaused()) this.#from.resume();
    if (this.#queue.length === 0 && this.#isEnding && !this.#to.writableEnded && !this.#to.destroyed)
      this.#to.end();
  }

  #pass({ bytes, dueAt }: Chunk): void {
    const trickle = this.#rules.trickle();
    const wanted = Math.min(bytes.length, trickle?.bytes ?? bytes.length);
    const allowed = this.#rules.allow(wanted);
    if (trickle !== null) this.#nextAt = performance.now() + trickle.everyMs;
    this.#queued -= allowed;
    this.#passed += allowed;
    if (allowed < bytes.length) this.#queue.unshift({ bytes: bytes.subarray(allowed), dueAt });
    if (allowed > 0) this.#isFull = !this.#to.write(bytes.subarray(0, allowed));
    if (allowed === wanted) return;
    this.#isSpent = true;
    this.stop();
    this.#rules.onSpent();
  }

  #later(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pump(), Math.ceil(delayMs));
  }
}
