import {
  cancelOrder,
  changeGuests,
  changeTable,
  discountLine,
  discountOrder,
  enterCoupon,
  holdCourse,
  issueQuote,
  parkOrder,
  removeCoupon,
  removeDiscount,
  repriceOrder,
  restoreCharge,
  resumeOrder,
  setCourse,
  setCustomer,
  setSeat,
  setStaff,
  waiveCharge,
} from '@beaveros/domain/order';
import { couponsByCode } from '@beaveros/domain/product-catalog';
import { ok } from '@beaveros/kit';
import type { CommandHandlers } from './command.ts';
import { couponUses } from './coupon-uses.ts';
import { answerOrder, onOrder } from './order-commands.ts';
import { capturedNow, rulesNow } from './rules-now.ts';

type OrderTermsCommands = Pick<
  CommandHandlers,
  | 'discountLine'
  | 'discountOrder'
  | 'removeDiscount'
  | 'enterCoupon'
  | 'removeCoupon'
  | 'waiveCharge'
  | 'restoreCharge'
  | 'repriceOrder'
  | 'changeTable'
  | 'changeGuests'
  | 'setCustomer'
  | 'setSeat'
  | 'setCourse'
  | 'holdCourse'
  | 'setStaff'
  | 'parkOrder'
  | 'resumeOrder'
  | 'cancelOrder'
  | 'issueQuote'
>;

/** What is taken off an order and added to it, whom it is for, and what becomes of it. */
export const orderTermsCommands: OrderTermsCommands = {
  discountLine: onOrder((state, input, { rows }, { actor }) =>
    discountLine(state, input, { actor, policies: rows.entity.policies() }),
  ),
  discountOrder: onOrder((state, input, { rows }, { actor }) =>
    discountOrder(state, input, { actor, policies: rows.entity.policies() }),
  ),
  removeDiscount: onOrder((state, input, _, { actor }) => removeDiscount(state, input, { actor })),
  enterCoupon: onOrder((state, input, desk, asking) => {
    const { rules, question } = rulesNow(desk, asking, state.opened?.kind ?? 'counter');
    const coupons = (code: string) => couponsByCode(code, rules, question);
    const uses = couponUses(desk);
    return enterCoupon(state, input, {
      actor: asking.actor,
      coupons,
      ...(uses === undefined ? {} : { uses }),
    });
  }),
  removeCoupon: onOrder((state, input, _, { actor }) => removeCoupon(state, input, { actor })),
  waiveCharge: onOrder((state, input, _, { actor }) => waiveCharge(state, input, { actor })),
  restoreCharge: onOrder((state, input, _, { actor }) => restoreCharge(state, input, { actor })),
  repriceOrder: onOrder((state, input, desk, asking) =>
    repriceOrder(state, input, {
      actor: asking.actor,
      rules: capturedNow(desk, asking, state.opened?.kind ?? 'counter'),
    }),
  ),
  changeTable: onOrder((state, input, { rows }, { actor }) => {
    const entity = rows.entity.serviceEntities().find((row) => row.id === input.table);
    const table = entity === undefined ? null : { id: entity.id, name: entity.name };
    return changeTable(state, input, { actor, table });
  }),
  changeGuests: onOrder((state, input, _, { actor }) => changeGuests(state, input, { actor })),
  setCustomer: onOrder((state, input, _, { actor }) => setCustomer(state, input, { actor })),
  setSeat: onOrder((state, input, _, { actor }) => setSeat(state, input, { actor })),
  setCourse: onOrder((state, input, _, { actor }) => setCourse(state, input, { actor })),
  holdCourse: onOrder((state, input, _, { actor }) => holdCourse(state, input, { actor })),
  setStaff: onOrder((state, input, { rows }, { actor }) =>
    setStaff(state, input, { actor, staff: (id) => rows.staff.byId(id) }),
  ),
  parkOrder: onOrder((state, input, _, { actor }) => parkOrder(state, input, { actor })),
  resumeOrder: onOrder((state, input, _, { actor }) => resumeOrder(state, input, { actor })),
  cancelOrder: onOrder((state, input, _, { actor }) => cancelOrder(state, input, { actor })),
  issueQuote: {
    decide: (desk, input, { actor, place, now, businessDate }) => {
      const { series } = desk.journal;
      // Quotes have a row of their own: a receipt number that nobody sold by would be a gap.
      const counter = `quote/${series}`;
      const decided = issueQuote(desk.aggregates.order(input.order), input, {
        actor,
        number: {
          terminalCode: place.terminal.code,
          series,
          counter: desk.journal.nextCounter(counter),
        },
        businessDate,
        localTime: desk.till.localTimeAt(now, place.store),
        terminal: desk.till.id,
      });
      return decided.ok ? ok({ events: decided.value, counters: [counter] }) : decided;
    },
    answer: answerOrder,
  },
};
