import type { Id } from '@beaveros/kit';
import type { Answered } from './command.ts';

/** A manager is fetched from the cellar within that time, or the guest has left. */
const HOLD_MS = 10 * 60_000;
/** Commands whose manager is on the way; beyond it the oldest goes first. */
const HELD_MAX = 64;

/**
 * Grants of commands that were refused only because a manager's PIN is missing: they are said again under their id, so
 * what was granted is kept for a while, and given back when nobody comes. A crash forgets them: what they hold stays
 * held, until somebody who looks at the order releases it.
 */
export class HeldGrants implements Disposable {
  readonly #release: (commandId: Id<'Command'>, answered: readonly Answered[]) => void;
  readonly #held = new Map<
    Id<'Command'>,
    { readonly answered: readonly Answered[]; readonly timer: NodeJS.Timeout }
  >();

  /** `release`: gives back what was granted to a command that was not done. */
  constructor(release: (commandId: Id<'Command'>, answered: readonly Answered[]) => void) {
    this.#release = release;
  }

  hold(commandId: Id<'Command'>, answered: readonly Answered[]): void {
    this.forget(commandId);
    if (!answered.some(({ outcome }) => outcome.kind === 'granted')) return;
    const timer = setTimeout(() => this.#giveBack(commandId), HOLD_MS);
    timer.unref();
    this.#held.set(commandId, { answered, timer });
    const [oldest] = this.#held.keys();
    if (this.#held.size > HELD_MAX && oldest !== undefined) this.#giveBack(oldest);
  }

  /** The command was done, or has given them back itself. */
  forget(commandId: Id<'Command'>): void {
    clearTimeout(this.#held.get(commandId)?.timer);
    this.#held.delete(commandId);
  }

  /** The till closes: nobody says them again to this process. */
  [Symbol.dispose](): void {
    for (const commandId of this.#held.keys()) this.#giveBack(commandId);
  }

  #giveBack(commandId: Id<'Command'>): void {
    const held = this.#held.get(commandId);
    this.forget(commandId);
    if (held !== undefined) this.#release(commandId, held.answered);
  }
}
