import { placeText } from '../../journal/canonical-place.ts';
import type { Recorded } from '../../journal/entry.ts';
import type { OrderEvent } from '../../order/events.ts';
import { orderStatus, standOf } from '../../order/standing.ts';
import { guestsOf, isHeldLine, type LineState, type OrderState, tableOf } from '../../order/state.ts';
import type { TicketsState } from '../../workflow/state.ts';

/** `occupied`: guests sit. `waiting`: the kitchen owes them something. `served`: it does not. `bill`: they asked to pay. */
export type VisitStatus = 'occupied' | 'waiting' | 'served' | 'bill' | 'left';

/**
 * An order at a table, room or bay, as its status is made of it: one row for where it sits now, none where it sits nowhere,
 * and one for each that its guests have gone away from.
 */
export interface TableVisitFolded {
  readonly orderId: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly entityId: string;
  readonly label: string;
  readonly guests: number | null;
  readonly status: VisitStatus;
  readonly openedAt: number;
  /** `placeText` of what ended it there, of one that has left: the last close, or the change of table; null while it is open. */
  readonly leftPlace: string | null;
}

/** `facts`: the order's own, in canonical order. Which of them came first to this replica does not matter. */
export function tableVisitRows(
  order: OrderState,
  tickets: TicketsState,
  facts: readonly Recorded[],
): { readonly tableVisits: readonly TableVisitFolded[] } {
  const { opened, tenant } = order;
  if (opened === null || tenant === null) return { tableVisits: [] };
  const row = {
    orderId: order.order,
    tenantId: tenant,
    storeId: order.store,
    label: opened.label,
    guests: guestsOf(order),
    openedAt: opened.by.at,
  };
  const table = tableOf(order);
  const gone = [...goneFrom(facts)].filter(([entity]) => entity !== table?.id);
  const goneRows = gone.map(([entityId, leftPlace]) => ({
    ...row,
    entityId,
    status: 'left' as const,
    leftPlace,
  }));
  if (table === null) return { tableVisits: goneRows };
  const status = visitStatus(order, tickets);
  const leftPlace = status === 'left' ? lastClose(facts) : null;
  return { tableVisits: [{ ...row, entityId: table.id, status, leftPlace }, ...goneRows] };
}

/** Tables that the order was moved away from, each with the place of the last time. */
function goneFrom(facts: readonly Recorded[]): ReadonlyMap<string, string> {
  const gone = new Map<string, string>();
  let at: string | null = null;
  let isSaid = false;
  for (const fact of facts) {
    const { event } = fact as Recorded<OrderEvent>;
    if (event.type !== 'order.TableChanged' && (event.type !== 'order.OrderOpened' || isSaid)) continue;
    const to: string | null = event.body.table?.id ?? null;
    if (at !== null && at !== to) gone.set(at, placeText(fact));
    at = to;
    isSaid = true;
  }
  return gone;
}

function visitStatus(order: OrderState, tickets: TicketsState): VisitStatus {
  const status = orderStatus(order);
  if (status !== 'open' && status !== 'supplementary') return 'left';
  const { openLines, free } = standOf(order);
  const open = new Set<string>(openLines.map(({ added }) => added.line));
  const hanging = [...tickets.tickets.values()]
    .flatMap(({ lines }) => lines)
    .filter(({ line, isVoided }) => !isVoided && open.has(line));
  if (hanging.some(({ stage }) => !stage.isFinal)) return 'waiting';
  // Of a course that is held back: the guests will have more.
  const isToCome = (line: LineState) => line.firings.length === 0 && isHeldLine(order, line);
  // Somebody has begun to pay, or the order was put aside when everything had come.
  if (free.length > 0) return 'bill';
  // Of what came fired from another table its kitchen tells: here it counts as served until `tableStatus` hears of that.
  const hasCome = openLines.some(({ origins, firings }) => origins.length > 0 && firings.length > 0);
  if (hanging.length === 0 && !hasCome) return 'occupied';
  return order.parked !== null && !openLines.some(isToCome) ? 'bill' : 'served';
}

/** Every type that can end an order at its table. */
const ENDS: ReadonlySet<string> = new Set(['order.OrderClosed', 'order.OrderCancelled']);

function lastClose(facts: readonly Recorded[]): string | null {
  const close = facts.findLast(({ event }) => ENDS.has(event.type));
  return close === undefined ? null : placeText(close);
}
