import type pg from 'pg';

/**
 * Texts that one process has a name for. A service has a few dozen statements, the journal a hundred; whoever builds texts
 * (as many `values` lists as there are rows) is not to fill every session's memory with plans nobody asks for again.
 */
const NAMED_MAX = 400;

const names = new Map<string, string>();

/**
 * A statement that each session parses and plans once and then only runs (2026-11-22: a third of the server's time over
 * a day of small transactions). Texts beyond the bound, and those without values, run unprepared, as always.
 */
export function statementOf(text: string, values: readonly unknown[]): pg.QueryConfig {
  const statement = { text, values: values as unknown[] };
  if (values.length === 0) return { text };
  const known = names.get(text);
  if (known === undefined && names.size >= NAMED_MAX) return statement;
  const name = known ?? `beaver_${names.size}`;
  if (known === undefined) names.set(text, name);
  return { ...statement, name };
}
