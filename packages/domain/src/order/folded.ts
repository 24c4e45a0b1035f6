import type { AmountMinor, BusinessDate, QuantityMicro, UnitPriceMicro } from '@beaveros/kit';
import { amountMinor, ZERO } from '@beaveros/kit';
import { orderStatus, type Standing, standOf } from './standing.ts';
import { guestsOf, type OrderState, type OrderStatus, paidSoFar, tableOf } from './state.ts';
import { isOpenTask, type OrderTaskKind, orderTasks } from './tasks.ts';
import { dueOf, orderCurrency, orderTotals, overpaidOf, priceOrderLine } from './totals.ts';

// What screens and reports read of an order: folded tables, the same rows on the till (SQLite) and in the service
// (Postgres). Rows of one order are always replaced together.

export interface OrderFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly terminalId: string | null;
  readonly label: string;
  readonly kind: string;
  readonly tableId: string | null;
  readonly tableName: string | null;
  readonly guests: number | null;
  readonly currencyCode: string;
  readonly currencyExponent: number;
  readonly status: OrderStatus;
  readonly note: string | null;
  readonly guestSideId: string | null;
  readonly customerId: string | null;
  /** Put aside by its people; only an order that is not over is. */
  readonly isParked: boolean;
  /** It was closed, and for practice only: it counts nowhere. */
  readonly isTraining: boolean;
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  readonly paid: AmountMinor;
  /** What is still to be paid (negative: out) to close what is open; 0 when nothing is. */
  readonly due: AmountMinor;
  /** What a closed order owes its guest: a liability. */
  readonly overpaid: AmountMinor;
  readonly businessDate: BusinessDate | null;
  readonly openedAt: number | null;
  readonly openedBy: string | null;
  readonly closedAt: number | null;
}

export interface OrderItemFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly orderId: string;
  readonly position: number;
  readonly itemId: string;
  readonly itemName: string;
  readonly sku: string | null;
  readonly quantity: QuantityMicro;
  readonly unitPrice: UnitPriceMicro;
  readonly listPrice: UnitPriceMicro;
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  readonly note: string | null;
  readonly overrideReason: string | null;
  readonly isVoided: boolean;
  readonly voidReason: string | null;
  readonly voidedBy: string | null;
  /** Whose PIN lent the permission; null: nobody's had to. */
  readonly voidApprovedBy: string | null;
}

export interface OrderItemModifierFolded {
  readonly tenantId: string;
  readonly orderId: string;
  readonly orderItemId: string;
  readonly position: number;
  readonly modifierId: string;
  readonly optionId: string;
  readonly name: string;
  readonly optionName: string;
  readonly price: UnitPriceMicro;
}

export interface OrderItemTaxFolded {
  readonly tenantId: string;
  readonly orderId: string;
  readonly orderItemId: string;
  readonly position: number;
  readonly taxId: string;
  readonly name: string;
  readonly ratePpm: number;
  readonly mode: 'included' | 'excluded';
  readonly amount: AmountMinor;
}

/**
 * `standing`, `contested`, `reversed`: a close. `reversal`: takes one back, its amounts negated. `idle`: a reversal that
 * takes nothing back (the second of one document, or one of a close that is not known); it counts nothing. `refund`:
 * gives a part of a document back; it always counts.
 */
export type DocumentStatus = 'standing' | 'contested' | 'reversed' | 'reversal' | 'idle' | 'refund';

/** A numbered document: a close or a reversal. Sales are all of them but the idle ones: what was reversed cancels out. */
export interface DocumentFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly terminalId: string | null;
  readonly orderId: string;
  readonly terminalCode: string;
  readonly series: number;
  readonly counter: number;
  readonly businessDate: BusinessDate;
  readonly localTime: string;
  readonly closedAt: number;
  readonly closedBy: string | null;
  readonly cashierName: string;
  readonly currencyCode: string;
  readonly currencyExponent: number;
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  readonly change: AmountMinor;
  readonly status: DocumentStatus;
  /** Of a practice shift: it counts nowhere. A reversal is what the close was. */
  readonly isTraining: boolean;
  /** The document that a reversal takes back, or that a refund gives a part of back. */
  readonly reverses: string | null;
  /** Lines that it says; a reversal takes back as many. 0 for a refund: a part of a line is none. */
  readonly lines: number;
  /** The whole document as JSON text: what paper and screens show. */
  readonly body: string;
}

