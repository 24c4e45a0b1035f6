import { foldAll } from '@beaveros/domain/journal';
import { balanceOf, orderFold, orderRows, orderTasks, overpaidOf } from '@beaveros/domain/order';
import { contributionsOf } from '@beaveros/domain/report';
import { describe, expect, it } from 'vitest';
import { goodsBack } from './goods-back.ts';
import { factsOf } from './till-writer.ts';

describe('goods that come back', () => {
  const { chains, orders } = goodsBack(5);
  const [candles, drinks, table] = orders.map(
    (order) => foldAll(orderFold, order, factsOf(chains.flat(), order)).state,
  ) as [ReturnType<typeof stateOf>, ReturnType<typeof stateOf>, ReturnType<typeof stateOf>];

  it('one by one give back exactly what was paid', () => {
    expect(candles.refunds).toHaveLength(3);
    const sold = contributionsOf(candles).reduce((all, { total }) => all + total, 0);
    expect([sold, balanceOf(candles), orderTasks(candles)]).toEqual([0, 0, []]);
  });

  it('twice are a loss that somebody has looked at', () => {
    const [task] = orderTasks(drinks);
    expect(task).toMatchObject({ kind: 'over-refunded', resolved: { note: 'seen' } });
    expect(task!.amount).toBe(drinks.documents[0]!.total);
    expect([balanceOf(drinks), overpaidOf(drinks)]).toEqual([0, 0]);
  });

  it('of a document that was taken back count against the one that stands', () => {
    const { documents } = orderRows(table);
    expect(documents.map(({ status }) => status).sort()).toEqual([
      'refund',
      'reversal',
      'reversed',
      'standing',
    ]);
    // The guest paid two closes and got one candle's money back: what is owed is the second close.
    expect(overpaidOf(table)).toBe(table.documents[0]!.total);
    expect(orderTasks(table).map(({ kind }) => kind)).toEqual(['overpaid']);
  });
});

const stateOf = (order: string) => foldAll(orderFold, order, []).state;
