import { assert, isFault, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { shapeByName } from '@beaveros/protocol/shapes';
import { isDuplicate, type Transaction } from '@beaveros/service-kit';

/** How one of the five tables is named to callers, and which rule of the database is which refusal. */
export interface EntityTable {
  /** Its columns are those of this shape: what head office writes is exactly what tills read. */
  readonly shape: string;
  /** Further columns that the back office sees, by field. */
  readonly seen?: Readonly<Record<string, string>>;
  readonly refusalByConstraint: Readonly<Record<string, { readonly code: string; readonly field: string }>>;
  /** The refusal to delete what another row refers to. */
  readonly inUse?: string;
}

/** Fields by the shape's names; parsed by the route's schema before and after. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads and writes of one configuration table, by the columns of its shape. Tenant isolation is the transaction's; `storeId`
 * binds a table of a store to that store and is null for the stores themselves.
 */
export class EntityRows {
  readonly #table: string;
  readonly #columns: ReadonlyMap<string, { readonly column: string; readonly isJson: boolean }>;
  readonly #select: string;
  readonly #refusals: EntityTable['refusalByConstraint'];
  readonly #inUse: string | undefined;

  constructor({ shape: shapeName, seen = {}, refusalByConstraint, inUse }: EntityTable) {
    const shape = shapeByName(shapeName);
    assert(shape !== undefined, `no shape ${shapeName}`);
    this.#table = shape.table;
    this.#columns = new Map(
      shape.columns.map(({ field, column, kind }) => [field, { column, isJson: kind === 'json' }]),
    );
    const all = [
      ...shape.columns.map(({ field, column }) => [field, column] as const),
      ...Object.entries(seen),
    ];
    this.#select = `select ${all.map(([field, column]) => `${column} as "${field}"`).join(', ')} from ${this.#table}`;
    this.#refusals = refusalByConstraint;
    this.#inUse = inUse;
  }

  /** Rows by name from behind `after`, one more than `limit` at most. */
  async list(
    tx: Transaction,
    within: Within,
    { after, limit }: { readonly after: readonly [string, string]; readonly limit: number },
  ): Promise<readonly Fields[]> {
    const { where, values } = scope(within);
    return await tx.query<Fields>(
      `${this.#select} where (name, id) > ($1, $2::uuid) and ${where(4)} order by name, id limit $3`,
      [...after, limit + 1, ...values],
    );
  }

  async byId(tx: Transaction, within: Within, id: string): Promise<Fields | undefined> {
    const { where, values } = scope(within);
    return (await tx.query<Fields>(`${this.#select} where id = $1 and ${where(2)}`, [id, ...values]))[0];
  }

  async insert(tx: Transaction, row: Fields): Promise<Result<null, EntityRefusal>> {
    const { columns, values } = this.#written(row);
    const text = `insert into ${this.#table} (${columns.join(', ')}) values (${values.map((_, at) => `$${at + 1}`).join(', ')})`;
    return await this.#write(() => tx.query(text, values));
  }

  /** Changes what is given; whether there was a row. */
  async update(
    tx: Transaction,
    within: Within,
    id: string,
    changes: Fields,
  ): Promise<Result<boolean, EntityRefusal>> {
    const { columns, values } = this.#written(changes);
    const { where, values: scoped } = scope(within);
    const sets = [...columns.map((column, at) => `${column} = $${at + 1}`), 'updated_at = now()'];
    const text = `update ${this.#table} set ${sets.join(', ')} where id = $${values.length + 1} and ${where(values.length + 2)}`;
    let touched = 0;
    const written = await this.#write(async () => {
      touched = await tx.execute(text, [...values, id, ...scoped]);
    });
    return written.ok ? ok(touched === 1) : written;
  }

  /** Whether there was a row. */
  async delete(tx: Transaction, within: Within, id: string): Promise<Result<boolean, Refusal>> {
    const { where, values } = scope(within);
    try {
      return ok(
        (await tx.execute(`delete from ${this.#table} where id = $1 and ${where(2)}`, [id, ...values])) === 1,
      );
    } catch (error) {
      if (this.#inUse !== undefined && isFault(error, 'database/missing-reference'))
        return refuse({ code: this.#inUse });
      throw error;
    }
  }

  #written(fields: Fields): { columns: readonly string[]; values: readonly unknown[] } {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    const columns = given.map(([field]) => {
      const known = this.#columns.get(field);
      assert(known !== undefined, `${this.#table} has no field ${field}`);
      return known.column;
    });
    const values = given.map(([field, value]) =>
      this.#columns.get(field)!.isJson ? JSON.stringify(value) : value,
    );
    return { columns, values };
  }

  /** A broken rule of the database as the refusal it stands for; the caller's transaction is lost either way. */
  async #write(write: () => Promise<unknown>): Promise<Result<null, EntityRefusal>> {
    try {
      await write();
      return ok(null);
    } catch (error) {
      if (isDuplicate(error) || isFault(error, 'database/missing-reference')) {
        const refusal = this.#refusals[String(error.details['constraint'])];
        if (refusal !== undefined) return refuse(refusal);
      }
      throw error;
    }
  }
}

export type EntityRefusal = Refusal & { readonly field: string };

/** Of one store, or of the stores a token names (`all` of the tenant). */
export type Within = { readonly storeId: string } | { readonly stores: readonly string[] | 'all' };

function scope(within: Within): { where: (at: number) => string; values: readonly unknown[] } {
  if ('storeId' in within) return { where: (at) => `store_id = $${at}`, values: [within.storeId] };
  if (within.stores === 'all') return { where: () => 'true', values: [] };
  return { where: (at) => `id = any ($${at}::uuid[])`, values: [within.stores] };
}
