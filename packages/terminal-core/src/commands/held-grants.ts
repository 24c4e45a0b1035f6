import type { Id, Instant } from '@beaveros/kit';
import type { Answered } from './command.ts';

/** A manager is fetched from the cellar within that time, or the guest has left. */
export const HOLD_MS = 10 * 60_000;
/** Commands whose manager is on the way; beyond it the oldest goes first. */
const HELD_MAX = 64;

/**
 * Grants of commands that were refused only because a manager's PIN is missing: they are said again under their id, so
 * what was granted is kept for a while, and given back when nobody comes. A crash forgets them; `unclaimed-grants.ts`
 * finds them in the journal.
 */
export class HeldGrants {
  readonly #release: (commandId: Id<'Command'>, answered: readonly Answered[]) => void;
  readonly #held = new Map<
    Id<'Command'>,
    { readonly answered: readonly Answered[]; readonly since: Instant }
  >();

  /** `release`: gives back what was granted to a command that was not done. */
  constructor(release: (commandId: Id<'Command'>, answered: readonly Answered[]) => void) {
    this.#release = release;
  }

  hold(commandId: Id<'Command'>, answered: readonly Answered[], since: Instant): void {
    this.forget(commandId);
    if (!answered.some(({ outcome }) => outcome.kind === 'granted')) return;
    this.#held.set(commandId, { answered, since });
    const [oldest] = this.#held.keys();
    if (this.#held.size > HELD_MAX && oldest !== undefined) this.#giveBack(oldest);
  }

  has(commandId: Id<'Command'>): boolean {
    return this.#held.has(commandId);
  }

  /** The command was done, or has given them back itself. */
  forget(commandId: Id<'Command'>): void {
    this.#held.delete(commandId);
  }

  /** Gives back those that nobody came for. Either way: a clock that went back must not hold them for ever. */
  look(now: Instant): void {
    for (const [commandId, { since }] of this.#held)
      if (Math.abs(now - since) >= HOLD_MS) this.#giveBack(commandId);
  }

  /** The till closes: nobody says them again to this process. */
  giveBackAll(): void {
    for (const commandId of this.#held.keys()) this.#giveBack(commandId);
  }

  /** Forgotten only behind its release: what a full disk refused is tried again. */
  #giveBack(commandId: Id<'Command'>): void {
    const held = this.#held.get(commandId);
    if (held !== undefined) this.#release(commandId, held.answered);
    this.forget(commandId);
  }
}
