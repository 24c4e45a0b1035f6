import { atNewestVersion, foldAll, type Recorded } from '@beaveros/domain/journal';
import { orderFold, orderRows } from '@beaveros/domain/order';
import { paymentRows, shiftFold, shiftRows } from '@beaveros/domain/payment';
import { contributionsOf } from '@beaveros/domain/report';
import {
  entityStatusFold,
  entityStatusRows,
  reservationFold,
  reservationRows,
} from '@beaveros/domain/service-entity';
import { taskFold, taskRows, ticketRows, ticketsFold } from '@beaveros/domain/workflow';
import { factsOf, type WrittenEntry } from '@beaveros/testkit';
import type { FLOOR_TABLES } from '../check/evidence.ts';
import type { OracleRow, OracleTable } from './oracle.ts';

/** The rows of one aggregate as the product's own folds make them: what the oracle is held against. */
export function domainRows(
  written: readonly WrittenEntry[],
  aggregate: string,
): Readonly<Record<OracleTable, readonly object[]>> {
  const facts = readFacts(written, aggregate);
  const order = foldAll(orderFold, aggregate, facts).state;
  const rows = orderRows(order);
  const tickets = ticketRows(foldAll(ticketsFold, aggregate, facts).state);
  const shifts = shiftRows(foldAll(shiftFold, aggregate, facts).state);
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
    tasks: taskRows(foldAll(taskFold, aggregate, facts).state).tasks,
  };
}

/** What tills fold of one table or reservation. */
export function domainFloor(
  written: readonly WrittenEntry[],
  aggregate: string,
): Readonly<Record<(typeof FLOOR_TABLES)[number], readonly object[]>> {
  const facts = readFacts(written, aggregate);
  return {
    entity_statuses: entityStatusRows(foldAll(entityStatusFold, aggregate, facts).state).entityStatuses,
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
