import { assert, Fault, type Instant } from '@beaveros/kit';
import type { Shape } from '@beaveros/protocol/shapes';
import type { PullPosition } from '@beaveros/sync/pull';
import type { Statement } from 'better-sqlite3';
import type { RowFile } from './row-file.ts';
import type { WireChange, WireRow } from './wire-row.ts';

/** Each shape has two tables, `<table>_0` and `<table>_1`: one is live, the other is empty or being filled anew. */
export type Slot = 0 | 1;
export const SLOTS: readonly Slot[] = [0, 1];

/** What a shape holds, computed from the till's own rows. */
export interface Totals {
  readonly count: number;
  readonly digest: number;
}

/** What the server says the shape holds at an up-to-date; `null` where it says nothing. */
export type Check = { readonly count: number; readonly digest: string } | null;

/** Writes the rows of one shape into a slot. Always inside a transaction that somebody else began. */
export interface RowWriter {
  clear(slot: Slot): void;
  /** A row of a first snapshot, whose key is not in the slot yet. */
  add(slot: Slot, row: WireRow): void;
  put(slot: Slot, row: WireRow): void;
  remove(slot: Slot, key: readonly string[]): void;
  /** Builds what `add` left out; each step is a transaction of its own. */
  finish(slot: Slot): Iterable<void>;
  /** Last act before `to` becomes live in the place of `from`. */
  settle(from: Slot, to: Slot): void;
  /** Counted over every row of the slot: 5 ms of 100,000 items. */
  totals(slot: Slot): Totals;
  /** Digest of the row that the server sent last for this key; null: none. */
  digestOf(slot: Slot, key: readonly string[]): number | null;
}

export const POSITIONS_SQL = `
create table positions (
  shape text primary key, slot integer not null check (slot in (0, 1)), handle text, shape_offset text,
  row_count integer not null, row_digest integer not null
) strict, without rowid`;

/** One in five minutes, at one answer in 20 s; far less than the server keeps its log (30 days). */
const IDLE_MOVES_PER_SAVE = 15;

/** Between two counts over every row, the totals are the last ones and what changed since. The first after a start counts. */
const COMMITS_PER_COUNT = 500;

interface PositionRow {
  readonly slot: Slot;
  readonly handle: string | null;
  readonly shape_offset: string | null;
  readonly row_count: number;
  readonly row_digest: number;
}

/**
 * The rows of one shape on this till, and where it stands in the server's stream: rows and position are one transaction, so
 * whatever dies between two steps, the next start goes on from rows that fit their position.
 */
export class ShapeRows {
  readonly shape: Shape;
  readonly #file: RowFile;
  readonly #writer: RowWriter;
  readonly #positionOf: Statement<[string], PositionRow>;
  readonly #savePosition: Statement;
  readonly #onApplied: (shape: string) => void;
  #at: PositionRow;
  #hasShadow = false;
  #idleMoves = 0;
  #commitsToCount = 0;
  #fault: Fault | null = null;

