import type { OrderView } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import { reasonsBesideLines, reasonsOfDocument, reasonsOfLine, reasonsOfOrder } from './price-reasons.ts';

const taken = (source: string, rule: string, amount: number) => ({ source, rule, name: `${rule}!`, amount });
const line = (discounts: readonly object[], more: object = {}) => ({
  isVoided: false,
  movedTo: null,
  discounts,
  ...more,
});
const view = (lines: readonly object[], more: object = {}) =>
  ({
    lines,
    coupons: [],
    rewards: [],
    charges: [],
    waived: [],
    rules: null,
    ...more,
  }) as unknown as OrderView;
const said = (reasons: ReturnType<typeof reasonsOfOrder>) =>
  reasons.map(({ kind, name, amount }) => [kind, name, amount]);

const lines = [
  line([taken('line', 'late', -50), taken('promotion', 'fruit', -100), taken('order', 'staff', -20)]),
  line([taken('promotion', 'fruit', -100), taken('coupon', 'CASTOR', -30)]),
  line([taken('promotion', 'fruit', -900)], { isVoided: true }),
  line([taken('promotion', 'fruit', -900)], { movedTo: 'elsewhere' }),
];

describe('why an order comes to what it comes to', () => {
  it('is each rule once, over the lines that stand', () => {
    expect(said(reasonsOfOrder(view(lines)))).toEqual([
      ['line', 'late!', -50],
      ['promotion', 'fruit!', -200],
      ['order', 'staff!', -20],
      ['coupon', 'CASTOR!', -30],
    ]);
    expect(said(reasonsBesideLines(view(lines)))).toEqual([
      ['order', 'staff!', -20],
      ['coupon', 'CASTOR!', -30],
    ]);
  });

  it('on a line is what that line was lowered by, and nothing that takes nothing', () => {
    const discounts = [taken('line', 'late', -50), taken('promotion', 'fruit', 0)] as never;
    expect(said(reasonsOfLine({ discounts }))).toEqual([['line', 'late!', -50]]);
  });

  it('has charges, waived ones, and coupons and rewards that take nothing', () => {
    const order = view(lines, {
      coupons: [
        { use: 'u1', coupon: { id: 'CASTOR', name: 'Welcome' } },
        { use: 'u2', coupon: { id: 'IDLE', name: 'Idle' } },
      ],
      rewards: [{ redemption: 'r1', reward: 'w1', name: 'Coffee' }],
      charges: [{ charge: 'service', name: 'Service', net: 80, total: 96 }],
      waived: [{ charge: 'cover', reason: 'slow' }],
      rules: { charges: [{ id: 'cover', name: 'Cover' }] },
    });
    expect(said(reasonsBesideLines(order)).slice(2)).toEqual([
      ['idle', 'Idle', 0],
      ['idle', 'Coffee', 0],
      ['charge', 'Service', 96],
      ['waived', 'Cover', 0],
    ]);
  });

  it('of a document is what its lines and charges say', () => {
    const document = { lines, charges: [{ charge: 'service', name: 'Service', total: 96 }] } as never;
    expect(said(reasonsOfDocument(document)).at(-1)).toEqual(['charge', 'Service', 96]);
  });
});
