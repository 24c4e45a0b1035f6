import {
  type Actor,
  type ApproverHasNoMore,
  approvedBy,
  type StoreStaffRow,
} from '@beaveros/domain/auth-user';
import { type Clock, id, type Id, ok, type Result, refuse } from '@beaveros/kit';
import type { Approval, CoreRefusal } from '@beaveros/protocol/ipc';
import { verify } from '@node-rs/argon2';
import type { Rows } from '../stores/rows.ts';
import { type PinAttemptsFile, triesLeft } from './pin-attempts.ts';
import type { TokenFile } from './token-file.ts';

/** A till has a handful of screens; more sessions than this is a client that leaks them. */
export const SESSIONS_MAX = 64;
/** The longest shift: who went home without signing out is not signed in tomorrow. */
export const SESSION_IDLE_MS = 12 * 60 * 60_000;

export interface Session {
  readonly token: string;
  readonly user: Id<'User'>;
}

export interface SignedIn {
  readonly session: Session;
  readonly actor: Actor;
}

export interface SignInOptions {
  readonly rows: Rows;
  readonly attempts: PinAttemptsFile;
  /** Sessions by token; their subject is the user. */
  readonly sessions: TokenFile;
  readonly clock: Clock;
}

/**
 * PIN sign-in against the verifiers that came down: works offline. A session outlives a restart of the core; permissions
 * are read from the rows at every use, so a change of role acts at once, and who no longer works here is nobody.
 */
export class SignIn {
  readonly #rows: Rows;
  readonly #attempts: PinAttemptsFile;
  readonly #clock: Clock;
  readonly #sessions: TokenFile;
  #lastTurn: Promise<void> = Promise.resolve();
  /** By user, until staff comes down again: asked at every call. */
  readonly #actors = new Map<string, Actor>();

  constructor({ rows, attempts, sessions, clock }: SignInOptions) {
    this.#rows = rows;
    rows.onApplied(() => this.#actors.clear());
    this.#attempts = attempts;
    this.#sessions = sessions;
    this.#clock = clock;
  }

  async signIn(user: Id<'User'>, pin: string): Promise<Result<SignedIn, CoreRefusal>> {
    const verified = await this.#verify(user, pin);
    if (!verified.ok) return verified;
    const session = { token: this.#sessions.add(user), user };
    // Staff may have come down while the PIN was verified.
    const actor = this.actorOf(session.token);
    return actor === null ? refuse({ code: 'core/user-unknown' }) : ok({ session, actor });
  }

  /**
   * Who the session speaks for, for one command, with the permissions of who approves it. The approver's PIN counts and
   * waits as at sign-in; afterwards both are read anew, so that the command is decided by what holds now.
   */
  async approve(
    session: string | null,
    { user, pin }: Approval,
  ): Promise<Result<Actor, CoreRefusal | ApproverHasNoMore>> {
    // Before the PIN: who is signed in is no way to guess at their own.
    if (this.actorOf(session)?.user === user) return refuse({ code: 'auth-user/approver-has-no-more' });
    const verified = await this.#verify(user, pin);
    if (!verified.ok) return verified;
    const [actor, approver] = [this.actorOf(session), this.#actorNamed(user)];
    if (actor === null) return refuse({ code: 'core/not-signed-in' });
    if (approver === null) return refuse({ code: 'core/user-unknown' });
    return approvedBy(actor, { ...approver, user });
  }

  /** One at a time: tries that are sent together would otherwise all be verified before the first is counted. */
  #verify(user: Id<'User'>, pin: string): Promise<Result<null, CoreRefusal>> {
    const turn = this.#lastTurn.then(() => this.#verifyNow(user, pin));
    this.#lastTurn = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  async #verifyNow(user: Id<'User'>, pin: string): Promise<Result<null, CoreRefusal>> {
    const staff = this.#rows.staff.byId(user);
    if (staff === undefined || !staff.isActive) return refuse({ code: 'core/user-unknown' });
    if (staff.pinVerifier === null) return refuse({ code: 'core/pin-not-set' });
    const locked = this.#lockedFor(user);
    if (locked > 0) return refuse({ code: 'core/pin-locked', secondsLeft: locked });
    if (!(await verify(staff.pinVerifier, pin))) {
      const attempts = this.#attempts.wrong(user, this.#clock.now());
      const secondsLeft = this.#lockedFor(user);
      if (secondsLeft > 0) return refuse({ code: 'core/pin-locked', secondsLeft });
      return refuse({ code: 'core/pin-wrong', triesLeft: triesLeft(attempts) });
    }
    this.#attempts.right(user);
    return ok(null);
  }

  signOut(token: string): void {
    this.#sessions.delete(token);
  }

  /** Who a session speaks for now; null when it is unknown or has ended, or the person no longer works here. */
  actorOf(token: string | null): Actor | null {
    const user = token === null ? null : this.#sessions.subjectOf(token);
    return user === null ? null : this.#actorNamed(user);
  }

  #actorNamed(user: string): Actor | null {
    const known = this.#actors.get(user);
    if (known !== undefined) return known;
    const staff = this.#rows.staff.byId(id<'User'>(user));
    return staff === undefined || !staff.isActive ? null : this.#actorFor(staff);
  }

  #actorFor(staff: StoreStaffRow): Actor {
    const permissions = Object.entries(staff.permissions).flatMap(([name, granted]) =>
      granted ? [name] : [],
    );
    const actor: Actor = { user: staff.id, name: staff.name, permissions: new Set(permissions) };
    this.#actors.set(staff.id, actor);
    return actor;
  }

  #lockedFor(user: string): number {
    return Math.max(0, Math.ceil((this.#attempts.of(user).lockedUntil - this.#clock.now()) / 1_000));
  }
}
