import type { SideRecord } from '@beaveros/domain/journal';
import {
  dueOf,
  guestsOf,
  isHeldLine,
  isStandingLine,
  orderCurrency,
  type OrderState,
  orderStatus,
  orderTotals,
  overpaidOf,
  paidSoFar,
  priceOrderLine,
  standOf,
  tableOf,
} from '@beaveros/domain/order';
import type { Id } from '@beaveros/kit';
import type { OrderView } from './views.ts';

/** An order as a screen shows it. `sideOf` finds the guest's name, which is personal data and may be erased. */
export function orderView(state: OrderState, sideOf: (side: string) => SideRecord | null): OrderView {
  const currency = orderCurrency(state);
  const totals = orderTotals(state);
  const closed = new Set(standOf(state).standing.flatMap(({ lines }) => lines.map(({ line }) => line)));
  return {
    order: state.order as Id<'Order'>,
    label: state.opened?.label ?? '',
    kind: state.opened?.kind ?? 'counter',
    tableName: tableOf(state)?.name ?? null,
    guestName: state.guest === null ? null : (sideOf(state.guest.side)?.value ?? null),
    status: orderStatus(state),
    currency,
    note: state.note,
    lines: [...state.lines.values()].map((line) => {
      const priced = priceOrderLine(state, line);
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
        listed: priced.listed,
        discounts: [...priced.discounts],
        byHand: [...line.discounts],
        categories: [...added.categories],
        seat: line.seat,
        course: line.course,
        isHeld: isHeldLine(state, line),
        staff: line.staff,
        durationMinutes: line.durationMinutes,
        voidReason: line.voided?.reason ?? null,
        movedTo: isStandingLine(line) ? null : line.movedTo,
      };
    }),
    net: totals.net,
    taxes: totals.taxes as OrderView['taxes'],
    total: totals.total,
    paid: paidSoFar(state),
    due: dueOf(state),
    overpaid: overpaidOf(state),
    documents: state.documents.map(({ by: _by, ...document }) => document),
    reversals: state.reversals.map(({ by: _by, ...reversal }) => reversal),
    refunds: state.refunds.map(({ by: _by, ...refund }) => refund),
    ...termsOf(state),
  };
}

function termsOf(state: OrderState) {
  const { charges, discount } = orderTotals(state);
  return {
    table: tableOf(state)?.id ?? null,
    guests: guestsOf(state),
    customer: state.customer,
    isParked: state.parked !== null,
    heldCourses: [...state.heldCourses],
    discount,
    charges: charges.map(({ charge, name, net, total }) => ({ charge, name, net, total })),
    rules: state.rules,
    orderDiscounts: [...state.orderDiscounts],
    coupons: [...state.coupons],
    rewards: state.rewards.map(({ redemption, reward: { id, name, points, amountMinor } }) => ({
      redemption,
      reward: id,
      name,
      points,
      amount: amountMinor,
    })),
    combos: state.combos.map(({ combo, item, name, lines }) => ({ combo, item, name, lines })),
    waived: [...state.waived].map(([charge, reason]) => ({ charge, reason })),
    quotes: state.quotes.map(({ quote, number, validUntil, total }) => ({
      quote,
      number,
      validUntil,
      total,
    })),
  };
}
