import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { ScreenKind } from './door.ts';

/** Minted and not yet used. Eight stand on the ready line; the rest is for screens that are being opened. */
const TOKENS_MAX = 32;
const TOKEN_BYTES = 24;

/** Tokens that open one connection or one page each. In memory: they are used at once or never. */
export class OneTimeTokens {
  readonly #kinds = new Map<string, ScreenKind>();

  mint(kind: ScreenKind): string {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    this.#kinds.set(token, kind);
    const [oldest] = this.#kinds.keys();
    if (this.#kinds.size > TOKENS_MAX) this.#kinds.delete(oldest!);
    return token;
  }

  /** What a token was minted for, and uses it up; null when it is none of ours. */
  use(given: string): ScreenKind | null {
    const bytes = Buffer.from(given);
    for (const [token, kind] of this.#kinds) {
      const known = Buffer.from(token);
      if (known.length !== bytes.length || !timingSafeEqual(known, bytes)) continue;
      this.#kinds.delete(token);
      return kind;
    }
    return null;
  }
}
