import type { OrderState } from '@beaveros/domain/order';
import type { Id } from '@beaveros/kit';
import type { IpcRefusal, OrderView } from '@beaveros/protocol/ipc';
import {
  foldGuess,
  type GuessContext,
  type GuessedCommand,
  noFacts,
  orderStateOf,
  viewOfGuess,
} from './fold-guess.ts';
import { keepSame } from '../till/keep-same.ts';

/** A command and the id it was minted with. */
export interface NamedCommand {
  readonly id: Id<'Command'>;
  readonly command: GuessedCommand;
}

/** A command on its way. */
interface Said {
  readonly id: Id<'Command'>;
  /** null: one whose result only the core can tell (firing asks the stages). It is not painted before it is settled. */
  readonly guess: { readonly command: GuessedCommand; readonly context: GuessContext } | null;
  readonly answer: OrderView | null;
}

/** Refusals that may only mean that this screen does not know a row yet: the core is asked, and nothing is painted. */
const UNSURE: ReadonlySet<string> = new Set(['order/tax-missing', 'order/item-unknown']);

/**
 * One order as this screen paints it: the last view that the core answered, and what was said since folded on top.
 *
 * An answer does not replace its own guess one by one: after a restart of the core a repeated command is answered with the
 * order as it stands by then, later commands included, and these would be folded twice. The guess stands until nothing is
 * unanswered; then the answer to the last command that was taken is the order.
 */
export class GuessLog {
  readonly order: Id<'Order'>;
  /** What is painted; the parts that did not change keep their identity. null: nobody has opened it. */
  view: OrderView | null;
  #base: OrderView | null;
  #state: OrderState;
  #said: readonly Said[] = [];

  constructor(order: Id<'Order'>, base: OrderView | null) {
    this.order = order;
    this.#base = base;
    this.#state = stateOf(order, base);
    this.view = base;
  }

  /** Whether what is painted is what the core said. */
  get isSettled(): boolean {
    return this.#said.length === 0;
  }

  /** Whether an opening is known or on its way. */
  get isOpened(): boolean {
    return this.#state.opened !== null;
  }

  /** Folds commands on top, all or none: a refusal leaves everything as it was, and none of them is to be sent. */
  say(commands: readonly NamedCommand[], context: GuessContext): IpcRefusal | null {
    let state = this.#state;
    for (const { command } of commands) {
      const guessed = foldGuess(state, command, context);
      if (!guessed.ok && !UNSURE.has(guessed.refusal.code)) return guessed.refusal;
      if (guessed.ok) state = guessed.value;
    }
    this.#said = [
      ...this.#said,
      ...commands.map(({ id, command }) => ({ id, guess: { command, context }, answer: null })),
    ];
    this.#state = state;
    this.#paint();
    return null;
  }

  /** A command whose result only the core can tell. */
  sayBlindly(id: Id<'Command'>): void {
    this.#said = [...this.#said, { id, guess: null, answer: null }];
  }

  answered(id: Id<'Command'>, view: OrderView): void {
    this.#said = this.#said.map((said) => (said.id === id ? { ...said, answer: view } : said));
    this.#settleIfAllAnswered();
  }

  /** Drops exactly this command's guess. What was said after it stays, as far as it can be said without it. */
  refused(id: Id<'Command'>): void {
    this.#said = this.#said.filter((said) => said.id !== id);
    if (this.#settleIfAllAnswered()) return;
    this.#state = stateOf(this.order, this.#base);
    for (const { guess } of this.#said) {
      const guessed = guess === null ? null : foldGuess(this.#state, guess.command, guess.context);
      if (guessed?.ok === true) this.#state = guessed.value;
    }
    this.#paint();
  }

  /** What the core says the order is by now. Ignored while a command is on its way: its answer will be younger. */
  adopt(view: OrderView | null): void {
    if (!this.isSettled) return;
    this.#base = view;
    this.#state = stateOf(this.order, view);
    this.view = view === null ? null : keepSame(this.view, view);
  }

  #settleIfAllAnswered(): boolean {
    let last: OrderView | null = this.#base;
    for (const { answer } of this.#said) {
      if (answer === null) return false;
      last = answer;
    }
    this.#said = [];
    this.adopt(last);
    return true;
  }

  #paint(): void {
    const isKnown = this.#base !== null || this.isOpened;
    const guestName = this.#base?.guestName ?? null;
    this.view = isKnown ? keepSame(this.view, viewOfGuess(this.#state, guestName)) : null;
  }
}

function stateOf(order: Id<'Order'>, base: OrderView | null): OrderState {
  return base === null ? noFacts(order) : orderStateOf(base);
}
