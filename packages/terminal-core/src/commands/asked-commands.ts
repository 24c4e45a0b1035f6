import { type Clock, type Id, isFault, type Result } from '@beaveros/kit';
import type { IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import type { Arrived } from '../journal/index.ts';
import { releaseGrants } from './asks.ts';
import type { Answered, CommandName, Desk } from './command.ts';
import { HeldGrants } from './held-grants.ts';
import { type CommandRequest, runCommand } from './run-command.ts';
import { UnclaimedGrants } from './unclaimed-grants.ts';

/** How often {@link AskedCommands.look} has to be called: what it waits for is counted in minutes. */
export const LOOK_AT_GRANTS_EVERY_MS = 30_000;

/**
 * Commands that ask before they are decided: which are under way, whose grants wait for a manager, and which grants nobody
 * claims. No socket and no timer: who asks, and when to look, is said from outside.
 */
export class AskedCommands {
  readonly #desk: Desk;
  readonly #clock: Clock;
  readonly #held: HeldGrants;
  readonly #unclaimed: UnclaimedGrants;
  /** How often each is under way: a screen that got no answer says a command again. */
  readonly #underWay = new Map<Id<'Command'>, number>();

  constructor(desk: Desk, clock: Clock) {
    this.#desk = desk;
    this.#clock = clock;
    this.#held = new HeldGrants((commandId, answered) => releaseGrants(desk, { commandId, answered }, clock));
    this.#unclaimed = new UnclaimedGrants(
      desk,
      (commandId) => this.#underWay.has(commandId) || this.#held.has(commandId),
    );
  }

  /** Its questions go out: until {@link finish} nobody else gives back what is granted to it. */
  begin(commandId: Id<'Command'>): void {
    this.#underWay.set(commandId, (this.#underWay.get(commandId) ?? 0) + 1);
  }

  /**
   * Decides the command with what came of its questions, in one turn; as {@link runCommand}. Grants that are of no use are
   * given back, those of a command that lacks a manager's PIN are kept for it.
   */
  finish<Name extends CommandName>(
    request: CommandRequest<Name> & { readonly answered: readonly Answered[] },
  ): Result<IpcOutput<Name>, IpcRefusal> {
    const { commandId } = request;
    const times = this.#underWay.get(commandId) ?? 0;
    if (times > 1) this.#underWay.set(commandId, times - 1);
    else this.#underWay.delete(commandId);
    const answered = request.answered.map((each) => this.#judged(each));
    const result = runCommand(this.#desk, { ...request, answered }, this.#clock);
    if (result.ok) {
      this.#held.forget(commandId);
      return result;
    }
    // A manager's PIN makes the same command good: what was granted waits for it.
    if (result.refusal.code === 'auth-user/permission-missing') {
      this.#held.hold(commandId, answered, this.#clock.now());
    } else {
      releaseGrants(this.#desk, { commandId, answered }, this.#clock);
      this.#held.forget(commandId);
    }
    return result;
  }

  /** Takes note of what arrived; acts in {@link look}. */
  follow(arrived: readonly Arrived[]): void {
    this.#unclaimed.follow(arrived);
  }

  /** What stood before may not stand any more. */
  lookAgain(): void {
    this.#unclaimed.lookAgain();
  }

  /** After a start, a few entries at a time until it says false: grants that an earlier process left. */
  readBack(): boolean {
    return this.#unclaimed.readBack();
  }

  /** Gives back what nobody came for, and what nobody claimed. */
  look(): void {
    const now = this.#clock.now();
    try {
      this.#held.look(now);
      this.#unclaimed.look(now);
    } catch (error) {
      // A full disk is told to whoever sells; grants wait for the next look.
      if (!isFault(error) || !error.retryable) throw error;
    }
  }

  /** The till closes: nobody says held commands again to this process. */
  close(): void {
    this.#held.giveBackAll();
  }

  /**
   * A grant that this till gave back meanwhile is none, though who granted it has not heard of that: the ceiling is free
   * for others by now. Refused as they would refuse it.
   */
  #judged({ ask, outcome }: Answered): Answered {
    if (outcome.kind !== 'granted') return { ask, outcome };
    const { aggregates } = this.#desk;
    const isReleased =
      ask.kind === 'refund'
        ? aggregates.order(ask.order).releasedGrants.has(outcome.grant)
        : aggregates.account(ask.account).released.has(outcome.grant);
    if (!isReleased) return { ask, outcome };
    const code = ask.kind === 'refund' ? 'order/grant-used' : 'payment/spend-grant-used';
    return { ask, outcome: { kind: 'refused', code, facts: { grant: outcome.grant } } };
  }
}
