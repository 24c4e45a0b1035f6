import { type Currency, derivedId, type Id, ok, quantityMicro, type Result, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import { lineToChange, mayGrow } from '../order/decide.ts';
import { DOCUMENT_LINES_MAX } from '../order/document-parts.ts';
import type { OrderEvent } from '../order/events.ts';
import { ORIGINS_MAX } from '../order/move-events.ts';
import type { OrderRefusal } from '../order/refusals.ts';
import { standOf } from '../order/standing.ts';
import { type LineState, newLine, type OrderState, paidSoFar } from '../order/state.ts';
import { tooLarge } from '../order/totals.ts';
import { zId, zQuantity } from '../scalars.ts';

const zLineToMove = z.strictObject({
  line: zId<'Line'>(),
  /** Its id in the order that takes it. */
  as: zId<'Line'>(),
  /** null: all of it. Of a return as many as it says, below zero. */
  quantityMicro: zQuantity.nullable(),
});
export type LineToMove = z.output<typeof zLineToMove>;
export const zLinesToMove = z.array(zLineToMove).min(1).max(DOCUMENT_LINES_MAX);

export const zMoveLines = z.strictObject({
  /** The order that gives. */
  order: zId<'Order'>(),
  to: zId<'Order'>(),
  move: zId<'Move'>(),
  lines: zLinesToMove,
});
export type MoveLines = z.output<typeof zMoveLines>;

export const zMergeOrders = z.strictObject({
  /** The order that ends. */
  order: zId<'Order'>(),
  into: zId<'Order'>(),
  move: zId<'Move'>(),
});
export type MergeOrders = z.output<typeof zMergeOrders>;

export type MoveDecision = Result<readonly Draft<OrderEvent>[], OrderRefusal>;

/**
 * Moves open lines, or a part of their quantity, to another open order: one entry, a fact in each. They keep their captured
 * price and what the kitchen was told of them; a sum taken off a line by hand goes with the whole line only. What both
 * orders come to is what the one came to, wherever a part of a line is worth whole minor units: taxes are rounded anew.
 */
export function moveLines(
  from: OrderState,
  to: OrderState,
  { order, to: target, move, lines }: MoveLines,
  { actor }: { readonly actor: Actor },
): MoveDecision {
  const refusal = missing(actor, 'can_move_lines') ?? mayGrow(to, 1);
  if (refusal !== null) return refuse(refusal);
  if (order === target) return refuse({ code: 'order/same-order' });
  const taken = takeLines(from, lines, actor);
  if (!taken.ok) return taken;
  const what = tooLarge(to, [...standOf(to).openLines, ...taken.value.map(({ arrived }) => arrived)]);
  if (what !== null) return refuse({ code: 'order/too-large', what });
  const known = lines.find(({ as }) => to.lines.has(as));
  if (known !== undefined) return refuse({ code: 'order/line-already-added', line: known.as });
  const { label, currency } = to.opened!;
  return moved(from, taken.value, { move, to: { order: target, label, currency } });
}

/** Moves every open line and ends the order that gave them. Money that was paid on it stays its own: it goes back first. */
export function mergeOrders(
  from: OrderState,
  into: OrderState,
  { order, into: target, move }: MergeOrders,
  context: { readonly actor: Actor },
): MoveDecision {
  const refusal = missing(context.actor, 'can_move_lines') ?? mayGrow(from, 2);
  if (refusal !== null) return refuse(refusal);
  if (order === target) return refuse({ code: 'order/same-order' });
  const paid = paidSoFar(from);
  if (paid !== 0) return refuse({ code: 'order/has-payments', paid });
  const [taken] = from.rewards;
  if (taken !== undefined) return refuse({ code: 'order/has-rewards', name: taken.reward.name });
  const lines = standOf(from).openLines.map(({ added: { line } }) => ({
    line,
    as: derivedId<'Line'>(move, `line/${line}`),
    quantityMicro: null,
  }));
  const notInto = mayGrow(into, lines.length);
  if (notInto !== null) return refuse(notInto);
  const moves =
    lines.length === 0 ? ok([]) : moveLines(from, into, { order, to: target, move, lines }, context);
  if (!moves.ok) return moves;
  const body = { reason: `merged into ${into.opened!.label}`, mergedInto: target };
  return ok([...moves.value, { type: 'order.OrderCancelled', v: 1, aggregate: order, body }]);
}

/** A line on its way: what leaves, and what it is where it comes to. */
export interface TakenLine {
  readonly line: LineState;
  readonly quantityMicro: LineState['quantityMicro'];
  readonly isWhole: boolean;
  readonly arrived: LineState;
}

/** Takes lines out of an order; each once. Refuses more than there is of a line. */
export function takeLines(
  from: OrderState,
  lines: readonly LineToMove[],
  actor: Actor,
): Result<readonly TakenLine[], OrderRefusal> {
  const taken: TakenLine[] = [];
  const names = new Set<string>();
  for (const { line: id, as, quantityMicro: wanted } of lines) {
    if (names.has(id) || names.has(as)) return refuse({ code: 'order/line-already-added', line: as });
    names.add(id).add(as);
    const found = lineToChange(from, id, { actor, needs: 'can_move_lines' });
    if (!found.ok) return found;
    // What is loaded when this order is closed would be loaded by nobody.
    if (from.loads.has(id)) return refuse({ code: 'order/line-loads-a-card', line: id });
    const line = found.value;
    const left = line.quantityMicro;
    const quantity = wanted ?? left;
    const isThere = Math.sign(quantity) === Math.sign(left) && Math.abs(quantity) <= Math.abs(left);
    if (!isThere) return refuse({ code: 'order/more-than-there-is', line: id, left });
    const isWhole = quantity === left;
    taken.push({
      line,
      quantityMicro: quantity,
      isWhole,
      arrived: arrivedAs(line, { as, quantity, isWhole, from }),
    });
  }
  return ok(taken);
}

function arrivedAs(
  line: LineState,
  {
    as,
    quantity,
    isWhole,
    from,
  }: {
    readonly as: Id<'Line'>;
    readonly quantity: number;
    readonly isWhole: boolean;
    readonly from: OrderState;
  },
): LineState {
  const origin = { order: from.order as Id<'Order'>, line: line.added.line };
  const { unitPriceMicro, overrideReason, note, seat, course, staff, durationMinutes, firings } = line;
  return {
    ...newLine({ ...line.added, line: as, quantityMicro: quantityMicro(quantity) }),
    unitPriceMicro,
    overrideReason,
    note,
    seat,
    course,
    staff,
    durationMinutes,
    discounts: line.discounts.filter(({ discount }) => isWhole || discount.kind !== 'amount'),
    firings,
    origins: [...line.origins, origin].slice(-ORIGINS_MAX),
  };
}

/** The two facts of a move: the same lines leave the one order and come to the other. */
export function moved(
  from: OrderState,
  taken: readonly TakenLine[],
  {
    move,
    to,
  }: {
    readonly move: Id<'Move'>;
    readonly to: { readonly order: Id<'Order'>; readonly label: string; readonly currency: Currency };
  },
): MoveDecision {
  const { currency } = from.opened!;
  if (currency.code !== to.currency.code || currency.exponent !== to.currency.exponent)
    return refuse({ code: 'order/currency-differs', order: to.order });
  const ids = new Set<string | null>(taken.map(({ line }) => line.added.line));
  const order = from.order as Id<'Order'>;
  return ok([
    {
      type: 'order.LinesMovedOut',
      v: 1,
      aggregate: order,
      body: {
        move,
        to: { order: to.order, label: to.label },
        lines: taken.map(({ line, quantityMicro, isWhole }) => ({
          line: line.added.line,
          quantityMicro,
          isWhole,
        })),
        saw: from.changes.filter(({ line }) => ids.has(line)).map(({ by }) => by.event),
      },
    },
    {
      type: 'order.LinesMovedIn',
      v: 1,
      aggregate: to.order,
      body: {
        move,
        from: { order, label: from.opened!.label },
        lines: taken.map(({ arrived }) => arrivedBody(arrived)),
      },
    },
  ]);
}

type ArrivedBody = Extract<Draft<OrderEvent>, { type: 'order.LinesMovedIn' }>['body']['lines'][number];

function arrivedBody(line: LineState): ArrivedBody {
  const { added, unitPriceMicro, overrideReason, note, seat, course, staff, durationMinutes } = line;
  return {
    added,
    unitPriceMicro,
    overrideReason,
    note,
    seat,
    course,
    staff,
    durationMinutes,
    discounts: [...line.discounts],
    firings: [...line.firings],
    origins: [...line.origins],
  };
}
