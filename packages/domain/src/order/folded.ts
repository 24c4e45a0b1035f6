import type { AmountMinor, BusinessDate, QuantityMicro, UnitPriceMicro } from '@beaveros/kit';
import { amountMinor } from '@beaveros/kit';
import { type OrderState, type OrderStatus, orderStatus, paidSoFar } from './state.ts';
import { orderCurrency, orderTotals, priceOrderLine } from './totals.ts';

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
  readonly net: AmountMinor;
  readonly tax: AmountMinor;
  readonly total: AmountMinor;
  readonly paid: AmountMinor;
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
  /** The whole document as JSON text: what paper and screens show. */
  readonly body: string;
}

export interface OrderRows {
  readonly orders: readonly OrderFolded[];
  readonly orderItems: readonly OrderItemFolded[];
  readonly orderItemModifiers: readonly OrderItemModifierFolded[];
  readonly orderItemTaxes: readonly OrderItemTaxFolded[];
  readonly documents: readonly DocumentFolded[];
}

/** The folded rows of one order. An order whose opening has not arrived has rows too: nothing is hidden. */
export function orderRows(state: OrderState): OrderRows {
  if (state.tenant === null)
    return { orders: [], orderItems: [], orderItemModifiers: [], orderItemTaxes: [], documents: [] };
  const tenantId = state.tenant;
  const currency = orderCurrency(state);
  const totals = orderTotals(state, currency);
  const lines = [...state.lines.values()].map((line) => ({ line, priced: priceOrderLine(line, currency) }));
  const order: OrderFolded = {
    id: state.order,
    tenantId,
    storeId: state.store,
    terminalId: state.opened?.by.terminal ?? null,
    label: state.opened?.label ?? state.documents[0]?.label ?? '',
    kind: state.opened?.kind ?? state.documents[0]?.kind ?? 'counter',
    tableId: state.opened?.table?.id ?? null,
    tableName: state.opened?.table?.name ?? null,
    guests: state.opened?.guests ?? null,
    currencyCode: currency.code,
    currencyExponent: currency.exponent,
    status: orderStatus(state),
    note: state.note,
    guestSideId: state.guest?.side ?? null,
    net: totals.net,
    tax: amountMinor(totals.total - totals.net),
    total: totals.total,
    paid: paidSoFar(state),
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
    documents: state.documents.map(({ by, ...document }) => ({
      id: document.document,
      tenantId,
      storeId: state.store,
      terminalId: by.terminal,
      orderId: state.order,
      terminalCode: document.number.terminalCode,
      series: document.number.series,
      counter: document.number.counter,
      businessDate: document.businessDate,
      localTime: document.localTime,
      closedAt: by.at,
      closedBy: by.actor,
      cashierName: document.cashierName,
      currencyCode: document.currency.code,
      currencyExponent: document.currency.exponent,
      net: document.net,
      tax: amountMinor(document.total - document.net),
      total: document.total,
      change: document.change,
      body: JSON.stringify(document),
    })),
  };
}
