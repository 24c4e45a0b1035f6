import { type AmountMinor, type QuantityMicro, quantityMicro } from '@beaveros/kit';
import { QUANTITY_MAX } from '../../scalars.ts';
import { type Author, type ClosedDocument, heldSum, type OrderState, type RefundGrant } from '../state.ts';
import { standingDocuments } from '../standing.ts';

// What has gone back of an order, from its facts. A line is refunded, not a document's mention of it: where two closes
// said one line and one of them was reversed, its refund counts against the close that stands.

export type Close = ClosedDocument & { readonly by: Author };

/** Quantity and amounts, both as gone: at least 0. `amounts`: net, then each tax in the line's order. */
export interface Gone {
  readonly quantityMicro: QuantityMicro;
  readonly amounts: readonly AmountMinor[];
}

const NOTHING_GONE: Gone = { quantityMicro: quantityMicro(0), amounts: [] };

export function goneOf(gone: ReadonlyMap<string, Gone>, id: string): Gone {
  return gone.get(id) ?? NOTHING_GONE;
}

/** What every refund gave back by line, and what these grants may. */
export function goneLines(state: OrderState, grants: readonly RefundGrant[]): ReadonlyMap<string, Gone> {
  const gone = new Map<string, Gone>();
  for (const { lines } of state.refunds)
    for (const { line, quantityMicro: quantity, net, taxes } of lines)
      addGone(gone, line, quantity, [net, ...taxes.map(({ amount }) => amount)]);
  for (const { lines } of grants)
    for (const { line, quantityMicro: quantity, amounts } of lines) addGone(gone, line, quantity, amounts);
  return gone;
}

/** What refunds gave back of a document's charges by charge, and what these grants may. */
export function goneCharges(
  state: OrderState,
  document: string,
  grants: readonly RefundGrant[],
): ReadonlyMap<string, Gone> {
  const gone = new Map<string, Gone>();
  for (const { charges } of refundsOf(state, document))
    for (const { charge, net, taxes } of charges)
      addGone(gone, charge, 0, [net, ...taxes.map(({ amount }) => amount)]);
  for (const grant of grants)
    if (grant.document === document)
      for (const { charge, amounts } of grant.charges) addGone(gone, charge, 0, amounts);
  return gone;
}

/** Refunds that count against this standing document: those that say it, and those of a line that it has now. */
export function refundsOf(state: OrderState, document: string): OrderState['refunds'] {
  const target = targets(state);
  return state.refunds.filter((refund) => target(refund) === document);
}

/** Which document a refund counts against: the standing one that has its first line, or the one that it says. */
export function targets(state: OrderState): (refund: OrderState['refunds'][number]) => string {
  const byLine = new Map<string, string>();
  for (const { document, lines } of standingDocuments(state))
    for (const { line } of lines) byLine.set(line, document);
  return ({ lines, refunds }) => byLine.get(lines[0]!.line) ?? refunds;
}

/** Grants that nobody has used or given back: what they allow counts as gone. */
export function openGrants(state: OrderState): readonly (RefundGrant & { readonly by: Author })[] {
  if (state.refundGrants.size === 0) return [];
  const used = new Set<string>(state.refunds.map(({ by }) => by.commandId));
  return [...state.refundGrants.values()].filter(
    ({ grant, forCommand }) => !state.releasedGrants.has(grant) && !used.has(forCommand),
  );
}

function addGone(gone: Map<string, Gone>, id: string, quantity: number, amounts: readonly number[]): void {
  const before = goneOf(gone, id);
  const length = Math.max(before.amounts.length, amounts.length);
  gone.set(id, {
    quantityMicro: quantityMicro(
      Math.min(Number.MAX_SAFE_INTEGER - QUANTITY_MAX, before.quantityMicro + quantity),
    ),
    amounts: Array.from({ length }, (_, at) => heldSum([before.amounts[at] ?? 0, 0 - (amounts[at] ?? 0)])),
  });
}
