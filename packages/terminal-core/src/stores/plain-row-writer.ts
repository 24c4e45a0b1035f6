import type { Shape } from '@beaveros/protocol/shapes';
import type { Database, Statement } from 'better-sqlite3';
import { SLOTS, type RowWriter, type Slot, type Totals } from './shape-rows.ts';
import type { WireRow } from './wire-row.ts';

interface SlotStatements {
  readonly insert: Statement;
  readonly upsert: Statement;
  readonly remove: Statement;
  readonly clear: Statement;
  readonly totals: Statement<unknown[], Totals>;
  readonly digest: Statement<unknown[], number>;
}

/** The statements that a shape's table needs, for both slots. Columns are the shape's own and `wire_digest`. */
function slotStatements(db: Database, shape: Shape): readonly [SlotStatements, SlotStatements] {
  const columns = [...shape.columns.map((each) => each.column), 'wire_digest'];
  const insert = `(${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
  const others = columns.filter((column) => !shape.key.includes(column));
  const [first, second] = SLOTS.map((slot) => {
    const table = `${shape.table}_${slot}`;
    return {
      insert: db.prepare(`insert into ${table} ${insert}`),
      upsert: db.prepare(
        `insert into ${table} ${insert} on conflict (${shape.key.join(', ')}) do update set ${others.map((each) => `${each} = excluded.${each}`).join(', ')}`,
      ),
      remove: db.prepare(
        `delete from ${table} where ${shape.key.map((each) => `${each} = ?`).join(' and ')}`,
      ),
      clear: db.prepare(`delete from ${table}`),
      digest: db
        .prepare(
          `select wire_digest from ${table} where ${shape.key.map((each) => `${each} = ?`).join(' and ')}`,
        )
        .pluck() as Statement<unknown[], number>,
      totals: db.prepare<unknown[], Totals>(
        `select count(*) as count, coalesce(sum(wire_digest), 0) as digest from ${table}`,
      ),
    };
  });
  return [first!, second!];
}

/** Rows as they came, one table, no index of their own: every shape but the items. */
export class PlainRowWriter implements RowWriter {
  readonly #statements: readonly [SlotStatements, SlotStatements];
  readonly #seal: (stored: WireRow['stored']) => WireRow['stored'];

  constructor(
    db: Database,
    shape: Shape,
    seal: (stored: WireRow['stored']) => WireRow['stored'] = (stored) => stored,
  ) {
    this.#statements = slotStatements(db, shape);
    this.#seal = seal;
  }

  clear(slot: Slot): void {
    this.#statements[slot].clear.run();
  }
  add(slot: Slot, row: WireRow): void {
    this.#statements[slot].insert.run(...this.#seal(row.stored), row.digest);
  }
  put(slot: Slot, row: WireRow): void {
    this.#statements[slot].upsert.run(...this.#seal(row.stored), row.digest);
  }
  remove(slot: Slot, key: readonly string[]): void {
    this.#statements[slot].remove.run(...key);
  }
  digestOf(slot: Slot, key: readonly string[]): number | null {
    return this.#statements[slot].digest.get(...key) ?? null;
  }
  *finish(): Iterable<void> {}
  settle(): void {}
  totals(slot: Slot): Totals {
    return this.#statements[slot].totals.get()!;
  }
}
