import type { Oracle, OracleRow, OracleTable } from '../oracle/oracle.ts';
import type { Witness } from '../witness.ts';
import type { Failure, WorldView } from '../world-view.ts';
import type { Holding } from './holdings.ts';

export type Rows = Readonly<Record<OracleTable, readonly OracleRow[]>>;

export interface SideHeld {
  readonly side: string;
  readonly value: string;
}

/** A till that is up, read past the product's code. */
export interface TillEvidence {
  readonly name: string;
  readonly terminal: string;
  readonly epoch: number;
  /** How often its disk went back in time. */
  readonly diskLife: number;
  readonly held: Holding;
  /** Its folded tables. */
  readonly rows: Rows;
  /** Aggregates that it does not hold whole: dropped by the window, or below its snapshot. */
  readonly partial: ReadonlySet<string>;
  /** Tables that it folds and the oracle does not know: nobody would compare them. */
  readonly unknownTables: readonly string[];
  /** Stores that are marked or behind. */
  readonly stuck: readonly unknown[];
  /** Jobs of its spool by event id. */
  readonly jobs: ReadonlyMap<string, string>;
  readonly sides: readonly SideHeld[];
  /** Files that hold the neighbour's word. */
  readonly strangeFiles: readonly string[];
}

export interface ServiceCursor {
  readonly service: string;
  readonly chain: string;
  readonly cursor: number;
  readonly head: number;
}

export interface CloudEvidence {
  readonly held: Holding;
  /** The folded tables of its services, as the till names and keeps them. */
  readonly rows: Rows;
  /** One row per document or reversal; amounts in minor units, quantities in 10^-6. */
  readonly contributions: readonly OracleRow[];
  /** Sums by store, day, hour and currency, in the same units. */
  readonly rollups: readonly OracleRow[];
  /** What each document adds under each key of each dimension, their sums by day and month, and the shifts of the days. */
  readonly contributionsBy: readonly OracleRow[];
  readonly dimensionRollups: readonly OracleRow[];
  readonly dayShifts: readonly OracleRow[];
  readonly cursors: readonly ServiceCursor[];
  /** Aggregates whose fold threw in a service. */
  readonly defects: readonly unknown[];
  /** Entries that a service set aside for its database's sake: nothing is written here that one could not take. */
  readonly setAside: readonly unknown[];
  readonly sides: readonly SideHeld[];
  /** Tables that hold the neighbour's word under our tenant. */
  readonly strangeRows: readonly unknown[];
}

/** Everything the promises are held against, gathered once; nothing in it is asked of the product again. */
export interface Evidence {
  readonly world: Pick<WorldView, 'seed' | 'tenant' | 'store' | 'draining'>;
  readonly witness: Witness;
  /** Whose disk each is, gone ones too: terminal ids by the disk's name. */
  readonly owners: ReadonlyMap<string, string>;
  readonly tills: readonly TillEvidence[];
  readonly cloud: CloudEvidence;
  /** What all disks together say, computed a second time. */
  readonly oracle: Oracle;
}

/** One promise: what was found against it; nothing when it holds. */
export type Checker = (evidence: Evidence) => readonly Failure[];

/** How many examples of one failing are told: a person reads three. */
const EXAMPLES = 3;

/** One failure for all findings of a kind: how many there are, and the first few. */
export function told(promise: string, message: string, found: readonly unknown[]): readonly Failure[] {
  if (found.length === 0) return [];
  const count = found.length === 1 ? '' : ` (${found.length} times)`;
  return [{ promise, message: `${message}${count}`, details: found.slice(0, EXAMPLES) }];
}
