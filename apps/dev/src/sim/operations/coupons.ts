import type { OrderState } from '@beaveros/domain/order';
import { COUPON_CODES } from '../house-rules.ts';
import type { Operation } from './operation.ts';
import { onOrder, onOrderThat } from './terms.ts';

/** What a guest hands in, and what the house asks beside the goods. */
export const couponOperations = {
  'enter-coupon': (world, step) =>
    onOrder(world, step, ({ ask, dice, newId }, order) =>
      ask('enterCoupon', { order, use: newId(), code: dice.pick(COUPON_CODES) }),
    ),
  'remove-coupon': (world, step) =>
    onOrderThat(hasCoupon, world, step, ({ ask, dice, newId, order: stateOf }, order) => {
      const entered = stateOf(order).coupons.map(({ use }) => use);
      // Somebody takes one back that is not there, too.
      ask('removeCoupon', { order, use: entered.length === 0 ? newId() : dice.pick(entered) });
    }),
  'waive-charge': (world, step) =>
    onOrderThat(hasCharge, world, step, ({ ask, dice, order: stateOf }, order) => {
      const charges = stateOf(order).rules?.charges ?? [];
      if (charges.length === 0) return;
      ask(
        'waiveCharge',
        { order, charge: dice.pick(charges).id, reason: 'tardó mucho' },
        world.house.manager,
      );
    }),
  'restore-charge': (world, step) =>
    onOrderThat(hasWaived, world, step, ({ ask, dice, order: stateOf }, order) => {
      const waived = [...stateOf(order).waived.keys()];
      if (waived.length > 0) ask('restoreCharge', { order, charge: dice.pick(waived) }, world.house.manager);
    }),
} satisfies Readonly<Record<string, Operation>>;

const hasCoupon = ({ coupons }: OrderState) => coupons.length > 0;
const hasCharge = ({ rules, waived }: OrderState) => (rules?.charges.length ?? 0) > waived.size;
const hasWaived = ({ waived }: OrderState) => waived.size > 0;
