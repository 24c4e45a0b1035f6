import type { SideRecord } from '@beaveros/domain/journal';
import {
  dueOf,
  orderCurrency,
  type OrderState,
  orderStatus,
  orderTotals,
  overpaidOf,
  paidSoFar,
  priceOrderLine,
  standOf,
} from '@beaveros/domain/order';
import type { Id } from '@beaveros/kit';
import type { OrderView } from './views.ts';

/** An order as a screen shows it. `sideOf` finds the guest's name, which is personal data and may be erased. */
export function orderView(state: OrderState, sideOf: (side: string) => SideRecord | null): OrderView {
  const currency = orderCurrency(state);
  const totals = orderTotals(state, currency);
  const closed = new Set(standOf(state).standing.flatMap(({ lines }) => lines.map(({ line }) => line)));
  return {
    order: state.order as Id<'Order'>,
    label: state.opened?.label ?? '',
    kind: state.opened?.kind ?? 'counter',
    tableName: state.opened?.table?.name ?? null,
    guestName: state.guest === null ? null : (sideOf(state.guest.side)?.value ?? null),
    status: orderStatus(state),
    currency,
    note: state.note,
    lines: [...state.lines.values()].map((line) => {
      const priced = priceOrderLine(line, currency);
      const { added } = line;
      return {
        line: added.line,
        item: added.item,
        name: added.name,
        sku: added.sku,
        quantityMicro: line.quantityMicro,
        unitPriceMicro: line.unitPriceMicro,
        listPriceMicro: added.listPriceMicro,
        modifiers: added.modifiers,
        taxes: added.taxes,
        note: line.note,
        isVoided: line.voided !== null,
        isFired: line.firings.length > 0,
        isClosed: closed.has(added.line),
        net: priced.net,
        total: priced.total,
      };
    }),
    net: totals.net,
    taxes: totals.taxes as OrderView['taxes'],
    total: totals.total,
    paid: paidSoFar(state),
    due: dueOf(state, totals),
    overpaid: overpaidOf(state),
    documents: state.documents.map(({ by: _by, ...document }) => document),
    reversals: state.reversals.map(({ by: _by, ...reversal }) => reversal),
  };
}
