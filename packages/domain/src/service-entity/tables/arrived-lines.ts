import type { OrderState } from '../../order/state.ts';
import type { TicketsState } from '../../workflow/state.ts';
import { ticketPlaceRows, type TicketPlaceFolded } from '../../workflow/ticket-places.ts';
import type { TableVisitFolded } from './visit.ts';

// Guests who took fired lines along wait for what another order's tickets still owe: its kitchen facts are in that order.

/** A line that came to an order after it was fired, by what its ticket knows it by. */
export type ArrivedLineFolded = Pick<
  TicketPlaceFolded,
  'tenantId' | 'orderId' | 'orderItemId' | 'firingId' | 'ticketOrderId' | 'ticketItemId'
>;

/** What the kitchen owes of a line that left the order that fired it, whole or in part. */
export interface OwedLineFolded {
  readonly tenantId: string;
  readonly orderId: string;
  readonly orderItemId: string;
  readonly firingId: string;
}

/** Of one order; voided lines wait for nothing. */
export function arrivedLineRows(order: OrderState): readonly ArrivedLineFolded[] {
  return ticketPlaceRows(order)
    .ticketPlaces.filter(({ isVoided }) => !isVoided)
    .map(({ tenantId, orderId, orderItemId, firingId, ticketOrderId, ticketItemId }) => ({
      tenantId,
      orderId,
      orderItemId,
      firingId,
      ticketOrderId,
      ticketItemId,
    }));
}

export function owedLineRows({ tenant, tickets, left, divided }: TicketsState): readonly OwedLineFolded[] {
  if (tenant === null) return [];
  return [...tickets.values()].flatMap(({ order, lines }) =>
    lines
      .filter((each) => left.has(each.line) || divided.has(each.line))
      .filter((each) => !each.isVoided && !each.stage.isFinal)
      .map(({ line, firing }) => ({
        tenantId: tenant,
        orderId: order,
        orderItemId: line,
        firingId: firing,
      })),
  );
}

/** A visit with what is owed to it elsewhere: `awaiting` are the orders of which an arrived line is an owed one. */
export function visitAwaiting(visit: TableVisitFolded, awaiting: ReadonlySet<string>): TableVisitFolded {
  const isOver = visit.status === 'left' || !awaiting.has(visit.orderId);
  return isOver ? visit : { ...visit, status: 'waiting' };
}
