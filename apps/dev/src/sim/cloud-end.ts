import { type Fault, isFault } from '@beaveros/kit';
import { TillExchange } from '@beaveros/replication/sim';
import { type Alarm, type Closing, closingFor } from '@beaveros/sync/exchange';
import type { Dice } from './dice.ts';
import type { Line, LineEnd } from './network.ts';
import type { Life, Schedule } from './schedule.ts';
import type { Till } from './till.ts';

/** Between a transaction's commit and what is made of its answer: here a process may die. */
const ANSWER_MS_MAX = 4;

export interface CloudEndOptions {
  readonly till: Till;
  readonly line: Line;
  readonly schedule: Schedule;
  readonly dice: Dice;
  /** Of the cloud's process. */
  readonly life: Life;
  readonly exchange: ConstructorParameters<typeof TillExchange>[0];
  readonly onAlarm: (alarm: Alarm) => void;
  readonly onClosed: (closing: Closing) => void;
}

/** The cloud's side of one line: its exchange with the till, over simulated time. */
export class CloudEnd implements LineEnd {
  readonly till: Till;
  readonly life: Life;
  readonly #options: CloudEndOptions;
  readonly #exchange: TillExchange;
  #wakes = 0;
  #isOver = false;

  constructor(options: CloudEndOptions) {
    const { till, life, line, exchange, onAlarm } = options;
    this.till = till;
    this.life = life;
    this.#options = options;
    this.#exchange = new TillExchange(exchange, {
      send: (text) => line.send('listener', text),
      close: (closing) => line.close(closing),
      run: (work, done, failed) => this.#run(work, done, failed),
      wake: (at) => this.#wake(at),
      alarm: onAlarm,
    });
  }

  get taken(): ReadonlySet<string> {
    return this.#exchange.taken;
  }

  open(): void {
    this.#exchange.open();
  }

  hear(text: string): void {
    this.#exchange.hear(text);
  }

  heard(news: Parameters<TillExchange['heard']>[0]): void {
    if (!this.#isOver) this.#exchange.heard(news);
  }

  close(code: string): void {
    this.#options.line.close(closingFor(code));
  }

  closed(closing: Closing): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#exchange.closed();
    this.#options.onClosed(closing);
  }

  /** A transaction, and behind it, as an event of its own, what its answer does. */
  #run<T>(work: () => Promise<T>, done: (value: T) => void, failed: (fault: Fault) => void): void {
    const { schedule, dice } = this.#options;
    schedule.in(dice.below(ANSWER_MS_MAX), this.life, async () => {
      let next: () => void;
      try {
        const value = await work();
        next = () => done(value);
      } catch (error) {
        if (!isFault(error)) throw error;
        next = () => failed(error);
      }
      schedule.in(dice.below(ANSWER_MS_MAX), this.life, () => {
        if (!this.#isOver) next();
      });
    });
  }

  #wake(at: number | null): void {
    this.#wakes += 1;
    if (at === null) return;
    const mine = this.#wakes;
    const { schedule } = this.#options;
    const tick = () => {
      if (mine === this.#wakes && !this.#isOver) this.#exchange.tick();
    };
    schedule.in(Math.max(0, at - schedule.monotonic), this.life, tick, 'timer');
  }
}
