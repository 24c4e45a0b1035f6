import type { House } from './house.ts';
import type { WrittenEntry } from './till-writer.ts';

/** What happened in a store, as the entries of its tills. */
export interface Story {
  readonly name: string;
  readonly house: House;
  /** By chain, each oldest first. */
  readonly chains: readonly (readonly WrittenEntry[])[];
  readonly orders: readonly string[];
  readonly shifts: readonly string[];
  /** Gift cards and whatever else keeps value. */
  readonly accounts?: readonly string[];
  readonly tasks?: readonly string[];
  readonly reservations?: readonly string[];
  /** Tables, rooms and bays of which somebody said something. */
  readonly entities?: readonly string[];
}