/** Why a person must look, or has looked: see `tasks.ts`. */
export interface OrderTaskFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly orderId: string;
  readonly kind: OrderTaskKind;
  readonly cause: string;
  readonly orderItemId: string | null;
  readonly documentId: string | null;
  /** 0 where it is not about money. */
  readonly amount: AmountMinor;
  readonly currencyCode: string;
  readonly currencyExponent: number;
  readonly since: number | null;
  readonly isOpen: boolean;
  readonly note: string | null;
  readonly resolvedAt: number | null;
  readonly resolvedBy: string | null;
}

export interface OrderRows {
  readonly orders: readonly OrderFolded[];
  readonly orderItems: readonly OrderItemFolded[];
  readonly orderItemModifiers: readonly OrderItemModifierFolded[];
  readonly orderItemTaxes: readonly OrderItemTaxFolded[];
  readonly documents: readonly DocumentFolded[];
  readonly tasks: readonly OrderTaskFolded[];
}

const NO_ROWS: OrderRows = {
  orders: [],
  orderItems: [],
  orderItemModifiers: [],
  orderItemTaxes: [],
  documents: [],
  tasks: [],
};

/** The folded rows of one order. An order whose opening has not arrived has rows too: nothing is hidden. */
export function orderRows(state: OrderState): OrderRows {
  if (state.tenant === null) return NO_ROWS;
  const tenantId = state.tenant;
  const currency = orderCurrency(state);
  const totals = orderTotals(state);
  const priced = new Map(totals.lines.map((each) => [each.line, each.priced]));
  const lines = [...state.lines.values()].map((line) => ({
    line,
    priced: priced.get(line) ?? priceOrderLine(state, line),
  }));
  const order: OrderFolded = {
    id: state.order,
    tenantId,
    storeId: state.store,
    terminalId: state.opened?.by.terminal ?? null,
    label: state.opened?.label ?? state.documents[0]?.label ?? '',
    kind: state.opened?.kind ?? state.documents[0]?.kind ?? 'counter',
    tableId: tableOf(state)?.id ?? null,
    tableName: tableOf(state)?.name ?? null,
    guests: guestsOf(state),
    currencyCode: currency.code,
    currencyExponent: currency.exponent,
    status: orderStatus(state),
    note: state.note,
    guestSideId: state.guest?.side ?? null,
    customerId: state.customer,
    isParked: state.parked !== null && mayGoOn(orderStatus(state)),
    isTraining: state.documents.length > 0 && state.documents.every(({ isTraining }) => isTraining),
    net: totals.net,
    tax: amountMinor(totals.total - totals.net),
    total: totals.total,
    paid: paidSoFar(state),
    due: dueOf(state),
    overpaid: overpaidOf(state),
    businessDate: state.opened?.by.businessDate ?? null,
    openedAt: state.opened?.by.at ?? null,
    openedBy: state.opened?.by.actor ?? null,
    closedAt: state.documents[0]?.by.at ?? null,
  };
  return {
    orders: [order],
    orderItems: lines.map(({ line, priced }, position) => ({
      id: line.added.line,
      tenantId,
      orderId: state.order,
      position,
      itemId: line.added.item,
      itemName: line.added.name,
      sku: line.added.sku,
      quantity: line.quantityMicro,
      unitPrice: line.unitPriceMicro,
      listPrice: line.added.listPriceMicro,
      net: priced.net,
      tax: amountMinor(priced.total - priced.net),
      total: priced.total,
      note: line.note,
      overrideReason: line.overrideReason,
      isVoided: line.voided !== null,
      voidReason: line.voided?.reason ?? null,
      voidedBy: line.voided?.actor ?? null,
      voidApprovedBy: line.voided?.approver ?? null,
    })),
    orderItemModifiers: lines.flatMap(({ line }) =>
      line.added.modifiers.map((modifier, position) => ({
        tenantId,
        orderId: state.order,
        orderItemId: line.added.line,
        position,
        modifierId: modifier.modifier,
        optionId: modifier.option,
        name: modifier.name,
        optionName: modifier.optionName,
        price: modifier.priceMicro,
      })),
    ),
    orderItemTaxes: lines.flatMap(({ line, priced }) =>
      line.added.taxes.map((tax, position) => ({
        tenantId,
        orderId: state.order,
        orderItemId: line.added.line,
        position,
        taxId: tax.tax,
        name: tax.name,
        ratePpm: tax.ratePpm,
        mode: tax.mode,
        amount: priced.taxes[position]!,
      })),
    ),
    documents: documentRows(state, tenantId),
    tasks: orderTasks(state).map((task) => ({
      id: task.task,
      tenantId,
      storeId: state.store,
      orderId: state.order,
      kind: task.kind,
      cause: task.cause,
      orderItemId: task.line,
      documentId: task.document,
      amount: task.amount ?? ZERO,
      currencyCode: currency.code,
      currencyExponent: currency.exponent,
      since: task.since,
      isOpen: isOpenTask(task),
      note: task.resolved?.note ?? null,
      resolvedAt: task.resolved?.by.at ?? null,
      resolvedBy: task.resolved?.by.actor ?? null,
    })),
  };
}

