import type { AmountMinor, Id } from '@beaveros/kit';
import { standOf } from '../standing.ts';
import { heldSum, type OrderState } from '../state.ts';
import { targets } from './refunded.ts';

/** Money that went back beyond what was sold: a named loss. */
export interface OverRefund {
  /** null: of the document's charges. */
  readonly line: Id<'Line'> | null;
  /** The standing document that says it; null: no document does any more. */
  readonly document: Id<'Document'> | null;
  readonly amount: AmountMinor;
}

/**
 * What refunds gave back beyond what the standing documents say, by line and then by document for its charges: two tills
 * refunded one line apart, or a document that was refunded was then reversed. A function of all facts, so that it is the
 * same whichever of the two came first.
 */
export function overRefunds(state: OrderState): readonly OverRefund[] {
  if (state.refunds.length === 0) return [];
  const { standing } = standOf(state);
  const sold = new Map<string, { document: Id<'Document'>; total: number }>();
  for (const { document, lines } of standing)
    for (const { line, total } of lines) sold.set(line, { document, total: Math.max(0, total) });
  const over: OverRefund[] = [];
  const lines = addUp(
    state.refunds.flatMap((refund) => refund.lines.map(({ line, total }) => [line, 0 - total] as const)),
  );
  for (const [line, given] of lines) {
    const says = sold.get(line);
    const amount = heldSum([given, 0 - (says?.total ?? 0)]);
    if (amount > 0) over.push({ line: line as Id<'Line'>, document: says?.document ?? null, amount });
  }
  const target = targets(state);
  const charges = addUp(
    state.refunds.flatMap((refund) =>
      refund.charges.map(({ charge, total }) => [`${target(refund)}/${charge}`, 0 - total] as const),
    ),
  );
  const byDocument = new Map<string, AmountMinor>();
  for (const [key, given] of charges) {
    const [document = '', charge = ''] = key.split('/');
    const says = standing.find((close) => close.document === document);
    const charged = heldSum(
      (says?.charges ?? []).filter((each) => each.charge === charge).map(({ total }) => total),
    );
    const amount = heldSum([given, 0 - Math.max(0, charged)]);
    if (amount > 0) byDocument.set(document, heldSum([byDocument.get(document) ?? 0, amount]));
  }
  for (const [document, amount] of byDocument)
    over.push({ line: null, document: document as Id<'Document'>, amount });
  return over;
}

/** All of it: what an overpayment is less by, because the guest has it already. */
export function overRefundedOf(state: OrderState): AmountMinor {
  return heldSum(overRefunds(state).map(({ amount }) => amount));
}

function addUp(parts: readonly (readonly [string, number])[]): ReadonlyMap<string, AmountMinor> {
  const sums = new Map<string, AmountMinor>();
  for (const [key, amount] of parts) sums.set(key, heldSum([sums.get(key) ?? 0, amount]));
  return sums;
}
