import { placeText } from '../../journal/canonical-place.ts';
import type { Recorded } from '../../journal/entry.ts';
import { orderStatus, standOf } from '../../order/standing.ts';
import { guestsOf, isHeldLine, type LineState, type OrderState, tableOf } from '../../order/state.ts';
import type { TicketsState } from '../../workflow/state.ts';

/** `occupied`: guests sit. `waiting`: the kitchen owes them something. `served`: it does not. `bill`: they asked to pay. */
export type VisitStatus = 'occupied' | 'waiting' | 'served' | 'bill' | 'left';

/** An order at a table, room or bay, as its status is made of it. One row an order, none where it sits nowhere. */
export interface TableVisitFolded {
  readonly orderId: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly entityId: string;
  readonly label: string;
  readonly guests: number | null;
  readonly status: VisitStatus;
  readonly openedAt: number;
  /** `placeText` of the last close, of one that has left; null while it is open. */
  readonly leftPlace: string | null;
}

/** `facts`: the order's own, in canonical order. Which of them came first to this replica does not matter. */
export function tableVisitRows(
  order: OrderState,
  tickets: TicketsState,
  facts: readonly Recorded[],
): { readonly tableVisits: readonly TableVisitFolded[] } {
  const { opened, tenant } = order;
  const table = tableOf(order);
  if (opened === null || tenant === null || table === null) return { tableVisits: [] };
  const status = visitStatus(order, tickets);
  return {
    tableVisits: [
      {
        orderId: order.order,
        tenantId: tenant,
        storeId: order.store,
        entityId: table.id,
        label: opened.label,
        guests: guestsOf(order),
        status,
        openedAt: opened.by.at,
        leftPlace: status === 'left' ? lastClose(facts) : null,
      },
    ],
  };
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
  if (hanging.length === 0) return 'occupied';
  return order.parked !== null && !openLines.some(isToCome) ? 'bill' : 'served';
}

/** Every type that can end an order at its table. */
const ENDS: ReadonlySet<string> = new Set(['order.OrderClosed', 'order.OrderCancelled']);

function lastClose(facts: readonly Recorded[]): string | null {
  const close = facts.findLast(({ event }) => ENDS.has(event.type));
  return close === undefined ? null : placeText(close);
}
