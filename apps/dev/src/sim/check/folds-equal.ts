import { ORACLE_TABLES, type OracleRow, type OracleTable } from '../oracle/oracle.ts';
import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/** What a ledger says in the end, also where an opening row stands for the movements that went. */
const LEDGERS: ReadonlySet<OracleTable> = new Set(['accounts', 'stock_levels']);

/** Every till, every service of the cloud and the oracle say the same of each aggregate, byte for byte. */
export function foldsEqual({ tills, cloud, oracle }: Evidence): readonly Failure[] {
  const replicas = [
    { name: 'cloud', rows: cloud.rows, partial: new Set<string>() as ReadonlySet<string> },
    ...tills,
  ];
  const tables = Object.keys(ORACLE_TABLES) as OracleTable[];
  const found = tables.flatMap((table) => {
    const expected = byAggregate(oracle.rows(table), table);
    // The cloud's tables have columns of the seed that no fold fills; a till's have nothing else.
    const known = oracle.ask('SELECT name FROM pragma_table_info(?)', table).map(({ name }) => String(name));
    return replicas.flatMap(({ name, rows, partial }) => {
      const folded = byAggregate(rows[table], table, name === 'cloud' ? known : null);
      return [...new Set([...expected.keys(), ...folded.keys()])].flatMap((aggregate) => {
        if (partial.has(aggregate) && !LEDGERS.has(table)) return [];
        const [here, there] = [folded.get(aggregate) ?? [], expected.get(aggregate) ?? []];
        return here.join('\n') === there.join('\n')
          ? []
          : [{ at: name, table, aggregate, ...difference(here, there) }];
      });
    });
  });
  return [
    ...told('folds-equal', 'a replica folds otherwise than the oracle', found),
    ...told(
      'folds-equal',
      'a till folds a table that the oracle does not know',
      tills.flatMap(({ name, unknownTables }) => unknownTables.map((table) => ({ at: name, table }))),
    ),
  ];
}

/** The rows of each aggregate as text, sorted; all columns, or these. */
function byAggregate(
  rows: readonly OracleRow[],
  table: OracleTable,
  columns: readonly string[] | null = null,
): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(rows, (row) => String(row[ORACLE_TABLES[table]]));
  const toText = (row: OracleRow) => JSON.stringify(row, [...(columns ?? Object.keys(row))].sort());
  return new Map([...groups].map(([aggregate, of]) => [aggregate, of.map(toText).sort()]));
}

/** The first row that only one of both has; where both have one of its kind, the columns that differ. */
function difference(here: readonly string[], oracle: readonly string[]): object {
  const parse = (rows: readonly string[], others: readonly string[]): readonly OracleRow[] =>
    rows.filter((row) => !others.includes(row)).map((row) => JSON.parse(row) as OracleRow);
  const [extra, missing] = [parse(here, oracle), parse(oracle, here)];
  for (const row of extra) {
    const same = missing.find((other) => other['id'] === row['id'] && other['position'] === row['position']);
    if (same === undefined) continue;
    const columns = new Set([...Object.keys(row), ...Object.keys(same)]);
    const differing = [...columns].filter((column) => row[column] !== same[column]);
    return {
      columns: Object.fromEntries(
        differing.map((column) => [column, { here: row[column], oracle: same[column] }]),
      ),
    };
  }
  return { onlyHere: extra[0] ?? null, onlyOracle: missing[0] ?? null };
}
