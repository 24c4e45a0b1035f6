import type { Id, QuantityMicro } from '@beaveros/kit';
import type { Fold } from '../journal/fold.ts';
import { orderFold } from '../order/evolve.ts';
import { isStandingLine, type OrderState, tableOf } from '../order/state.ts';

// Where the food of a moved line goes. A ticket folds with the order that fired it, and so does a bump of it; the order that
// took the line knows its table and seat, and where it went on to. Each says its half, and whoever shows a ticket joins them
// by (line, firing): so nothing is copied that could grow old, whichever till is heard first.

/** Firings of one line that are looked for: the latest; nobody sends one line more often and waits for all of it. */
export const PLACED_FIRINGS_MAX = 16;

/** The order that has a ticket's line now, or a part of it. */
export interface TicketPlaceFolded {
  readonly tenantId: string;
  readonly storeId: string | null;
  /** The order that has it, and its line there. */
  readonly orderId: string;
  readonly orderItemId: string;
  /** By what the ticket knows it, if it was fired there: an order and a line that it was before. */
  readonly firingId: string;
  readonly ticketOrderId: string;
  readonly ticketItemId: string;
  readonly label: string;
  readonly tableName: string | null;
  readonly seat: number | null;
  readonly quantity: QuantityMicro;
  readonly isVoided: boolean;
}

/** The order's fold of these facts only, for who keeps no others: its rows are those of the whole order. */
export const ticketPlacesFold: Fold<OrderState> = {
  ...orderFold,
  reads: new Set([
    'order.OrderOpened',
    'order.LineAdded',
    'order.LineQuantityChanged',
    'order.LineVoided',
    'order.LineSeatSet',
    'order.LinesFired',
    'order.LinesMovedIn',
    'order.LinesMovedOut',
    'order.TableChanged',
  ]),
};

/** The rows of one order: none unless lines came to it that the kitchen had been told of, and they are still here. */
export function ticketPlaceRows(state: OrderState): { readonly ticketPlaces: readonly TicketPlaceFolded[] } {
  const { tenant } = state;
  if (tenant === null) return { ticketPlaces: [] };
  const ticketPlaces = [...state.lines.values()].flatMap((line) => {
    if (line.origins.length === 0 || (line.voided === null && !isStandingLine(line))) return [];
    const row = {
      tenantId: tenant,
      storeId: state.store,
      orderId: state.order,
      orderItemId: line.added.line,
      label: state.opened?.label ?? '',
      tableName: tableOf(state)?.name ?? null,
      seat: line.seat,
      quantity: line.quantityMicro,
      isVoided: line.voided !== null,
    };
    const firings = [...new Set(line.firings)].slice(-PLACED_FIRINGS_MAX);
    return firings.flatMap((firing) =>
      unique(line.origins).map((origin) => ({
        ...row,
        firingId: firing,
        ticketOrderId: origin.order,
        ticketItemId: origin.line,
      })),
    );
  });
  return { ticketPlaces };
}

interface Origin {
  readonly order: Id<'Order'>;
  readonly line: Id<'Line'>;
}

function unique(origins: readonly Origin[]): readonly Origin[] {
  return [...new Map(origins.map((each) => [`${each.order}/${each.line}`, each])).values()];
}

/** A ticket's line with the places that know it, as a list or a screen has joined them. */
export interface PlacedLine {
  readonly isVoided: boolean;
  readonly hasLeft: boolean;
  readonly places: readonly Pick<TicketPlaceFolded, 'orderId' | 'label' | 'tableName' | 'isVoided'>[];
}

/** Nobody wants it any more: voided where it was fired, or everywhere it went. */
export function isStruck({ isVoided, hasLeft, places }: PlacedLine): boolean {
  return isVoided || (hasLeft && places.length > 0 && places.every((place) => place.isVoided));
}

/**
 * Whose food a ticket is now: the one other order that has all of it that is wanted. null: its own order's, or several
 * orders', and then each line says where it goes.
 */
export function ticketGoesTo(lines: readonly PlacedLine[]): PlacedLine['places'][number] | null {
  const wanted = lines.filter((line) => !isStruck(line));
  const standing = wanted.flatMap(({ places }) => places.filter(({ isVoided }) => !isVoided));
  const isGone = ({ hasLeft, places }: PlacedLine) => hasLeft && places.some(({ isVoided }) => !isVoided);
  const [first] = standing;
  if (first === undefined || !wanted.every(isGone)) return null;
  return standing.every(({ orderId }) => orderId === first.orderId) ? first : null;
}
