import { type QuantityMicro, quantityMicro } from '@beaveros/kit';
import { QUANTITY_MAX } from '../scalars.ts';
import {
  type LineChange,
  type LineDiscountState,
  type LineState,
  newLine,
  type OrderState,
  type PendingLine,
} from './state.ts';

const NOTHING_PENDING: PendingLine = {
  deltaMicro: 0,
  unitPriceMicro: null,
  overrideReason: null,
  note: undefined,
  voided: null,
  firings: [],
  said: {},
  discounts: [],
};

/** Adds a line with what was said of it before it came; the first of an id stands. */
export function putLine(
  state: OrderState,
  added: LineState['added'],
  more: Partial<LineState> = {},
): OrderState {
  if (state.lines.has(added.line)) return state;
  const line = { ...newLine(added), ...more };
  const waiting = state.pending.get(added.line);
  const pending = new Map(state.pending);
  pending.delete(added.line);
  const lines = new Map(state.lines).set(
    added.line,
    waiting === undefined ? line : withPending(line, waiting),
  );
  return { ...state, lines, pending };
}

/** Changes a line, or keeps the change until the line comes. */
export function changeLine(state: OrderState, id: string, change: Partial<PendingLine>): OrderState {
  const pending: PendingLine = { ...NOTHING_PENDING, ...change };
  const line = state.lines.get(id);
  if (line !== undefined)
    return { ...state, lines: new Map(state.lines).set(id, withPending(line, pending)) };
  const before = state.pending.get(id) ?? NOTHING_PENDING;
  return { ...state, pending: new Map(state.pending).set(id, joinPending(before, pending)) };
}

/** Remembers a change that a close or a move may not have seen. */
export function noting(state: OrderState, change: LineChange): OrderState {
  return { ...state, changes: [...state.changes, change] };
}

/** Takes a discount off the line again, also off one that has not come yet. */
export function removeLineDiscount(state: OrderState, id: string, discount: string): OrderState {
  const without = <T extends { readonly discounts: readonly LineDiscountState[] }>(of: T): T => ({
    ...of,
    discounts: of.discounts.filter((each) => each.id !== discount),
  });
  const line = state.lines.get(id);
  if (line !== undefined) return { ...state, lines: new Map(state.lines).set(id, without(line)) };
  const waiting = state.pending.get(id);
  if (waiting === undefined) return state;
  return { ...state, pending: new Map(state.pending).set(id, without(waiting)) };
}

/** Held within what a quantity can say: decide refuses more, but tills that did not see each other may add up to it. */
export function changedQuantity(quantity: number, delta: number): QuantityMicro {
  return quantityMicro(Math.max(-QUANTITY_MAX, Math.min(QUANTITY_MAX, quantity + delta)));
}

function withPending(line: LineState, change: PendingLine): LineState {
  return {
    ...line,
    ...change.said,
    quantityMicro: changedQuantity(line.quantityMicro, change.deltaMicro),
    unitPriceMicro: change.unitPriceMicro ?? line.unitPriceMicro,
    overrideReason: change.overrideReason ?? line.overrideReason,
    note: change.note === undefined ? line.note : change.note,
    voided: line.voided ?? change.voided,
    firings: [...line.firings, ...change.firings],
    discounts: joinDiscounts(line.discounts, change.discounts),
  };
}

function joinPending(before: PendingLine, change: PendingLine): PendingLine {
  return {
    deltaMicro: changedQuantity(before.deltaMicro, change.deltaMicro),
    unitPriceMicro: change.unitPriceMicro ?? before.unitPriceMicro,
    overrideReason: change.overrideReason ?? before.overrideReason,
    note: change.note === undefined ? before.note : change.note,
    voided: before.voided ?? change.voided,
    firings: [...before.firings, ...change.firings],
    said: { ...before.said, ...change.said },
    discounts: joinDiscounts(before.discounts, change.discounts),
  };
}

/** Each id once: of two discounts with one id the first stands. */
function joinDiscounts(
  before: readonly LineDiscountState[],
  more: readonly LineDiscountState[],
): readonly LineDiscountState[] {
  if (more.length === 0) return before;
  const known = new Set<string>(before.map(({ id }) => id));
  return [...before, ...more.filter(({ id }) => !known.has(id) && known.add(id))];
}
