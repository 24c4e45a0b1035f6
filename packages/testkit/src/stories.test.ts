import { foldAll } from '@beaveros/domain/journal';
import { orderFold, orderRows } from '@beaveros/domain/order';
import { ticketRows, ticketsFold } from '@beaveros/domain/workflow';
import { describe, expect, it } from 'vitest';
import { counterSale, factsOf, kitchenEvening, sharedTable, STORIES } from './index.ts';

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

  it('bumps once what two tills bumped with one finger, and takes back what was recalled', () => {
    const { orders, chains } = kitchenEvening(1);
    const rows = ticketRows(foldAll(ticketsFold, orders[0]!, factsOf(chains.flat(), orders[0]!)).state);
    const stages = rows.ticketLines.map(({ name, stageOrdinal, isVoided }) => [name, stageOrdinal, isVoided]);
    expect(stages).toEqual([
      ['Burger', 1, false],
      ['Lemonade', 1, true],
    ]);
  });
});
