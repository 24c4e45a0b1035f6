import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '@beaveros/kit';
import type { IpcInput, TicketView } from '@beaveros/protocol/ipc';
import { pick } from '../bench/seeded.ts';
import type { TillClient } from '../house/till-client.ts';
import { isUnanswered } from '../house/until-answered.ts';
import type { Witness } from './witness.ts';

export interface CookOptions {
  /** A kitchen's screen of each till that it may hang on, by the till's code. */
  readonly screens: ReadonlyMap<string, TillClient>;
  readonly random: () => number;
  readonly witness: Witness;
  readonly isOver: () => boolean;
}

interface Chosen {
  readonly ticket: TicketView;
  readonly line: TicketView['lines'][number];
  readonly stage: TicketView['stages'][number];
}

const [LOOK_LEAST_MS, LOOK_MOST_MS] = [20, 120];
/** Both tills can be down at once for the time that a start takes. */
const MOVES_MAX = 600;
const BETWEEN_MOVES_MS = 100;

/**
 * A kitchen screen: hangs on one till, shows every ticket once, by its id, and bumps lines. When its till is gone it moves
 * to the other and says there what had no answer, with the same command id. A ticket that its new till does not know yet
 * stays on the board.
 */
export class Cook {
  readonly #options: CookOptions;
  readonly #codes: readonly string[];
  readonly #board = new Map<string, TicketView>();
  #at = 0;
  #moves = 0;

  constructor(options: CookOptions) {
    this.#options = options;
    this.#codes = [...options.screens.keys()];
  }

  /** Every ticket it was ever shown, by id. */
  get board(): ReadonlyMap<string, TicketView> {
    return this.#board;
  }
  get moves(): number {
    return this.#moves;
  }

  async work(): Promise<void> {
    const { random, isOver } = this.#options;
    while (!isOver()) {
      await pause(LOOK_LEAST_MS + random() * (LOOK_MOST_MS - LOOK_LEAST_MS));
      await this.look();
      const chosen = this.#choose();
      if (chosen !== null && random() < 0.7) await this.#bump(chosen);
    }
  }

  /** Asks for the tickets once more. */
  async look(): Promise<void> {
    const { tickets } = await this.#onSomeTill((screen) =>
      screen.call('tickets', { station: null, includeDone: true }),
    );
    for (const ticket of tickets) this.#board.set(ticket.ticket, ticket);
  }

  /** A line that is not at its last stage, and the stage behind its own. */
  #choose(): Chosen | null {
    const all = [...this.#board.values()].flatMap((ticket): Chosen[] =>
      ticket.lines.flatMap((line): Chosen[] => {
        if (line.isFinal || line.isVoided) return [];
        const now = ticket.stages.find(({ stage }) => stage === line.stage)!;
        const stage = ticket.stages.find(({ ordinal }) => ordinal > now.ordinal);
        return stage === undefined ? [] : [{ ticket, line, stage }];
      }),
    );
    return all.length === 0 ? null : pick(all, this.#options.random);
  }

  async #bump({ ticket, line: { line }, stage }: Chosen): Promise<void> {
    const { witness } = this.#options;
    const { order, firing } = ticket;
    const input: IpcInput<'bump'> = { order, lines: [{ line, firing }], stage: stage.stage };
    const commandId = this.#screen.newId<'Command'>();
    const saidAt = new Set<string>();
    const result = await this.#onSomeTill((screen, code) => {
      saidAt.add(code);
      witness.says(code);
      return screen.ask('bump', input, { commandId });
    });
    if (!result.ok) {
      witness.refused(result.refusal.code);
      return;
    }
    const till = this.#codes[this.#at]!;
    witness.answered.push({ commandId, name: 'bump', till, isMoved: saidAt.size > 1 });
    witness.bumped.push({ commandId, line, firing, ordinal: stage.ordinal });
    for (const shown of result.value.tickets) this.#board.set(shown.ticket, shown);
  }

  get #screen(): TillClient {
    return this.#options.screens.get(this.#codes[this.#at]!)!;
  }

  /** Asks the till it hangs on; moves when that is gone, and asks there. */
  async #onSomeTill<T>(ask: (screen: TillClient, code: string) => Promise<T>): Promise<T> {
    let last: unknown;
    for (let moves = 0; moves < MOVES_MAX; moves += 1) {
      try {
        return await ask(this.#screen, this.#codes[this.#at]!);
      } catch (error) {
        if (!isUnanswered(error)) throw error;
        last = error;
        this.#at = (this.#at + 1) % this.#codes.length;
        this.#moves += 1;
        // Where nobody is up, going round costs nothing but time.
        if (moves > 0) await pause(BETWEEN_MOVES_MS);
      }
    }
    throw new Fault('chaos/no-till', 'no till took the kitchen screen', { cause: last });
  }
}
