import { foldAll } from '@beaveros/domain/journal';
import { stockIdOf, stockLedger } from '@beaveros/domain/product-catalog';
import { isSettled, orderFold, orderRows } from '@beaveros/domain/order';
import { ticketRows, ticketsFold } from '@beaveros/domain/workflow';
import { describe, expect, it } from 'vitest';
import {
  counterSale,
  factsOf,
  kitchenEvening,
  sharedShelf,
  sharedTable,
  staleDraft,
  STORIES,
} from './index.ts';

describe('a story', () => {
  it.each(STORIES)('%# is the same for the same seed and another for another', (tell) => {
    expect(tell(7).chains).toEqual(tell(7).chains);
    expect(tell(7).chains).not.toEqual(tell(8).chains);
  });

  it('sells at a counter: lines, a return, a void, change', () => {
    const { orders, chains } = counterSale(1);
    const rows = orderRows(foldAll(orderFold, orders[0]!, factsOf(chains.flat(), orders[0]!)).state);
    expect(rows.orders[0]).toMatchObject({ status: 'closed', net: 2_176, total: 2_868, paid: 2_868 });
    expect(rows.orderItems.filter((item) => item.isVoided)).toHaveLength(1);
    expect(rows.documents).toHaveLength(1);
  });

  it('closes a shared table twice, the first in canonical order standing', () => {
    const { orders, chains } = sharedTable(1);
    const rows = orderRows(foldAll(orderFold, orders[0]!, factsOf(chains.flat(), orders[0]!)).state);
    expect(rows.documents).toHaveLength(2);
    expect(rows.orderItems.find((item) => item.itemName === 'Burger')?.quantity).toBe(3_000_000);
  });

  it('settles a table that was paid on one till while others held stale copies', () => {
    const { orders, chains } = staleDraft(1);
    const { state } = foldAll(orderFold, orders[0]!, factsOf(chains.flat(), orders[0]!));
    const rows = orderRows(state);
    // One burger and a lemonade; two burgers, reversed; three candles, for the second payment and less.
    expect(rows.documents.map(({ terminalCode, status, total }) => [terminalCode, status, total])).toEqual([
      ['T1', 'standing', 1_661],
      ['T2', 'reversed', 2_531],
      ['T3', 'standing', 255],
      ['T2', 'reversal', -2_531],
    ]);
    expect(rows.orders[0]).toMatchObject({ status: 'closed', paid: 1_916, due: 0, overpaid: 0 });
    expect(rows.tasks.map(({ kind, isOpen }) => [kind, isOpen])).toEqual([
      ['unseen-void', false],
      ['unseen-quantity', false],
    ]);
    expect(isSettled(state)).toBe(true);
  });

  it('bumps once what two tills bumped with one finger, and takes back what was recalled', () => {
    const { orders, chains } = kitchenEvening(1);
    const rows = ticketRows(foldAll(ticketsFold, orders[0]!, factsOf(chains.flat(), orders[0]!)).state);
    const stages = rows.ticketLines.map(({ name, stageOrdinal, isVoided }) => [name, stageOrdinal, isVoided]);
    expect(stages).toEqual([
      ['Burger', 1, false],
      ['Lemonade', 1, true],
    ]);
  });

  it('counts one shelf on two tills: what the count did not know is added to it, one finger moves once', () => {
    const { house, chains } = sharedShelf(1);
    const levelOf = (at: number) => {
      const stock = stockIdOf(house.store, house.items[at]!.id);
      return stockLedger(stock, factsOf(chains.flat(), stock)).levelMicro / 1_000_000;
    };
    // 19 were found; three went on the other till unseen, and one came back since.
    expect(levelOf(1)).toBe(17);
    // 11 were found, with the broken one and two burgers' halves known; then twenty were sold of them.
    expect(levelOf(2)).toBe(-9);
  });
});
