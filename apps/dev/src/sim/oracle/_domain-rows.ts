import { foldAll } from '@beaveros/domain/journal';
import { orderFold, orderRows } from '@beaveros/domain/order';
import { paymentRows, shiftFold, shiftRows } from '@beaveros/domain/payment';
import { contributionsOf } from '@beaveros/domain/report';
import { ticketRows, ticketsFold } from '@beaveros/domain/workflow';
import { factsOf, type WrittenEntry } from '@beaveros/testkit';
import type { OracleRow, OracleTable } from './oracle.ts';

/** The rows of one aggregate as the product's own folds make them: what the oracle is held against. */
export function domainRows(
  written: readonly WrittenEntry[],
  aggregate: string,
): Readonly<Record<OracleTable, readonly object[]>> {
  const facts = factsOf(written, aggregate);
  const order = foldAll(orderFold, aggregate, facts).state;
  const rows = orderRows(order);
  const tickets = ticketRows(foldAll(ticketsFold, aggregate, facts).state);
  return {
    orders: rows.orders,
    order_items: rows.orderItems,
    order_item_modifiers: rows.orderItemModifiers,
    order_item_taxes: rows.orderItemTaxes,
    order_documents: rows.documents,
    order_tasks: rows.tasks,
    payments: paymentRows(order).payments,
    shifts: shiftRows(foldAll(shiftFold, aggregate, facts).state).shifts,
    tickets: tickets.tickets,
    order_item_workflow_status: tickets.ticketLines,
  };
}

/** What the order's documents add to the reports, as the product says. */
export function domainSales(written: readonly WrittenEntry[], aggregate: string): readonly object[] {
  const { state } = foldAll(orderFold, aggregate, factsOf(written, aggregate));
  return contributionsOf(state).map(
    ({ document, documents, net, tax, total, lines, quantity, returned }) => ({
      document_id: document,
      documents,
      net,
      tax,
      total,
      lines,
      quantity,
      returned,
    }),
  );
}

/** A row as the till's tables name and keep it. */
export function toColumns(row: object): OracleRow {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      typeof value === 'boolean' ? Number(value) : value,
    ]),
  ) as OracleRow;
}

export function sortedRows(rows: readonly object[]): readonly object[] {
  const text = (row: object) => JSON.stringify(row, Object.keys(row).sort());
  return [...rows].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
