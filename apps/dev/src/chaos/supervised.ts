import { setTimeout as pause } from 'node:timers/promises';

/** A process of the house as a supervisor sees it. */
export interface Killable {
  readonly ended: Promise<void>;
  start(): Promise<unknown>;
  kill(): Promise<void>;
}

/** A cloud whose database is away does not start; the supervisor tries again. */
const STARTS_MAX = 40;
const BETWEEN_STARTS_MS = 250;

/** Keeps a process up as its supervisor would, and kills it when told. Tells when it ends although nobody killed it. */
export class Supervised {
  readonly name: string;
  readonly #process: Killable;
  readonly #onEndedByItself: (name: string) => void;
  #isBusy = false;
  #isOver = false;
  #restarting: Promise<void> = Promise.resolve();

  constructor(name: string, process: Killable, onEndedByItself: (name: string) => void) {
    this.name = name;
    this.#process = process;
    this.#onEndedByItself = onEndedByItself;
    this.#watch();
  }

  /** It is down or coming up. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** SIGKILL at that moment, and up again after a while. Resolves when it is. */
  async killFor(downMs: number, moment: () => Promise<void>): Promise<void> {
    this.#isBusy = true;
    await moment();
    await this.#process.kill();
    await pause(downMs);
    await this.#startAgain();
  }

  /** Resolves when it is up; from then on its end is its owner's business. */
  async release(): Promise<void> {
    await this.#restarting;
    this.#isOver = true;
  }

  #watch(): void {
    void this.#process.ended.then(() => {
      if (this.#isOver || this.#isBusy) return;
      this.#isBusy = true;
      this.#onEndedByItself(this.name);
      this.#restarting = this.#startAgain();
      this.#restarting.catch(() => {}); // `release` tells.
    });
  }

  async #startAgain(): Promise<void> {
    for (let starts = 1; ; starts += 1) {
      try {
        await this.#process.start();
        this.#isBusy = false;
        this.#watch();
        return;
      } catch (error) {
        if (starts === STARTS_MAX) throw error;
        await pause(BETWEEN_STARTS_MS);
      }
    }
  }
}
