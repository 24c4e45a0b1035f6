import { type AmountMinor, amountMinor, ZERO } from '@beaveros/kit';
import type { OrderView } from '@beaveros/protocol/ipc';
import type { Document } from '../app/view-store.ts';
import type { LineView } from './line-view.ts';
import { isMovedLine } from './marked-line.ts';

type Discount = LineView['discounts'][number];

/** Why an order comes to what it comes to: what took something off its lines, and what was added. */
export interface PriceReason {
  readonly key: string;
  /** `idle`: entered or taken, and it takes nothing off these lines. `waived`: a charge that nobody is asked for. */
  readonly kind: Discount['source'] | 'charge' | 'waived' | 'idle';
  readonly name: string;
  /** Below zero takes off. */
  readonly amount: AmountMinor;
}

/** What made one line cheaper (of a return: dearer), each rule once, in the order in which they applied. */
export function reasonsOfLine({ discounts }: Pick<LineView, 'discounts'>): readonly PriceReason[] {
  return summed(discounts);
}

/** Of the order in hand: every rule with what it took off all standing lines, then its charges. */
export function reasonsOfOrder(view: OrderView): readonly PriceReason[] {
  const standing = view.lines.filter((line) => !line.isVoided && !isMovedLine(line));
  const taken = summed(standing.flatMap(({ discounts }) => discounts));
  const takes = (rule: string) => taken.some(({ key }) => key.endsWith(`/${rule}`));
  const idle = [
    ...view.coupons.map(({ use, coupon }) => ({ key: use, rule: coupon.id, name: coupon.name })),
    ...view.rewards.map(({ redemption, reward, name }) => ({ key: redemption, rule: reward, name })),
  ].filter(({ key, rule }) => !takes(key) && !takes(rule));
  const charges = view.rules?.charges ?? [];
  return [
    ...taken,
    ...idle.map(({ key, name }) => ({ key, kind: 'idle' as const, name, amount: ZERO })),
    ...view.charges.map(({ charge, name, total }) => ({
      key: charge,
      kind: 'charge' as const,
      name,
      amount: total,
    })),
    ...view.waived.flatMap(({ charge }) => {
      const rule = charges.find(({ id }) => id === charge);
      return rule === undefined
        ? []
        : [{ key: charge, kind: 'waived' as const, name: rule.name, amount: ZERO }];
    }),
  ];
}

/** The reasons that are no single line's: the lines say theirs. */
export function reasonsBesideLines(view: OrderView): readonly PriceReason[] {
  return reasonsOfOrder(view).filter(({ kind }) => kind !== 'line' && kind !== 'promotion');
}

/** Of a document, as it was closed. */
export function reasonsOfDocument({ lines, charges }: Document): readonly PriceReason[] {
  return [
    ...summed(lines.flatMap(({ discounts }) => discounts)),
    ...charges.map(({ charge, name, total }) => ({
      key: charge,
      kind: 'charge' as const,
      name,
      amount: total,
    })),
  ];
}

function summed(discounts: readonly Discount[]): readonly PriceReason[] {
  const reasons = new Map<string, PriceReason>();
  for (const { source, rule, name, amount } of discounts) {
    const key = `${source}/${rule}`;
    const before = reasons.get(key)?.amount ?? 0;
    reasons.set(key, { key, kind: source, name, amount: amountMinor(before + amount) });
  }
  return [...reasons.values()].filter(({ amount }) => amount !== 0);
}
