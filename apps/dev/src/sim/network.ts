import type { Closing } from '@beaveros/sync/exchange';
import type { Dice } from './dice.ts';
import type { Life, Schedule } from './schedule.ts';

/** One side of a line: it hears frames until the line is closed. */
export interface LineEnd {
  /** The process behind it. */
  readonly life: Life;
  hear(text: string): void | Promise<void>;
  /** The line is gone, and why: what either side said, or nothing. Told once. */
  closed(closing: Closing): void;
}

export type FrameFault = 'drop' | 'repeat' | 'delay' | 'reorder' | 'truncate';

/** A fault that waits for frames: the next `left` that pass on lines of `node` (of any, where it is null). */
export interface ArmedFault {
  readonly kind: FrameFault;
  readonly node: string | null;
  left: number;
}

/** How a line between two places carries frames. */
export interface Latency {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A dead line is found out by pings within this (JournalLink: every 15 s, two unanswered). */
const PING_FROM_MS = 15_000;
const PING_TO_MS = 30_000;
/** How late a delayed frame is at most: some arrive behind the sender's time-out of 60 s. */
const DELAY_MAX_MS = 75_000;

/** RFC 6455 section 7.1.5: what a side sees that was told nothing. */
export const LINE_BROKE: Closing = { status: 1006, reason: '' };

/** Every line of the world, and what happens to the frames on them. */
export class Network {
  readonly #schedule: Schedule;
  readonly #dice: Dice;
  readonly #armed: ArmedFault[] = [];
  readonly #groups = new Map<string, number>();
  readonly #inspect: (text: string, from: string, to: string) => void;
  readonly lines = new Set<Line>();
  frames = 0;
  /** When a frame that carried facts last moved. */
  lastFactsAt = 0;
  readonly happened: Record<string, number> = {};

  constructor(
    schedule: Schedule,
    dice: Dice,
    /** Sees every frame that is sent: what it says is looked into, not changed. */
    inspect: (text: string, from: string, to: string) => void,
  ) {
    this.#schedule = schedule;
    this.#dice = dice;
    this.#inspect = inspect;
  }

  arm(fault: ArmedFault): void {
    this.#armed.push(fault);
  }

  /** Places in different groups cannot reach each other; those not named are in group 0. */
  partition(groups: Readonly<Record<string, number>>): void {
    this.#groups.clear();
    for (const [place, group] of Object.entries(groups)) this.#groups.set(place, group);
    for (const line of this.lines) {
      if (this.canReach(line.from, line.to)) continue;
      // Half of them are reset, the others die without a word.
      if (this.#dice.chance(0.5)) line.close(LINE_BROKE);
      else this.halfOpen(line, 'both');
    }
  }

  canReach(from: string, to: string): boolean {
    return (this.#groups.get(from) ?? 0) === (this.#groups.get(to) ?? 0);
  }

  /** Nothing comes through any more, and nobody is told until the pings find out. */
  halfOpen(line: Line, direction: 'both' | 'there' | 'back'): void {
    line.swallow(direction);
    const life = line.life;
    this.#schedule.in(this.#dice.between(PING_FROM_MS, PING_TO_MS), life, () => line.close(LINE_BROKE));
  }

  heal(): void {
    this.#armed.length = 0;
    this.#groups.clear();
  }

  connect(from: string, to: string, latency: Latency): Line {
    const line = new Line(from, to, {
      schedule: this.#schedule,
      carry: (frame, pipe) => this.#carry(frame, pipe, latency),
      forget: () => void this.lines.delete(line),
    });
    this.lines.add(line);
    return line;
  }

  #carry(frame: string, pipe: Pipe, latency: Latency): void {
    this.frames += 1;
    if (frame.startsWith('{"m":"entries"') || frame.startsWith('{"m":"snapshot"'))
      this.lastFactsAt = this.#schedule.now;
    this.#inspect(frame, pipe.from, pipe.to);
    if (pipe.isSwallowed) return;
    const dice = this.#dice;
    const fault = this.#faultFor(pipe);
    const delay = () => dice.between(latency.fromMs, latency.toMs);
    const inOrder = () => (pipe.lastAt = Math.max(pipe.lastAt, this.#schedule.now + delay()));
    switch (fault) {
      case null:
        return pipe.deliver(frame, inOrder());
      case 'drop':
        return;
      case 'repeat':
        pipe.deliver(frame, inOrder());
        return pipe.deliver(frame, inOrder() + dice.below(2_000));
      case 'delay':
        // Everything behind it waits as well: one stream.
        pipe.lastAt = this.#schedule.now + dice.between(500, DELAY_MAX_MS);
        return pipe.deliver(frame, pipe.lastAt);
      case 'reorder':
        return pipe.deliver(frame, inOrder() + dice.between(20, 3_000));
      case 'truncate':
        return pipe.deliver(frame.slice(0, dice.below(frame.length)), inOrder());
    }
  }

  #faultFor(pipe: Pipe): FrameFault | null {
    const at = this.#armed.findIndex(({ node }) => node === null || node === pipe.from || node === pipe.to);
    const fault = this.#armed[at];
    if (fault === undefined) return null;
    fault.left -= 1;
    if (fault.left <= 0) this.#armed.splice(at, 1);
    this.happened[fault.kind] = (this.happened[fault.kind] ?? 0) + 1;
    return fault.kind;
  }
}

interface Pipe {
  readonly from: string;
  readonly to: string;
  isSwallowed: boolean;
  lastAt: number;
  readonly deliver: (frame: string, at: number) => void;
}

/** One connection between two places, from dialling until it is closed. */
export class Line {
  readonly from: string;
  readonly to: string;
  readonly life: Life = { isOver: false };
  readonly #there: Pipe;
  readonly #back: Pipe;
  readonly #forget: () => void;
  readonly #schedule: Schedule;
  readonly #carry: (frame: string, pipe: Pipe) => void;
  #caller: LineEnd | null = null;
  #listener: LineEnd | null = null;

  constructor(
    from: string,
    to: string,
    around: {
      readonly schedule: Schedule;
      readonly carry: (frame: string, pipe: Pipe) => void;
      readonly forget: () => void;
    },
  ) {
    this.from = from;
    this.to = to;
    this.#schedule = around.schedule;
    this.#carry = around.carry;
    this.#forget = around.forget;
    this.#there = this.#pipe(from, to, () => this.#listener);
    this.#back = this.#pipe(to, from, () => this.#caller);
  }

  /** Gives the line its two sides: from here on frames arrive. */
  join(caller: LineEnd, listener: LineEnd): void {
    this.#caller = caller;
    this.#listener = listener;
  }

  send(by: 'caller' | 'listener', frame: string): void {
    if (this.life.isOver) return;
    this.#carry(frame, by === 'caller' ? this.#there : this.#back);
  }

  swallow(direction: 'both' | 'there' | 'back'): void {
    if (direction !== 'back') this.#there.isSwallowed = true;
    if (direction !== 'there') this.#back.isSwallowed = true;
  }

  /** Ends the line for both sides; what was on its way is lost. */
  close(closing: Closing): void {
    if (this.life.isOver) return;
    this.life.isOver = true;
    this.#forget();
    this.#caller?.closed(closing);
    this.#listener?.closed(closing);
  }

  #pipe(from: string, to: string, end: () => LineEnd | null): Pipe {
    return {
      from,
      to,
      isSwallowed: false,
      lastAt: 0,
      deliver: (frame, at) =>
        this.#schedule.at(at, this.life, () => {
          const hearing = end();
          if (hearing === null || hearing.life.isOver) return;
          return hearing.hear(frame);
        }),
    };
  }
}
