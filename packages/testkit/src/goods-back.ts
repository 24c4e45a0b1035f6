import type { Id } from '@beaveros/kit';
import { Cashier } from './cashier.ts';
import { houseOf } from './house.ts';
import type { Story } from './story.ts';

/**
 * Goods that come back: three candles one by one, so that the last takes what is left; a lemonade that two tills give
 * money for apart; and a table that two tills closed, of which one gave the money back before it was reversed.
 */
export function goodsBack(seed: number): Story {
  const house = houseOf(seed);
  const [one, two] = [new Cashier(house, 'T1'), new Cashier(house, 'T2')];
  const [, lemonade, candle] = house.items;
  const shifts = [one.openShift(), two.openShift()];
  const part = (line: Id<'Line'>, units = 1) => new Map([[line, units]]);

  const candles = one.openOrder();
  const three = one.addLine(candles, candle!, { quantity: 3 });
  const bought = one.payAndClose(candles);
  for (let at = 0; at < 3; at += 1) one.refund(candles, bought, part(three));

  const drinks = one.openOrder();
  const glass = one.addLine(drinks, lemonade!);
  const drunk = one.payAndClose(drinks);
  two.writer.hear(one.writer);
  one.refund(drinks, drunk, part(glass));
  two.refund(drinks, drunk, part(glass));

  const table = one.openOrder();
  const light = one.addLine(table, candle!, { quantity: 2 });
  two.writer.hear(one.writer);
  one.payAndClose(table);
  const again = two.payAndClose(table);
  two.refund(table, again, part(light));
  one.writer.hear(two.writer);
  two.writer.hear(one.writer);
  two.reverseOwnContested(table);
  one.reverseOwnContested(table);
  two.resolveTasks(drinks);
  one.writer.hear(two.writer);
  return {
    name: 'goods back',
    house,
    chains: [one.writer.entries(), two.writer.entries()],
    orders: [candles, drinks, table],
    shifts,
  };
}
