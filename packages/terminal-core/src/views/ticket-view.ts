import {
  isStruck,
  isTicketDone,
  type PlacedLine,
  ticketGoesTo,
  type TicketPlaceFolded,
  ticketPlaceRows,
} from '@beaveros/domain/workflow';
import type { Id, Instant } from '@beaveros/kit';
import type { TicketView } from '@beaveros/protocol/ipc';
import type { Aggregates } from '../commands/aggregates.ts';

/** Orders that lines of one order went on to: a party wanders over a few tables. */
const WANDERED_MAX = 64;

/** The tickets of one order as a kitchen shows them. */
export function ticketViews(aggregates: Aggregates, order: string): TicketView[] {
  const places = placesOf(aggregates, order);
  return [...aggregates.tickets(order).tickets.values()].map((ticket) =>
    placedTicket(
      {
        ticket: ticket.ticket,
        order: ticket.order as Id<'Order'>,
        firing: ticket.firing as Id<'Firing'>,
        label: ticket.label,
        tableName: ticket.tableName,
        course: ticket.course,
        station: ticket.station as TicketView['station'],
        stages: ticket.stages as TicketView['stages'],
        firedAt: ticket.firedAt as Instant,
        isDone: isTicketDone(ticket),
      },
      ticket.lines.map((line) => ({
        view: {
          line: line.line as Id<'Line'>,
          name: line.name,
          quantityMicro: line.quantityMicro,
          modifiers: [...line.modifiers],
          note: line.note,
          seat: line.seat,
          course: line.course,
          stage: line.stage.stage as Id<'Stage'>,
          stageName: line.stage.name,
          isFinal: line.stage.isFinal,
        },
        isVoided: line.isVoided,
        hasLeft: line.hasLeft,
        places: places.filter(
          ({ ticketItemId, firingId }) => ticketItemId === line.line && firingId === ticket.firing,
        ),
      })),
    ),
  );
}

type LineView = TicketView['lines'][number];

/** A ticket's line as its order knows it, with what other orders say of it. */
export interface LineWithPlaces extends PlacedLine {
  readonly view: Omit<LineView, 'isVoided' | 'goesTo'>;
  readonly places: readonly TicketPlaceFolded[];
}

/** A ticket under the name of the order that has its food now, each line with where it goes. */
export function placedTicket(
  ticket: Omit<TicketView, 'lines' | 'movedFrom'>,
  lines: readonly LineWithPlaces[],
): TicketView {
  const { label, tableName } = ticket;
  const now = ticketGoesTo(lines);
  return {
    ...ticket,
    isDone: ticket.isDone || lines.every((line) => line.view.isFinal || isStruck(line)),
    label: now?.label ?? label,
    tableName: now === null ? tableName : now.tableName,
    movedFrom: now === null ? null : { label, tableName },
    lines: lines.map((line) => ({
      ...line.view,
      seat: seatOf(line),
      isVoided: isStruck(line),
      goesTo: line.places.map((place) => ({
        order: place.orderId as Id<'Order'>,
        label: place.label,
        tableName: place.tableName,
        seat: place.seat,
        quantityMicro: place.quantity,
        isVoided: place.isVoided,
      })),
    })),
  };
}

/** All of it went to one guest: the seat there. */
function seatOf({ view, hasLeft, places }: LineWithPlaces): number | null {
  const [place, another] = places.filter(({ isVoided }) => !isVoided);
  return hasLeft && place !== undefined && another === undefined ? place.seat : view.seat;
}

/** What the orders say that took lines of this order, directly or from one another. */
function placesOf(aggregates: Aggregates, order: string): readonly TicketPlaceFolded[] {
  const found: TicketPlaceFolded[] = [];
  const asked = new Set<string>([order]);
  for (const each of asked) {
    const state = aggregates.order(each);
    found.push(...ticketPlaceRows(state).ticketPlaces.filter(({ ticketOrderId }) => ticketOrderId === order));
    for (const { to } of state.movedOut) if (asked.size < WANDERED_MAX) asked.add(to.order);
  }
  return found;
}