/** Closes, then reversals, then refunds, each in canonical order. */
function documentRows(state: OrderState, tenantId: string): readonly DocumentFolded[] {
  const stand = standOf(state);
  const row = (document: Numbered) => ({
    id: document.document,
    tenantId,
    storeId: state.store,
    terminalId: document.by.terminal,
    orderId: state.order,
    terminalCode: document.number.terminalCode,
    series: document.number.series,
    counter: document.number.counter,
    businessDate: document.businessDate,
    localTime: document.localTime,
    closedAt: document.by.at,
    closedBy: document.by.actor,
    cashierName: document.cashierName,
    currencyCode: document.currency.code,
    currencyExponent: document.currency.exponent,
    net: document.net,
    tax: amountMinor(document.total - document.net),
    total: document.total,
  });
  const closes = state.documents.map((close) => {
    const { by: _by, ...body } = close;
    return {
      ...row(close),
      change: close.change,
      status: statusOf(close, stand),
      isTraining: close.isTraining,
      reverses: null,
      lines: close.lines.length,
      body: JSON.stringify(body),
    };
  });
  const reversals = state.reversals.map((reversal) => {
    const { by: _by, ...body } = reversal;
    const counts = stand.reversed.get(reversal.reverses)?.document === reversal.document;
    const close = state.documents.find(({ document }) => document === reversal.reverses);
    return {
      ...row(reversal),
      change: ZERO,
      status: counts ? ('reversal' as const) : ('idle' as const),
      isTraining: close?.isTraining ?? false,
      reverses: reversal.reverses,
      lines: counts ? 0 - close!.lines.length : 0,
      body: JSON.stringify(body),
    };
  });
  const refunds = state.refunds.map((refund) => {
    const { by: _by, ...body } = refund;
    return {
      ...row(refund),
      change: ZERO,
      status: 'refund' as const,
      isTraining: refund.isTraining,
      reverses: refund.refunds,
      lines: 0,
      body: JSON.stringify(body),
    };
  });
  return [...closes, ...reversals, ...refunds];
}

function mayGoOn(status: OrderStatus): boolean {
  return status === 'open' || status === 'supplementary' || status === 'unknown';
}

type Numbered =
  | OrderState['documents'][number]
  | OrderState['reversals'][number]
  | OrderState['refunds'][number];

function statusOf({ document }: { readonly document: string }, stand: Standing): DocumentStatus {
  if (stand.reversed.has(document)) return 'reversed';
  return stand.contested.some((close) => close.document === document) ? 'contested' : 'standing';
}
