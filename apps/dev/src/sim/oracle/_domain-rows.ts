import { atNewestVersion, foldAll, type Recorded } from '@beaveros/domain/journal';
import { orderFold, orderRows } from '@beaveros/domain/order';
import { accountFold, accountRows, paymentRows, shiftFold, shiftRows } from '@beaveros/domain/payment';
import { soldOutFold, soldOutRows, stockLedger, stockRows } from '@beaveros/domain/product-catalog';
import { contributionsBy, contributionsOf } from '@beaveros/domain/report';
import {
  entityStatusFold,
  entityStatusRows,
  reservationFold,
  reservationRows,
  tableVisitRows,
} from '@beaveros/domain/service-entity';
import {
  taskFold,
  taskRows,
  ticketPlaceRows,
  ticketPlacesFold,
  ticketRows,
  ticketsFold,
} from '@beaveros/domain/workflow';
import { factsOf, type WrittenEntry } from '@beaveros/testkit';
import type { OracleRow, OracleTable } from './oracle.ts';

/** The rows of one aggregate as the product's own folds make them: what the oracle is held against. */
export function domainRows(
  written: readonly WrittenEntry[],
  aggregate: string,
): Readonly<Record<OracleTable, readonly object[]>> {
  const facts = readFacts(written, aggregate);
  const { state: order, facts: ofOrder } = foldAll(orderFold, aggregate, facts);
  const rows = orderRows(order);
  const ofTickets = foldAll(ticketsFold, aggregate, facts).state;
  const tickets = ticketRows(ofTickets);
  const shifts = shiftRows(foldAll(shiftFold, aggregate, facts).state);
  const account = accountRows(foldAll(accountFold, aggregate, facts).state);
  const stock = stockRows(stockLedger(aggregate, facts));
  return {
    orders: rows.orders,
    order_items: rows.orderItems,
    order_item_modifiers: rows.orderItemModifiers,
    order_item_taxes: rows.orderItemTaxes,
    order_documents: rows.documents,
    order_tasks: rows.tasks,
    payments: paymentRows(order).payments,
    shifts: shifts.shifts,
    z_reports: shifts.zReports,
    tickets: tickets.tickets,
    order_item_workflow_status: tickets.ticketLines,
    ticket_places: ticketPlaceRows(foldAll(ticketPlacesFold, aggregate, facts).state).ticketPlaces,
    tasks: taskRows(foldAll(taskFold, aggregate, facts).state).tasks,
    accounts: account.accounts,
    account_movements: account.movements,
    stock_levels: stock.levels,
    stock_movements: stock.movements,
    sold_out_items: soldOutRows(foldAll(soldOutFold, aggregate, facts).state).soldOut.map(
      ({ until, since, ...row }) => ({ ...row, soldOutUntil: until, soldOutSince: since }),
    ),
    entity_statuses: entityStatusRows(foldAll(entityStatusFold, aggregate, facts).state).entityStatuses,
    table_visits: tableVisitRows(order, ofTickets, ofOrder).tableVisits,
    reservations: reservationRows(foldAll(reservationFold, aggregate, facts).state).reservations,
  };
}

/** As every reader gives them to a fold: at the newest version of their type. */
function readFacts(written: readonly WrittenEntry[], aggregate: string): readonly Recorded[] {
  return factsOf(written, aggregate).map((fact) => ({ ...fact, event: atNewestVersion(fact.event) }));
}

/** What the order's documents add to the reports, as the product says. */
export function domainSales(written: readonly WrittenEntry[], aggregate: string): readonly object[] {
  const { state } = foldAll(orderFold, aggregate, readFacts(written, aggregate));
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

/** The same by dimension; without what refunds undo of discounts, which the oracle does not say. */
export function domainSalesBy(written: readonly WrittenEntry[], aggregate: string): readonly object[] {
  const { state } = foldAll(orderFold, aggregate, readFacts(written, aggregate));
  const refunds = new Set<string>(state.refunds.map(({ document }) => document));
  return contributionsBy(state)
    .filter(({ dimension, document }) => dimension !== 'discount' || !refunds.has(document))
    .map(({ document, dimension, key, count, quantity, net, tax, total, tips, rounding }) => ({
      document_id: document,
      dimension,
      key,
      count,
      quantity,
      net,
      tax,
      total,
      tips,
      rounding,
    }));
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
