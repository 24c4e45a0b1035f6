import { type Currency, type Id, ok, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import { sideReference } from '../journal/side-record.ts';
import type { CatalogueReader } from '../product-catalog/catalogue.ts';
import type {
  AddLines,
  ChangeQuantity,
  NameGuest,
  OpenOrder,
  OverridePrice,
  SetLineNote,
  SetOrderNote,
  VoidLine,
} from './commands.ts';
import type { OrderEvent } from './events.ts';
import { captureLine } from './capture-line.ts';
import type { OrderRefusal } from './refusals.ts';
import type { LineState, OrderState } from './state.ts';

export type OrderDecision = Result<readonly Draft<OrderEvent>[], OrderRefusal>;

export function openOrder(
  state: OrderState,
  command: OpenOrder,
  context: {
    readonly actor: Actor;
    readonly label: string;
    readonly currency: Currency;
    readonly table: { readonly id: Id<'ServiceEntity'>; readonly name: string } | null;
  },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell');
  if (refusal !== null) return refuse(refusal);
  if (state.opened !== null) return refuse({ code: 'order/already-opened' });
  return ok([
    {
      type: 'order.OrderOpened',
      v: 1,
      aggregate: command.order,
      body: {
        label: context.label,
        kind: command.kind,
        table: context.table,
        guests: command.guests,
        currency: context.currency,
        taxRounding: 'per_line',
      },
    },
  ]);
}

export function addLines(
  state: OrderState,
  command: AddLines,
  context: { readonly actor: Actor; readonly catalogue: CatalogueReader },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell') ?? notOpen(state);
  if (refusal !== null) return refuse(refusal);
  const events: Draft<OrderEvent>[] = [];
  const added = new Set<string>();
  for (const line of command.lines) {
    if (state.lines.has(line.line) || added.has(line.line)) {
      return refuse({ code: 'order/line-already-added', line: line.line });
    }
    added.add(line.line);
    const captured = captureLine(line, context);
    if (!captured.ok) return captured;
    events.push({ type: 'order.LineAdded', v: 1, aggregate: command.order, body: captured.value });
  }
  return ok(events);
}

export function changeQuantity(
  state: OrderState,
  command: ChangeQuantity,
  context: { readonly actor: Actor },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell') ?? notOpen(state);
  if (refusal !== null) return refuse(refusal);
  const found = standingLine(state, command.line);
  if (!found.ok) return found;
  const quantity = found.value.quantityMicro + command.deltaMicro;
  if (command.deltaMicro === 0 || quantity === 0) {
    return refuse({ code: 'order/quantity-zero', line: command.line });
  }
  if (quantity < 0) {
    const noReturn = missing(context.actor, 'can_return_without_receipt');
    if (noReturn !== null) return refuse(noReturn);
  }
  const body = { line: command.line, deltaMicro: command.deltaMicro };
  return ok([{ type: 'order.LineQuantityChanged', v: 1, aggregate: command.order, body }]);
}

export function setLineNote(
  state: OrderState,
  command: SetLineNote,
  context: { readonly actor: Actor },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell') ?? notOpen(state);
  if (refusal !== null) return refuse(refusal);
  const found = standingLine(state, command.line);
  if (!found.ok) return found;
  const body = { line: command.line, note: command.note };
  return ok([{ type: 'order.LineNoteSet', v: 1, aggregate: command.order, body }]);
}

export function overridePrice(
  state: OrderState,
  command: OverridePrice,
  context: { readonly actor: Actor },
): OrderDecision {
  const refusal = missing(context.actor, 'can_override_price') ?? notOpen(state);
  if (refusal !== null) return refuse(refusal);
  const found = standingLine(state, command.line);
  if (!found.ok) return found;
  const { line, unitPriceMicro, reason } = command;
  return ok([
    {
      type: 'order.LinePriceOverridden',
      v: 1,
      aggregate: command.order,
      body: { line, unitPriceMicro, reason },
    },
  ]);
}

export function voidLine(
  state: OrderState,
  command: VoidLine,
  context: { readonly actor: Actor },
): OrderDecision {
  const open = notOpen(state);
  if (open !== null) return refuse(open);
  const found = standingLine(state, command.line);
  if (!found.ok) return found;
  // What the kitchen was not told of is a slip of the finger; what it was told of costs food.
  const needed = found.value.firings.length === 0 ? 'can_sell' : 'can_void_lines';
  const refusal = missing(context.actor, needed);
  if (refusal !== null) return refuse(refusal);
  const body = { line: command.line, reason: command.reason };
  return ok([{ type: 'order.LineVoided', v: 1, aggregate: command.order, body }]);
}

export function setOrderNote(
  state: OrderState,
  command: SetOrderNote,
  context: { readonly actor: Actor },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell') ?? notOpen(state);
  if (refusal !== null) return refuse(refusal);
  return ok([
    { type: 'order.OrderNoteSet', v: 1, aggregate: command.order, body: { note: command.note } },
  ]);
}

export function nameGuest(
  state: OrderState,
  command: NameGuest,
  context: { readonly actor: Actor },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell') ?? notOpen(state);
  if (refusal !== null) return refuse(refusal);
  const guest = command.guest === null ? null : sideReference(command.guest);
  return ok([{ type: 'order.GuestNamed', v: 1, aggregate: command.order, body: { guest } }]);
}

/** Why nothing can be done to this order, or null. */
export function notOpen(state: OrderState): OrderRefusal | null {
  const closed = state.documents[0];
  if (closed !== undefined) return { code: 'order/already-closed', document: closed.document };
  return state.opened === null ? { code: 'order/not-open' } : null;
}

function standingLine(state: OrderState, id: string): Result<LineState, OrderRefusal> {
  const line = state.lines.get(id);
  if (line === undefined) return refuse({ code: 'order/line-unknown', line: id });
  if (line.voided !== null) return refuse({ code: 'order/line-voided', line: id });
  return ok(line);
}
