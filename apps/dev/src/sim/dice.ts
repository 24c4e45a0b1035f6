import { createHash } from 'node:crypto';
import { assert, type Random } from '@beaveros/kit';

/**
 * Chance that a name decides: the same name gives the same throws for ever. Each part of the world has dice of its own,
 * so that what one part throws moves no other. sfc32 (PractRand), seeded with SHA-256 of the name.
 */
export class Dice implements Random {
  readonly #name: string;
  readonly #state: Uint32Array;

  constructor(name: string) {
    this.#name = name;
    const seed = createHash('sha256').update(name).digest();
    this.#state = Uint32Array.from([0, 4, 8, 12], (at) => seed.readUInt32LE(at));
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  /** Dice for a part of what these are for. Throws nothing here. */
  for(part: string | number): Dice {
    return new Dice(`${this.#name}/${part}`);
  }

  /** A whole number from 0 up to, but not with, `below`. */
  below(below: number): number {
    assert(below >= 1, `dice with ${below} sides`);
    return Math.floor((this.#next() / 2 ** 32) * below);
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True in `share` of all throws; 0 never, 1 always. */
  chance(share: number): boolean {
    return this.#next() / 2 ** 32 < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  /** One key, each as often as its weight says. Weights of 0 never come. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key {
    const entries = Object.entries(weights) as [Key, number][];
    let left = (this.#next() / 2 ** 32) * entries.reduce((all, [, weight]) => all + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return entries.findLast(([, weight]) => weight > 0)![0];
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#next() & 0xff);
  }

  #next(): number {
    const s = this.#state;
    const mixed = (s[0]! + s[1]! + s[3]!) >>> 0;
    s[3] = s[3]! + 1;
    s[0] = s[1]! ^ (s[1]! >>> 9);
    s[1] = s[2]! + (s[2]! << 3);
    s[2] = ((s[2]! << 21) | (s[2]! >>> 11)) + mixed;
    return mixed;
  }
}
