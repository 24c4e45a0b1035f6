import type { Actor } from '@beaveros/domain/auth-user';
import type { EntryHeader, Event, Recorded, SideRecord } from '@beaveros/domain/journal';
import {
  addLines,
  changeQuantity,
  type LineState,
  newLine,
  type OrderDecision,
  type OrderRefusal,
  type OrderState,
  openOrder,
  orderFold,
  overridePrice,
  setLineNote,
  setOrderNote,
  voidLine,
} from '@beaveros/domain/order';
import type { CatalogueReader } from '@beaveros/domain/product-catalog';
import {
  type AmountMinor,
  amountMinor,
  businessDate,
  type Currency,
  type Id,
  id,
  instant,
  type Result,
  ZERO,
} from '@beaveros/kit';
import { type IpcInput, type OrderView, orderView } from '@beaveros/protocol/ipc';

type Named<Name extends keyof typeof DECIDE> = { readonly call: Name; readonly input: IpcInput<Name> };

/** A command whose result a screen can tell before the core answers. Its `call` and `input` go to the core as they are. */
export type GuessedCommand = { [Name in keyof typeof DECIDE]: Named<Name> }[keyof typeof DECIDE];

/** What decide is given, as far as this screen knows it. */
export interface GuessContext {
  readonly actor: Actor;
  readonly catalogue: CatalogueReader;
  /** The store's; an order keeps the one it was opened in. */
  readonly currency: Currency;
}

const DECIDE = {
  openOrder: (state: OrderState, input: IpcInput<'openOrder'>, { actor, currency }: GuessContext) =>
    // Its label takes a counter of the core's; a table's name comes with the answer too.
    openOrder(state, input, { actor, currency, label: '', table: null }),
  addLines,
  changeQuantity,
  setLineNote,
  voidLine,
  overridePrice,
  setOrderNote,
} as const;

/**
 * Folds a command that the core has not answered on what is known, with domain's own decide and evolve. The state is for
 * painting only: its event ids, header and placeholders are nobody's facts and are neither stored nor sent.
 */
export function foldGuess(
  state: OrderState,
  command: GuessedCommand,
  context: GuessContext,
): Result<OrderState, OrderRefusal> {
  const decide = DECIDE[command.call] as (
    state: OrderState,
    input: GuessedCommand['input'],
    context: GuessContext,
  ) => OrderDecision;
  const decided = decide(state, command.input, context);
  if (!decided.ok) return decided;
  let next = state;
  for (const [index, draft] of decided.value.entries()) {
    const event = { ...draft, id: NOBODY } as Event;
    next = orderFold.evolve(next, { event, header: NO_HEADER, index } satisfies Recorded);
  }
  return { ok: true, value: next };
}

/**
 * The order's state as far as its view tells it: what was paid beyond its documents is one payment, a fired line has one firing, and how many
 * facts there were is not known (the core refuses an order that is full of them).
 */
export function orderStateOf(view: OrderView): OrderState {
  const { label, kind, tableName, currency } = view;
  const table = tableName === null ? null : { id: view.table ?? NOBODY, name: tableName };
  // A close can arrive before the opening: then nothing but the document is known.
  const isOpened = view.status === 'open' || label !== '';
  return {
    ...noFacts(view.order),
    opened: isOpened
      ? { label, kind, table, guests: view.guests, currency, taxRounding: 'per_line', by: NO_AUTHOR }
      : null,
    lines: new Map(view.lines.map((line) => [line.line, lineStateOf(line)])),
    note: view.note,
    guest: view.guestName === null ? null : { side: NOBODY, hash: '' },
    payments: paymentsOf(view),
    rules: view.rules,
    orderDiscounts: view.orderDiscounts,
    coupons: view.coupons,
    waived: new Map(view.waived.map(({ charge, reason }) => [charge, reason])),
    customer: view.customer,
    heldCourses: new Set(view.heldCourses),
    parked: view.isParked ? NO_AUTHOR : null,
    documents: view.documents.map((document) => ({ ...document, by: NO_AUTHOR })),
    reversals: view.reversals.map((reversal) => ({ ...reversal, by: NO_AUTHOR })),
  };
}

/** Those that the documents name, and the rest of what was paid as one. */
function paymentsOf({ documents, paid, currency }: OrderView): OrderState['payments'] {
  const payments = new Map<
    string,
    OrderState['payments'] extends ReadonlyMap<string, infer One> ? One : never
  >();
  const put = (payment: Id<'Payment'>, amount: AmountMinor) =>
    payments.set(payment, { ...NO_PAYMENT, payment, amount, currency, by: NO_AUTHOR });
  for (const document of documents) for (const { payment, amount } of document.payments) put(payment, amount);
  const named = [...payments.values()].reduce((all, { amount }) => all + amount, 0);
  if (paid !== named) put(NOBODY, amountMinor(paid - named));
  return payments;
}

/** An order nobody has opened. */
export function noFacts(order: Id<'Order'>): OrderState {
  return orderFold.initial(order);
}

/** How a guessed state is shown: the core's own words for it. */
export function viewOfGuess(state: OrderState, guestName: string | null): OrderView {
  return orderView(state, () => (guestName === null ? null : ({ value: guestName } as SideRecord)));
}

function lineStateOf(line: OrderView['lines'][number]): LineState {
  const { quantityMicro, unitPriceMicro, listPriceMicro, taxes, modifiers, note } = line;
  const { seat, course, staff, durationMinutes, movedTo } = line;
  return {
    ...newLine({
      line: line.line,
      item: line.item,
      name: line.name,
      sku: line.sku,
      quantityMicro,
      unitPriceMicro,
      listPriceMicro,
      taxes,
      modifiers,
      note,
      categories: line.categories,
    }),
    voided: line.isVoided ? { reason: line.voidReason ?? '', actor: null, approver: null } : null,
    firings: line.isFired ? [NOBODY] : [],
    discounts: line.byHand,
    seat,
    course,
    staff,
    durationMinutes,
    movedTo,
  };
}

// What a view does not tell and no decision asks.

const NOBODY: Id<never> = id('00000000-0000-7000-8000-000000000000');
const NO_DAY = businessDate('2000-01-01');
const NO_AUTHOR = {
  event: NOBODY,
  commandId: NOBODY,
  at: instant(0),
  actor: null,
  terminal: null,
  businessDate: NO_DAY,
};
const NO_HEADER: EntryHeader = {
  chain: '',
  seq: 1,
  clock: 1,
  at: instant(0),
  tenant: NOBODY,
  store: NOBODY,
  terminal: NOBODY,
  epoch: 1,
  commandId: NOBODY,
  command: 'guess',
  actor: null,
  businessDate: NO_DAY,
};
const NO_PAYMENT = {
  shift: NOBODY,
  method: { id: NOBODY, name: '', type: '' },
  tendered: ZERO,
  change: ZERO,
  tip: ZERO,
  rounding: ZERO,
  account: null,
  reference: null,
};
