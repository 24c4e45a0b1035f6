import type { Clock } from '@beaveros/kit';
import { ok, type Result } from '@beaveros/kit';
import { clientProblem, isAway, type Problem } from './problem.ts';
import type { Answer, Body } from './routes.ts';

/** The part of `localStorage` that a session needs. */
export type SessionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The calls of a session, without a token. */
export interface SessionCalls {
  signIn(body: Body<'signIn'>): Promise<Result<Answer<'signIn'>, Problem>>;
  refreshSession(body: Body<'refreshSession'>): Promise<Result<Answer<'refreshSession'>, Problem>>;
  signOut(body: Body<'signOut'>): Promise<Result<unknown, Problem>>;
}

export interface SessionOptions {
  readonly storage: SessionStorage;
  /** `navigator.locks`: all tabs of this browser. */
  readonly locks: Pick<LockManager, 'request'>;
  readonly clock: Clock;
  readonly calls: SessionCalls;
  /** Names a session over its rotations, so that tabs notice when another person signed in. */
  readonly newName: () => string;
}

interface AccessToken {
  readonly text: string;
  readonly expiresAt: number;
}

/** What stands in storage: the refresh token as it is now, and the session's name. */
interface Remembered {
  readonly name: string;
  readonly refreshToken: string;
}

export const SESSION_KEY = 'beaveros.backoffice.session';
/** Carries an access token over a reload of its own tab; see {@link Session.handOver}. */
export const HANDOVER_KEY = 'beaveros.backoffice.handover';
const LOCK = 'beaveros.backoffice.session';
/** A token that ends within this is replaced before it is used: longer than a call may take. */
const RENEW_BEFORE_MS = 45_000;

/**
 * Who is signed in. The access token lives in memory; the refresh token, which the server takes once and answers with the
 * next, in storage, used under a lock: a second tab waits and then uses the next one, because one that comes twice ends
 * the whole session. Only a server's word ends a session; no answer leaves it as it is.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<() => void>();
  #access: AccessToken | null = null;
  #name: string | null;
  #isLeft = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#name = this.#remembered()?.name ?? null;
  }

  /** Whether somebody is signed in, as far as this browser knows. */
  get isOpen(): boolean {
    return this.#name !== null;
  }

  /** Whether it was ended here and on purpose: nothing to come back to. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  /** Told when the session opens, ends, or becomes another person's. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async signIn(credentials: Body<'signIn'>): Promise<Result<null, Problem>> {
    const answer = await this.#options.calls.signIn(credentials);
    if (!answer.ok) return answer;
    this.#take(answer.value, this.#options.newName());
    this.#tell();
    return ok(null);
  }

  /** Ends the session here, in all tabs, and at the server when it can be reached. */
  async signOut(): Promise<void> {
    const remembered = this.#remembered();
    this.#isLeft = true;
    this.#end();
    if (remembered !== null) await this.#options.calls.signOut({ refreshToken: remembered.refreshToken });
  }

  /** A token that is good for the next call; refreshed when it is about to end. */
  async accessToken(): Promise<Result<string, Problem>> {
    const access = this.#access;
    if (access !== null && access.expiresAt - RENEW_BEFORE_MS > this.#options.clock.now())
      return ok(access.text);
    return await this.renew(access?.text ?? null);
  }

  /** Another token than `stale`, which the server did not take. Calls at once share one renewal. */
  async renew(stale: string | null): Promise<Result<string, Problem>> {
    return await this.#options.locks.request(LOCK, async (): Promise<Result<string, Problem>> => {
      // Somebody in this tab was faster.
      if (this.#access !== null && this.#access.text !== stale) return ok(this.#access.text);
      const remembered = this.#remembered();
      if (remembered === null || remembered.name !== this.#name) {
        this.follow();
        return signedOut();
      }
      const { refreshToken, name } = remembered;
      const answer = await this.#options.calls.refreshSession({ refreshToken });
      if (answer.ok) {
        this.#take(answer.value, name);
        return ok(answer.value.accessToken);
      }
      if (isAway(answer.refusal) || answer.refusal.status === 429 || answer.refusal.status >= 500)
        return answer;
      this.#end();
      return signedOut();
    });
  }

  /** Another tab signed in or out: what this one showed may be another person's. */
  follow(): void {
    const name = this.#remembered()?.name ?? null;
    if (name === this.#name) return;
    this.#name = name;
    this.#access = null;
    this.#tell();
  }

  /**
   * Leaves the access token to the next page of this tab (`sessionStorage`, at `pagehide`) and takes it there: a reload
   * that had to use the refresh token up could lose the answer to another reload, and with it the session.
   */
  handOver(storage: SessionStorage): void {
    if (this.#access === null || this.#name === null) return;
    storage.setItem(HANDOVER_KEY, JSON.stringify({ name: this.#name, ...this.#access }));
  }

  takeOver(storage: SessionStorage): void {
    const handed = parsed(storage.getItem(HANDOVER_KEY));
    storage.removeItem(HANDOVER_KEY);
    const { name, text, expiresAt } = handed ?? {};
    if (name !== this.#name || typeof text !== 'string' || typeof expiresAt !== 'number') return;
    this.#access = { text, expiresAt };
  }

  #take({ accessToken, expiresAt, refreshToken }: Answer<'signIn'>, name: string): void {
    this.#access = { text: accessToken, expiresAt };
    this.#name = name;
    this.#isLeft = false;
    const remembered: Remembered = { name, refreshToken };
    this.#options.storage.setItem(SESSION_KEY, JSON.stringify(remembered));
  }

  #end(): void {
    this.#access = null;
    this.#name = null;
    this.#options.storage.removeItem(SESSION_KEY);
    this.#tell();
  }

  #remembered(): Remembered | null {
    const { name, refreshToken } = parsed(this.#options.storage.getItem(SESSION_KEY)) ?? {};
    return typeof name === 'string' && typeof refreshToken === 'string' ? { name, refreshToken } : null;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function signedOut(): Result<never, Problem> {
  return { ok: false, refusal: clientProblem('client/signed-out') };
}

/** Storage is shared with whoever uses this origin: what does not parse is not there. */
function parsed(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
