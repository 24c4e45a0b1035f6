import { derivedId, type Id, ok, type QuantityMicro, quantityMicro, refuse, grouped } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { OrderEvent } from '../order/events.ts';
import { standOf } from '../order/standing.ts';
import { type OrderState, tableOf } from '../order/state.ts';
import { apportion } from '../pricing/apportion.ts';
import { zId } from '../scalars.ts';
import { moved, type MoveDecision, type TakenLine, takeLines, zLinesToMove } from './move-lines.ts';

/** A party that pays each for themselves: more checks than chairs. */
export const PARTS_MAX = 64;

/** Splits lines off into new orders, one for each part: by item, by seat (`partsBySeat`), by quantity. */
export const zSplitOrder = z.strictObject({
  order: zId<'Order'>(),
  parts: z
    .array(z.strictObject({ to: zId<'Order'>(), move: zId<'Move'>(), lines: zLinesToMove }))
    .min(1)
    .max(PARTS_MAX),
});
export type SplitOrder = z.output<typeof zSplitOrder>;

/**
 * Opens an order for each part at the same table, with the same captured rules, and moves the part's lines there; what is
 * named in no part stays. All of it is one entry. `labels` and `opened` (what is known of the new orders): one for each part.
 */
export function splitOrder(
  state: OrderState,
  { order, parts }: SplitOrder,
  {
    actor,
    labels,
    opened,
  }: {
    readonly actor: Actor;
    readonly labels: readonly string[];
    readonly opened: readonly OrderState[];
  },
): MoveDecision {
  const refusal = missing(actor, 'can_move_lines') ?? missing(actor, 'can_sell');
  if (refusal !== null) return refuse(refusal);
  if (opened.some((known) => known.opened !== null)) return refuse({ code: 'order/already-opened' });
  const names = new Set<string>([order]);
  const events: Draft<OrderEvent>[] = [];
  let left = state;
  for (const [at, { to, move, lines }] of parts.entries()) {
    if (names.has(to)) return refuse({ code: 'order/same-order' });
    names.add(to);
    const taken = takeLines(left, lines, actor);
    if (!taken.ok) return taken;
    const { currency } = state.opened!;
    const out = moved(state, taken.value, { move, to: { order: to, label: labels[at]!, currency } });
    if (!out.ok) return out;
    events.push(...openings(state, to, labels[at]!), ...out.value);
    left = without(left, taken.value);
  }
  return ok(events);
}

function openings(state: OrderState, to: Id<'Order'>, label: string): readonly Draft<OrderEvent>[] {
  const { kind, currency, taxRounding } = state.opened!;
  const body = { label, kind, table: tableOf(state), guests: null, currency, taxRounding };
  const opening: Draft<OrderEvent> = { type: 'order.OrderOpened', v: 1, aggregate: to, body };
  if (state.rules === null) return [opening];
  const rules = { ...state.rules, reason: 'opened' as const };
  return [opening, { type: 'order.RulesCaptured', v: 1, aggregate: to, body: rules }];
}

/** What is left for the parts that follow: no line is given twice. */
function without(state: OrderState, taken: readonly TakenLine[]): OrderState {
  const lines = new Map(state.lines);
  for (const { line, quantityMicro: gone } of taken) {
    const before = lines.get(line.added.line)!;
    const quantity = quantityMicro(before.quantityMicro - gone);
    const movedTo = quantity === 0 ? (state.order as Id<'Order'>) : before.movedTo;
    lines.set(line.added.line, { ...before, quantityMicro: quantity, movedTo });
  }
  return { ...state, lines };
}

/** The open lines of each seat, by seat; those of no seat last, under null. */
export function linesBySeat(state: OrderState): ReadonlyMap<number | null, readonly Id<'Line'>[]> {
  const bySeat = grouped(standOf(state).openLines, ({ seat }) => seat);
  const seats = [...bySeat.keys()].sort((a, b) => (a ?? Number.MAX_VALUE) - (b ?? Number.MAX_VALUE));
  return new Map(seats.map((seat) => [seat, bySeat.get(seat)!.map(({ added }) => added.line)]));
}

/** What each seat's guests take away: parts of a {@link zSplitOrder}. `orderOf` names the new order of a seat. */
export function partsBySeat(state: OrderState, orderOf: (seat: number) => Id<'Order'>): SplitOrder['parts'] {
  return [...linesBySeat(state)].flatMap(([seat, lines]) => {
    if (seat === null) return [];
    const to = orderOf(seat);
    const move = derivedId<'Move'>(to, 'move/seat');
    const named = lines.map((line) => ({
      line,
      as: derivedId<'Line'>(move, `line/${line}`),
      quantityMicro: null,
    }));
    return [{ to, move, lines: named }];
  });
}

/** A quantity in `n` shares that add up to it, the larger first. */
export function quantityShares(quantity: QuantityMicro, n: number): readonly QuantityMicro[] {
  const shares = apportion(
    BigInt(quantity),
    Array.from({ length: n }, (_, position) => ({ position, weight: 1n })),
  );
  return shares.map((share) => quantityMicro(Number(share)));
}
