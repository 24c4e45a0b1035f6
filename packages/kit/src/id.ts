import { assert } from './assert.ts';
import { bytesToHex, hexToBytes, utf8ToBytes } from './bytes.ts';
import { sha1ForIds } from './hash.ts';
import type { Random } from './random.ts';
import type { Clock, Instant } from './time.ts';

/** A UUID in lower case, branded by what it names, so that an item's id cannot stand where an order's is asked for. */
export type Id<Of extends string = string> = string & { readonly __id: Of };

/** How a UUID of any version is written here: lower case, with hyphens, so that equal ids have one spelling. */
export const ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}

/** The brand's own constructor: the one cast. */
export function id<Of extends string>(text: string): Id<Of> {
  assert(isId(text), `not an id: ${text}`);
  return text as Id<Of>;
}

/** Mints ids. Handed to whoever acts, so that pure code never reaches for randomness. */
export type NewId = <Of extends string>() => Id<Of>;

/** UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits. */
export function uuidV7(now: Instant, random: Random): Id<never> {
  assert(now < 2 ** 48, `an instant beyond 48 bits: ${now}`);
  const bytes = new Uint8Array(16);
  let rest: number = now;
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.bytes(10), 6);
  return format(bytes, 7) as Id<never>;
}

export function idMinter(clock: Clock, random: Random): NewId {
  return () => uuidV7(clock.now(), random);
}

/** UUIDv5 (RFC 9562 section 5.5) of a cause and a purpose: every replica that folds the cause makes the same id. */
export function derivedId<Of extends string>(cause: string, purpose: string): Id<Of> {
  const digest = sha1ForIds(hexToBytes(cause.replaceAll('-', '')), utf8ToBytes(purpose));
  return format(digest.slice(0, 16), 5) as Id<Of>;
}

function format(bytes: Uint8Array, version: number): string {
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
