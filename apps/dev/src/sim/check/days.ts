import type { OracleRow } from '../oracle/oracle.ts';
import type { Evidence } from './evidence.ts';

/**
 * What each document adds under each key of each dimension, and the sums of that by day and by month. The oracle does not
 * say what refunds undo of discounts: of those the sums are held to the cloud's own rows only.
 */
export function dimensionsDisagree({
  oracle,
  cloud,
}: Pick<Evidence, 'oracle' | 'cloud'>): readonly unknown[] {
  const refunds = new Set(
    oracle.ask('SELECT document_id FROM report_documents WHERE kind = 0').map(({ document_id: id }) => id),
  );
  const rows = cloud.contributionsBy.filter(
    ({ dimension, document_id: document }) => dimension !== 'discount' || !refunds.has(document ?? null),
  );
  return [
    ...differing('contributions_by', rows, oracle.ask('SELECT * FROM contributions_by')),
    ...differing('dimension_rollups', cloud.dimensionRollups, dimensionRollupsOf(cloud.contributionsBy)),
  ];
}

export function shiftsDisagree({ oracle, cloud }: Pick<Evidence, 'oracle' | 'cloud'>): readonly unknown[] {
  return differing('day_shifts', cloud.dayShifts, oracle.ask('SELECT * FROM day_shifts'));
}

const SUMMED = ['count', 'quantity', 'net', 'tax', 'total', 'tips', 'rounding'] as const;

/** The sums that rows of `contributions_by` come to. */
export function dimensionRollupsOf(rows: readonly OracleRow[]): readonly OracleRow[] {
  const spans = rows.flatMap((row) => [
    { ...row, span: 'day', since: row['business_date'] ?? null },
    { ...row, span: 'month', since: `${String(row['business_date']).slice(0, 7)}-01` },
  ]);
  const keyOf = ({
    tenant_id,
    store_id,
    dimension,
    span,
    since,
    key,
    currency_code,
    currency_exponent,
  }: OracleRow) => ({
    tenant_id: tenant_id ?? null,
    store_id: store_id ?? null,
    dimension: dimension ?? null,
    span: span ?? null,
    since: since ?? null,
    key: key ?? null,
    currency_code: currency_code ?? null,
    currency_exponent: currency_exponent ?? null,
  });
  return [...Map.groupBy(spans, (row) => JSON.stringify(keyOf(row))).values()].map((of) => ({
    ...keyOf(of[0]!),
    contributions: of.length,
    ...Object.fromEntries(
      SUMMED.map((column) => [column, of.reduce((sum, row) => sum + Number((row as OracleRow)[column]), 0)]),
    ),
  }));
}

/** Rows that only one side has; columns that only the product knows are its own business. */
export function differing(
  what: string,
  here: readonly OracleRow[],
  there: readonly OracleRow[],
): readonly unknown[] {
  const columns = Object.keys(there[0] ?? here[0] ?? {}).sort();
  const texts = (rows: readonly OracleRow[]) => rows.map((row) => JSON.stringify(row, columns)).sort();
  const [ours, theirs] = [texts(here), texts(there)];
  if (ours.join('\n') === theirs.join('\n')) return [];
  const [reported] = ours.filter((row) => !theirs.includes(row));
  const [expected] = theirs.filter((row) => !ours.includes(row));
  return [{ what, reported: reported ?? null, expected: expected ?? null }];
}
