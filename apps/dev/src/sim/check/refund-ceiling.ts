import type { OracleRow } from '../oracle/oracle.ts';
import type { Evidence } from './evidence.ts';

/**
 * Refunds of more of a line than was left of it by what their own till knew when it wrote them. What it could not know is a
 * loss, not a defect.
 */
export function refundsBeyondWhatWasKnown({
  oracle,
  witness,
}: Pick<Evidence, 'oracle' | 'witness'>): readonly unknown[] {
  const byLine = Map.groupBy(
    oracle.ask('SELECT * FROM refunded_lines'),
    ({ order_id: order, line }) => `${order}/${line}`,
  );
  return [...byLine.values()].flatMap((refunds) =>
    refunds.length < 2 ? [] : refunds.flatMap((refund) => beyond(refund, refunds, witness)),
  );
}

function beyond(
  refund: OracleRow,
  refunds: readonly OracleRow[],
  witness: Evidence['witness'],
): readonly unknown[] {
  // A copy was decided when its original was, by a disk that knew less.
  if (refund['is_copy'] === 1) return [];
  const known = witness.knownBefore(String(refund['hash']));
  const before = refunds.filter(({ hash }) => known(String(hash)));
  const given = [refund, ...before].reduce((sum, { total }) => sum + Number(total), 0);
  const { order_id: order, line, sold } = refund;
  return given <= Number(sold) ? [] : [{ order, line, sold, given, entry: refund['hash'] }];
}
