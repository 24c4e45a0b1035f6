import { randomBytes } from 'node:crypto';
import type { Actor } from '@beaveros/domain/auth-user';
import { type Clock, type Id, ok, type Result, refuse } from '@beaveros/kit';
import type { CoreRefusal } from '@beaveros/protocol/ipc';
import { verify } from '@node-rs/argon2';
import type { Rows } from '../stores/rows.ts';
import { type PinAttemptsFile, triesLeft } from './pin-attempts.ts';

/** A till has a handful of screens; more sessions than this is a client that leaks them. */
const SESSIONS_MAX = 64;

export interface Session {
  readonly token: string;
  readonly user: Id<'User'>;
}

/**
 * PIN sign-in against the verifiers that came down: works offline. A session lives as long as the core; permissions are
 * read from the rows at every use, so a change of role acts at once.
 */
export class SignIn {
  readonly #rows: Rows;
  readonly #attempts: PinAttemptsFile;
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();
  /** By session, until staff comes down again: asked at every call. */
  readonly #actors = new Map<string, Actor>();

  constructor(rows: Rows, attempts: PinAttemptsFile, clock: Clock) {
    this.#rows = rows;
    rows.onApplied(() => this.#actors.clear());
    this.#attempts = attempts;
    this.#clock = clock;
  }

  async signIn(
    user: Id<'User'>,
    pin: string,
  ): Promise<Result<{ session: Session; actor: Actor }, CoreRefusal>> {
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
    const session = { token: randomBytes(24).toString('base64url'), user };
    this.#sessions.set(session.token, session);
    if (this.#sessions.size > SESSIONS_MAX) {
      const [oldest] = this.#sessions.keys();
      this.signOut(oldest!);
    }
    return ok({ session, actor: this.actorOf(session.token)! });
  }

  signOut(token: string): void {
    this.#sessions.delete(token);
    this.#actors.delete(token);
  }

  /** Who a session speaks for now; null when it is unknown, or the person no longer works here. */
  actorOf(token: string | null): Actor | null {
    const session = token === null ? undefined : this.#sessions.get(token);
    if (session === undefined) return null;
    const known = this.#actors.get(session.token);
    if (known !== undefined) return known;
    const staff = this.#rows.staff.byId(session.user);
    if (staff === undefined || !staff.isActive) return null;
    const permissions = Object.entries(staff.permissions).flatMap(([name, granted]) =>
      granted ? [name] : [],
    );
    const actor: Actor = { user: session.user, name: staff.name, permissions: new Set(permissions) };
    this.#actors.set(session.token, actor);
    return actor;
  }

  #lockedFor(user: string): number {
    return Math.max(0, Math.ceil((this.#attempts.of(user).lockedUntil - this.#clock.now()) / 1_000));
  }
}
