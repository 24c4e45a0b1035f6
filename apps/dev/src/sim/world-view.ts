import type { Arrived, FoldedStoresByName, Journal, Rows, SpoolFile } from '@beaveros/terminal-core/sim';
import type { Witness } from './witness.ts';

/** The services of the cloud that the simulator runs, each with a database of its own. */
export type CloudService =
  | 'replication'
  | 'order'
  | 'payment'
  | 'workflow'
  | 'report'
  | 'product-catalog'
  | 'service-entity';

/** What a checker found: one sentence a person can act on, with the values that disagree. */
export interface Failure {
  /** The promise that does not hold: `conservation`, `chains`, `folds-equal`, `money`... */
  readonly promise: string;
  readonly message: string;
  readonly details?: unknown;
}

/** A till as the checkers see it at the end, running and quiet. Nothing here may be changed. */
export interface NodeView {
  /** `t1`, and `t1e2` for the disk of its second enrolment. */
  readonly name: string;
  readonly terminal: string;
  readonly epoch: number;
  /** The till's data folder. */
  readonly dir: string;
  /**
   * `running`: everything below is open. `gone`: its disk was destroyed, stolen, or replaced, and never came back; what
   * is below throws.
   */
  readonly state: 'running' | 'gone';
  readonly isAlive: boolean;
  readonly journal: Journal;
  readonly stores: FoldedStoresByName;
  readonly spool: SpoolFile;
  readonly rows: Rows;
  /** Whether this till took the window's cut: bodies of settled aggregates may be gone from its journal. */
  readonly hasDroppedBodies: boolean;
  /** How often its disk went back to an image or was wiped: effects that waited on it then may never happen. */
  readonly diskLife: number;
  /** Every entry it holds, in order of arrival, its own and its peers'. */
  entries(): readonly Arrived[];
}

export interface CloudView {
  /** SQL past row-level security (a superuser's session), on the database of one service. Bind the tenant yourself. */
  pg<Row extends object = Record<string, unknown>>(
    service: CloudService,
    sql: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
}

/** Everything the checkers may look at once the world is quiet. */
export interface WorldView {
  readonly seed: number;
  readonly tenant: string;
  readonly store: string;
  /** Minor units of everything sold here. */
  readonly currency: { readonly code: string; readonly exponent: number };
  /** Running tills first, in the order they were made. */
  readonly nodes: readonly NodeView[];
  readonly cloud: CloudView;
  readonly witness: Witness;
  /** A word that only the neighbour tenant's facts and rows hold. */
  readonly canary: string;
  /** How the end came: virtual time and messages from the last fault's healing until nothing moved. */
  readonly draining: {
    readonly isQuiet: boolean;
    readonly virtualMs: number;
    readonly frames: number;
    readonly virtualMsMax: number;
    readonly framesMax: number;
  };
}
