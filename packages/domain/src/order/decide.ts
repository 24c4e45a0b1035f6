import { assert, type Currency, type Id, ok, quantityMicro, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { Permission } from '../auth-user/permissions.ts';
import type { Draft } from '../journal/entry.ts';
import { sideReference } from '../journal/side-record.ts';
import { type CapturedRules, NO_RULES } from '../pricing/rules/captured-rules.ts';
import type { CatalogueReader } from '../product-catalog/catalogue.ts';
import type { RulesNow } from '../product-catalog/price-rules/sale-terms.ts';
import { QUANTITY_MAX } from '../scalars.ts';
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
import { captureLine } from './capture-line.ts';
import { DOCUMENT_FACTS_MAX } from './document-parts.ts';
import type { OrderEvent } from './events.ts';
import type { OrderRefusal } from './refusals.ts';
import { orderStatus, standOf } from './standing.ts';
import { isStandingLine, type LineState, newLine, type OrderState } from './state.ts';
import { standingLines, tooLarge } from './totals.ts';

/** Leaves room in the close's `saw` for a void of every line and for what other tills add meanwhile. */
const FACTS_MAX = DOCUMENT_FACTS_MAX - 5_000;

export type OrderDecision = Result<readonly Draft<OrderEvent>[], OrderRefusal>;

export function openOrder(
  state: OrderState,
  command: OpenOrder,
  context: {
    readonly actor: Actor;
    readonly label: string;
    readonly currency: Currency;
    readonly table: { readonly id: Id<'ServiceEntity'>; readonly name: string } | null;
    /** The order-level rules that hold now; absent: the store has none but the defaults. */
    readonly rules?: CapturedRules;
  },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell');
  if (refusal !== null) return refuse(refusal);
  if (state.opened !== null) return refuse({ code: 'order/already-opened' });
  const opening: Draft<OrderEvent>[] = [
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
  ];
  const rules = context.rules ?? NO_RULES;
  if (isNoRule(rules)) return ok(opening);
  const body = { ...rules, reason: 'opened' as const };
  return ok([...opening, { type: 'order.RulesCaptured', v: 1, aggregate: command.order, body }]);
}

/** Whether an order without captured rules is priced just so. */
function isNoRule({ policies, promotions, charges, priceList }: CapturedRules): boolean {
  if (promotions.length > 0 || charges.length > 0 || priceList !== null) return false;
  const chosen = Object.entries(NO_RULES.policies);
  return chosen.every(([policy, value]) => policies[policy as keyof typeof policies] === value);
}

export function addLines(
  state: OrderState,
  command: AddLines,
  context: {
    readonly actor: Actor;
    readonly catalogue: CatalogueReader;
    readonly rulesNow?: RulesNow;
  },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell') ?? mayGrow(state, command.lines.length);
  if (refusal !== null) return refuse(refusal);
  const events: Draft<OrderEvent>[] = [];
  const lines = [...standingLines(state)];
  const added = new Set<string>();
  for (const line of command.lines) {
    if (state.lines.has(line.line) || added.has(line.line)) {
      return refuse({ code: 'order/line-already-added', line: line.line });
    }
    added.add(line.line);
    const captured = captureLine(line, context);
    if (!captured.ok) return captured;
    lines.push(newLine(captured.value));
    events.push({ type: 'order.LineAdded', v: 1, aggregate: command.order, body: captured.value });
  }
  const what = tooLarge(state, lines);
  return what === null ? ok(events) : refuse({ code: 'order/too-large', what });
}

export function changeQuantity(
  state: OrderState,
  command: ChangeQuantity,
  context: { readonly actor: Actor },
): OrderDecision {
  const found = lineToChange(state, command.line, { actor: context.actor, needs: 'can_sell' });
  if (!found.ok) return found;
  const quantity = found.value.quantityMicro + command.deltaMicro;
  if (command.deltaMicro === 0 || quantity === 0) {
    return refuse({ code: 'order/quantity-zero', line: command.line });
  }
  const notAllowed =
    (quantity < 0 ? missing(context.actor, 'can_return_without_receipt') : null) ??
    // Taking back what the kitchen was told of is a void by another name.
    (found.value.firings.length > 0 && Math.abs(quantity) < Math.abs(found.value.quantityMicro)
      ? missing(context.actor, 'can_void_lines')
      : null);
  if (notAllowed !== null) return refuse(notAllowed);
  if (Math.abs(quantity) > QUANTITY_MAX) return refuse({ code: 'order/too-large', what: 'amount' });
  const what = tooLargeWith(state, { ...found.value, quantityMicro: quantityMicro(quantity) });
  if (what !== null) return refuse({ code: 'order/too-large', what });
  const body = { line: command.line, deltaMicro: command.deltaMicro };
  return ok([{ type: 'order.LineQuantityChanged', v: 1, aggregate: command.order, body }]);
}

export function setLineNote(
  state: OrderState,
  command: SetLineNote,
  context: { readonly actor: Actor },
): OrderDecision {
  const found = lineToChange(state, command.line, { actor: context.actor, needs: 'can_sell' });
  if (!found.ok) return found;
  const body = { line: command.line, note: command.note };
  return ok([{ type: 'order.LineNoteSet', v: 1, aggregate: command.order, body }]);
}

export function overridePrice(
  state: OrderState,
  command: OverridePrice,
  context: { readonly actor: Actor },
): OrderDecision {
  const found = lineToChange(state, command.line, { actor: context.actor, needs: 'can_override_price' });
  if (!found.ok) return found;
  const { line, unitPriceMicro, reason } = command;
  // A price below zero is money out, like a return.
  const noReturn = unitPriceMicro < 0 ? missing(context.actor, 'can_return_without_receipt') : null;
  if (noReturn !== null) return refuse(noReturn);
  const what = tooLargeWith(state, { ...found.value, unitPriceMicro });
  if (what !== null) return refuse({ code: 'order/too-large', what });
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
  const found = openLine(state, command.line);
  if (!found.ok) return found;
  // What the kitchen was not told of is a slip of the finger; what it was told of costs food.
  const needed = found.value.firings.length === 0 ? 'can_sell' : 'can_void_lines';
  const refusal = missing(context.actor, needed);
  if (refusal !== null) return refuse(refusal);
  const { line, order, reason } = command;
  const events: Draft<OrderEvent>[] = [
    { type: 'order.LineVoided', v: 1, aggregate: order, body: { line, reason } },
  ];
  if (found.value.firings.length === 0) return ok(events);
  // Its tickets hang on the orders that it was fired from.
  for (const origin of found.value.origins) {
    const body = { line: origin.line, in: order, reason };
    events.push({ type: 'order.MovedLineVoided', v: 1, aggregate: origin.order, body });
  }
  return ok(events);
}

export function setOrderNote(
  state: OrderState,
  command: SetOrderNote,
  context: { readonly actor: Actor },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  return ok([{ type: 'order.OrderNoteSet', v: 1, aggregate: command.order, body: { note: command.note } }]);
}

export function nameGuest(
  state: OrderState,
  command: NameGuest,
  context: { readonly actor: Actor },
): OrderDecision {
  const refusal = missing(context.actor, 'can_sell') ?? mayGrow(state, 1);
  if (refusal !== null) return refuse(refusal);
  const guest = command.guest === null ? null : sideReference(command.guest);
  return ok([{ type: 'order.GuestNamed', v: 1, aggregate: command.order, body: { guest } }]);
}

/** Why nothing can be done to this order, or null. A supplementary one is open for the lines that no document has. */
export function notOpen(state: OrderState): OrderRefusal | null {
  const status = orderStatus(state);
  if (status === 'closed') return closedBy(state);
  if (status === 'cancelled') return { code: 'order/already-cancelled' };
  return state.opened === null ? { code: 'order/not-open' } : null;
}

/** Why the order as a whole takes no more facts, or null: once it was closed, only its open lines do. */
export function mayGrow(state: OrderState, facts: number): OrderRefusal | null {
  if (state.documents.length > 0) return closedBy(state);
  return notOpen(state) ?? isFull(state, facts);
}

/** Why none of its open lines takes one more fact, or null. */
export function mayChangeLines(state: OrderState): OrderRefusal | null {
  return notOpen(state) ?? isFull(state, 1);
}

function closedBy(state: OrderState): OrderRefusal {
  return { code: 'order/already-closed', document: state.documents[0]!.document };
}

/** A void or a close is always possible; everything else leaves room for them. */
function isFull(state: OrderState, facts: number): OrderRefusal | null {
  return state.seen.length + facts > FACTS_MAX ? { code: 'order/too-large', what: 'facts' } : null;
}

function tooLargeWith(state: OrderState, changed: LineState): ReturnType<typeof tooLarge> {
  const { openLines } = standOf(state);
  const lines = openLines.map((line) => (line.added.line === changed.added.line ? changed : line));
  return tooLarge(state, lines);
}

/** An open line of an order that takes one more fact, for somebody who may. */
export function lineToChange(
  state: OrderState,
  line: string,
  { actor, needs }: { readonly actor: Actor; readonly needs: Permission },
): Result<LineState, OrderRefusal> {
  const refusal = missing(actor, needs) ?? mayChangeLines(state);
  return refusal === null ? openLine(state, line) : refuse(refusal);
}

/** A line that is not voided and that no standing document has: what a document says is never changed again. */
function openLine(state: OrderState, id: string): Result<LineState, OrderRefusal> {
  const line = state.lines.get(id);
  if (line === undefined) return refuse({ code: 'order/line-unknown', line: id });
  if (line.voided !== null) return refuse({ code: 'order/line-voided', line: id });
  if (!isStandingLine(line)) return refuse({ code: 'order/line-moved', line: id, order: line.movedTo! });
  const { openLines, standing } = standOf(state);
  if (openLines.includes(line)) return ok(line);
  const by = standing.find(({ lines }) => lines.some((each) => each.line === id));
  assert(by !== undefined, 'a line that is not open is in a standing document');
  return refuse({ code: 'order/already-closed', document: by.document });
}