  constructor(options: {
    readonly shape: Shape;
    readonly file: RowFile;
    readonly writer: RowWriter;
    readonly onApplied: (shape: string) => void;
  }) {
    this.shape = options.shape;
    this.#file = options.file;
    this.#writer = options.writer;
    this.#onApplied = options.onApplied;
    this.#positionOf = options.file.db.prepare(
      'select slot, handle, shape_offset, row_count, row_digest from positions where shape = ?',
    );
    this.#savePosition = options.file.db.prepare(
      `insert into positions (shape, slot, handle, shape_offset, row_count, row_digest) values (?, ?, ?, ?, ?, ?)
        on conflict (shape) do update set slot = excluded.slot, handle = excluded.handle,
          shape_offset = excluded.shape_offset, row_count = excluded.row_count, row_digest = excluded.row_digest`,
    );
    this.#at = this.#readPosition();
    this.#fault = options.file.damage;
  }

  /** The slot that readers read. */
  get live(): Slot {
    return this.#at.slot;
  }
  get position(): PullPosition | null {
    const { handle, shape_offset } = this.#at;
    return handle === null || shape_offset === null ? null : { handle, offset: shape_offset };
  }
  /** Came down whole at least once. */
  get isComplete(): boolean {
    return this.position !== null;
  }
  get rows(): number {
    return this.#at.row_count;
  }
  get fault(): Fault | null {
    return this.#fault;
  }

  /** Shown in the till's state until the next commit. */
  setFault(fault: Fault): void {
    this.#fault = fault;
  }

  /** Empties the slot that is not live. */
  beginShadow(): void {
    this.#transaction(() => this.#writer.clear(this.#shadow));
    this.#hasShadow = true;
  }

  /** Forgets a shadow that was not swapped in. */
  discard(): void {
    if (!this.#hasShadow) return;
    this.#hasShadow = false;
    this.#transaction(() => this.#writer.clear(this.#shadow));
  }

  /** Writes changes to the shadow; nobody reads it. */
  fill(changes: readonly WireChange[], isSnapshot: boolean): void {
    assert(this.#hasShadow, 'a fill needs a shadow');
    this.#transaction(() => {
      for (const change of changes) {
        if (change.operation === 'delete') this.#writer.remove(this.#shadow, change.key);
        else if (isSnapshot) this.#writer.add(this.#shadow, change);
        else this.#writer.put(this.#shadow, change);
      }
    });
  }

  /** Builds the shadow's indexes; a caller lets the event loop turn between two steps. */
  *finishShadow(): Iterable<void> {
    for (const step of this.#writer.finish(this.#shadow)) yield step;
  }

  /** Makes the shadow live, with its position. Faults: `rows/mismatch`; then nothing has changed. */
  swap(position: PullPosition, check: Check): void {
    const from = this.live;
    this.#transaction(() => {
      this.#writer.settle(from, this.#shadow);
      this.#commit(this.#shadow, position, checked(this.shape, this.#writer.totals(this.#shadow), check));
    });
    this.#at = this.#readPosition();
    this.#hasShadow = false;
    this.#transaction(() => this.#writer.clear(this.#shadow));
    this.#applied();
  }

  /** Applies changes to the live rows, with their position. Faults: `rows/mismatch`; then nothing has changed. */
  apply(changes: readonly WireChange[], position: PullPosition, check: Check): void {
    if (changes.length === 0 && this.#isOnlyTime(position))
      return void checked(this.shape, this.#counted(), check);
    const isCountDue = this.#commitsToCount === 0;
    this.#transaction(() => {
      let { count, digest } = this.#counted();
      for (const change of changes) {
        const made = this.#write(change);
        count += made.count;
        digest += made.digest;
      }
      const totals = isCountDue ? this.#writer.totals(this.live) : { count, digest };
      this.#commit(this.live, position, checked(this.shape, totals, check));
    });
    this.#commitsToCount = isCountDue ? COMMITS_PER_COUNT : this.#commitsToCount - 1;
    this.#at = this.#readPosition();
    this.#fault = null;
    if (changes.length > 0) this.#applied();
  }

  /** After a complete sync. */
  copyIfDue(now: Instant, onFault: (error: unknown) => void): void {
    this.#file.copyIfDue(now, onFault);
  }

  /** An idle shape's position moves with every live answer; most of those moves need not reach the disk. */
  #isOnlyTime(position: PullPosition): boolean {
    if (this.#fault !== null || position.handle !== this.#at.handle) return false;
    this.#idleMoves += 1;
    return this.#idleMoves % IDLE_MOVES_PER_SAVE !== 0;
  }

  get #shadow(): Slot {
    return this.live === 0 ? 1 : 0;
  }

  #applied(): void {
    this.#fault = null;
    this.#onApplied(this.shape.name);
  }

  /** Writes one change to the live rows; answers what it did to the totals. */
  #write(change: WireChange): Totals {
    const key = change.operation === 'delete' ? change.key : keyOf(this.shape, change);
    const before = this.#writer.digestOf(this.live, key);
    if (change.operation === 'delete') this.#writer.remove(this.live, key);
    else this.#writer.put(this.live, change);
    const after = change.operation === 'delete' ? null : change.digest;
    return {
      count: (after === null ? 0 : 1) - (before === null ? 0 : 1),
      digest: (after ?? 0) - (before ?? 0),
    };
  }

  /** The totals at the last commit, as counted here. */
  #counted(): Totals {
    return { count: this.#at.row_count, digest: this.#at.row_digest };
  }

  #commit(slot: Slot, position: PullPosition, totals: Totals): void {
    this.#savePosition.run(
      this.shape.name,
      slot,
      position.handle,
      position.offset,
      totals.count,
      totals.digest,
    );
  }

  #readPosition(): PositionRow {
    return (
      this.#positionOf.get(this.shape.name) ?? {
        slot: 0,
        handle: null,
        shape_offset: null,
        row_count: 0,
        row_digest: 0,
      }
    );
  }

  #transaction(work: () => void): void {
    this.#file.db.transaction(work).immediate();
  }
}

/** Counted from our own rows; the server's numbers are compared and never stored. Faults: `rows/mismatch`. */
function checked(shape: Shape, totals: Totals, check: Check): Totals {
  if (check !== null && (check.count !== totals.count || check.digest !== String(totals.digest))) {
    throw new Fault('rows/mismatch', `${shape.name}: the rows are not what the server has`, {
      details: { count: totals.count, expected: check.count },
    });
  }
  return totals;
}

function keyOf(shape: Shape, { wire }: WireRow): readonly string[] {
  return shape.key.map((column) => {
    const value = wire[column];
    assert(typeof value === 'string', `${shape.name} sent a row without ${column}`);
    return value;
  });
}
