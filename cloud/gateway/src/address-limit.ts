import type { Instant } from '@beaveros/kit';

/** A store behind one address that switches all its tills on at once. */
const BURST = 120;
const REFILL_PER_S = 2;
/** About 1 MB; beyond that the address heard of least recently starts anew. */
const ADDRESSES_MAX = 10_000;

/**
 * Bounds the calls that an address makes without a token. Each costs up to 30 ms of hashing, so a guesser must not own the
 * machine; guesses at one user are bounded by auth-user itself, whatever the address.
 */
export class AddressLimit {
  readonly #buckets = new Map<string, { left: number; at: Instant }>();

  /** Takes one call; null when it may pass, otherwise the whole seconds until the next may. */
  take(address: string, now: Instant): number | null {
    const bucket = this.#buckets.get(address);
    const left =
      bucket === undefined
        ? BURST
        : Math.min(BURST, bucket.left + ((now - bucket.at) / 1_000) * REFILL_PER_S);
    // Moved to the end: the order of the map is the order of use.
    this.#buckets.delete(address);
    this.#buckets.set(address, { left: left >= 1 ? left - 1 : left, at: now });
    if (this.#buckets.size > ADDRESSES_MAX) this.#buckets.delete(this.#buckets.keys().next().value!);
    return left >= 1 ? null : Math.ceil((1 - left) / REFILL_PER_S);
  }

  get size(): number {
    return this.#buckets.size;
  }
}
