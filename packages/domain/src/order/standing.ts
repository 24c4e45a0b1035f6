import type { AmountMinor } from '@beaveros/kit';
import {
  type Author,
  type ClosedDocument,
  heldSum,
  isStandingLine,
  type LineState,
  type OrderState,
  type OrderStatus,
  paidSoFar,
  type RecordedPayment,
  type Reversal,
} from './state.ts';

// What stands of an order that several tills may have closed (design section 5). All of it is a function of the state,
// so that a fact that comes late moves it the same way on every replica.

type Close = ClosedDocument & { readonly by: Author };
type Payment = RecordedPayment & { readonly by: Author };

export interface Standing {
  /** Closes that stand: sales before practice, each in canonical order. No two share a line. */
  readonly standing: readonly Close[];
  /** Closes that share a line with one that stands, until they are reversed. */
  readonly contested: readonly Close[];
  /** The reversal that counts, by the document that it takes back. */
  readonly reversed: ReadonlyMap<string, Reversal & { readonly by: Author }>;
  /** Standing lines that no standing document has; in the order of their adding. */
  readonly openLines: readonly LineState[];
  /** Payments that neither a standing document nor a refund names: what they come to counts for the open lines. */
  readonly free: readonly Payment[];
}

/**
 * Of closes that share a line the first in canonical order stands. One that was reversed neither stands nor contests, and
 * one of a practice shift contests no sale, whichever of them was first.
 */
export function standOf(state: OrderState): Standing {
  const reversed = countingReversals(state);
  const standing: Close[] = [];
  const contested: Close[] = [];
  const lines = new Set<string>();
  const named = new Set<string>();
  for (const close of salesFirst(state.documents)) {
    if (reversed.has(close.document)) continue;
    if (close.lines.some(({ line }) => lines.has(line))) {
      contested.push(close);
      continue;
    }
    standing.push(close);
    for (const { line } of close.lines) lines.add(line);
    for (const { payment } of close.payments) named.add(payment);
  }
  // What a refund paid out belongs to it, not to the lines that are still open.
  for (const { payments } of state.refunds) for (const { payment } of payments) named.add(payment);
  return {
    standing,
    contested,
    reversed,
    openLines: [...state.lines.values()].filter(
      (line) => isStandingLine(line) && !lines.has(line.added.line),
    ),
    free: [...state.payments.values()].filter(({ payment }) => !named.has(payment)),
  };
}

function salesFirst(documents: readonly Close[]): readonly Close[] {
  if (!documents.some(({ isTraining }) => isTraining)) return documents;
  return [
    ...documents.filter(({ isTraining }) => !isTraining),
    ...documents.filter(({ isTraining }) => isTraining),
  ];
}

export function orderStatus(state: OrderState): OrderStatus {
  if (state.documents.length === 0) {
    if (state.opened === null) return 'unknown';
    return isCancelled(state) ? 'cancelled' : 'open';
  }
  return standOf(state).openLines.length === 0 ? 'closed' : 'supplementary';
}

/** Given up, and nothing came of it since: neither a standing line nor money. */
function isCancelled(state: OrderState): boolean {
  return (
    state.cancelled !== null && paidSoFar(state) === 0 && ![...state.lines.values()].some(isStandingLine)
  );
}

/** Whether a close, a reversal or a refund has this id. They share one kind: of two facts with one id the first stands. */
export function isNumbered(state: OrderState, id: string): boolean {
  return [...state.documents, ...state.reversals, ...state.refunds].some(({ document }) => document === id);
}

/** The documents of an order that stand, in canonical order: what it was sold by. */
export function standingDocuments(state: OrderState): readonly Close[] {
  return standOf(state).standing;
}

/**
 * What was paid beyond the standing documents and the refunds: a prepayment, or a liability to the guest. Negative: more
 * was paid out than they say. `paid = standing documents + refunds + balance`, always.
 */
export function balanceOf(state: OrderState): AmountMinor {
  const said = [...standingDocuments(state), ...state.refunds];
  return heldSum([paidSoFar(state), ...said.map(({ total }) => 0 - total)]);
}

function countingReversals(state: OrderState): Standing['reversed'] {
  const counting = new Map<string, Reversal & { readonly by: Author }>();
  for (const reversal of state.reversals) {
    const close = state.documents.find(({ document }) => document === reversal.reverses);
    if (close === undefined || counting.has(close.document) || !isNegationOf(reversal, close)) continue;
    counting.set(close.document, reversal);
  }
  return counting;
}

/** A reversal that says other amounts would leave sales that no document explains. */
function isNegationOf(reversal: Reversal, close: Close): boolean {
  return (
    reversal.net === 0 - close.net &&
    reversal.total === 0 - close.total &&
    reversal.currency.code === close.currency.code &&
    reversal.currency.exponent === close.currency.exponent
  );
}
