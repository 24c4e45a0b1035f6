import type { OracleRow } from '../oracle/oracle.ts';
import type { Failure } from '../world-view.ts';
import { type Evidence, FLOOR_TABLES, told } from './evidence.ts';

/** Every till says of every table and of every reservation what all disks together say. */
export function floor({ tills, oracle }: Evidence): readonly Failure[] {
  const found = FLOOR_TABLES.flatMap((table) => {
    const expected = new Map(
      oracle.ask(`SELECT * FROM ${table}`).map((row) => [String(row['id']), textOf(row)] as const),
    );
    return tills.flatMap(({ name, floor: rows, partial }) => {
      const here = new Map(rows[table].map((row) => [String(row['id']), textOf(row)] as const));
      return [...new Set([...expected.keys(), ...here.keys()])]
        .filter((id) => !partial.has(id) && here.get(id) !== expected.get(id))
        .map((id) => ({ at: name, table, here: here.get(id) ?? null, oracle: expected.get(id) ?? null }));
    });
  });
  return told('floor', 'a till says otherwise of a table or of the book than all facts together', found);
}

function textOf(row: OracleRow): string {
  return JSON.stringify(row, Object.keys(row).sort());
}
