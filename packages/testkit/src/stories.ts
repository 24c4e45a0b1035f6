import { Cashier } from './cashier.ts';
import { houseOf } from './house.ts';
import { sharedShelf } from './shared-shelf.ts';
import { tableEvening } from './table-evening.ts';
import type { Story } from './story.ts';

/** A sale with options, a return line, a changed quantity, a void and a note, paid in cash with change. */
export function counterSale(seed: number): Story {
  const house = houseOf(seed);
  const till = new Cashier(house, 'T1');
  const shift = till.openShift();
  const order = till.openOrder();
  const [burger, lemonade, candle, debt] = house.items;
  till.addLine(order, burger!, { quantity: 2, options: ['Cheddar', 'No onions'] });
  const drink = till.addLine(order, lemonade!);
  till.changeQuantity(order, drink, 2);
  till.setLineNote(order, drink, 'ice');
  const slip = till.addLine(order, candle!);
  till.voidLine(order, slip);
  till.addLine(order, candle!, { quantity: -1 });
  till.overridePrice(order, till.addLine(order, candle!, { quantity: 3 }), 333_333);
  till.addLine(order, debt!);
  till.payAndClose(order);
  const second = till.openOrder();
  till.addLine(second, candle!);
  return {
    name: 'counter sale',
    house,
    chains: [till.writer.entries()],
    orders: [order, second],
    shifts: [shift],
  };
}

/** Two tills serve one table without seeing each other, then meet; both close it, and the first close stands. */
export function sharedTable(seed: number): Story {
  const house = houseOf(seed);
  const one = new Cashier(house, 'T1');
  const two = new Cashier(house, 'T2');
  const shifts = [one.openShift(), two.openShift()];
  const [burger, lemonade] = house.items;
  const order = one.openOrder();
  const meal = one.addLine(order, burger!, { options: ['Cheddar'] });
  two.writer.hear(one.writer);
  // Apart: a beer each is two beers, a void meets a change of the same line.
  one.changeQuantity(order, meal, 1);
  two.changeQuantity(order, meal, 1);
  const drink = two.addLine(order, lemonade!);
  one.fire(order);
  two.fire(order);
  two.voidLine(order, drink);
  one.payAndClose(order);
  two.payAndClose(order);
  return {
    name: 'shared table',
    house,
    chains: [one.writer.entries(), two.writer.entries()],
    orders: [order],
    shifts,
  };
}

/** A ticket goes through its stages on two tills: the same bump on both, a bump of an unknown ticket, a recall. */
export function kitchenEvening(seed: number): Story {
  const house = houseOf(seed);
  const till = new Cashier(house, 'T1');
  const kitchen = new Cashier(house, 'K1');
  const order = till.openOrder();
  const [burger, lemonade] = house.items;
  const meal = till.addLine(order, burger!);
  const drink = till.addLine(order, lemonade!, { quantity: 4 });
  const firing = till.fire(order);
  kitchen.writer.hear(till.writer);
  const press = house.newId<'Command'>();
  kitchen.bump(order, meal, firing, press);
  till.bump(order, meal, firing, press);
  kitchen.bump(order, meal, firing);
  kitchen.bump(order, drink, firing);
  till.writer.hear(kitchen.writer);
  till.recall(order, meal, firing);
  till.voidLine(order, drink);
  kitchen.writer.hear(till.writer);
  kitchen.bump(order, meal, firing);
  const again = till.openOrder();
  till.addLine(again, burger!);
  till.fire(again);
  return {
    name: 'kitchen evening',
    house,
    chains: [till.writer.entries(), kitchen.writer.entries()],
    orders: [order, again],
    shifts: [],
  };
}

/**
 * A draft table paid on one till while another holds a stale copy (odoo PR #288974): the other adds, voids and closes too.
 * When they meet, its close is reversed, the second payment goes back, and what nobody had closed is a further document.
 */
export function staleDraft(seed: number): Story {
  const house = houseOf(seed);
  const one = new Cashier(house, 'T1');
  const two = new Cashier(house, 'T2');
  const shifts = [one.openShift(), two.openShift()];
  const [burger, lemonade, candle] = house.items;
  const order = one.openOrder();
  const meal = one.addLine(order, burger!);
  const drink = one.addLine(order, lemonade!);
  two.writer.hear(one.writer);
  one.payAndClose(order);
  two.voidLine(order, drink);
  two.changeQuantity(order, meal, 1);
  two.payAndClose(order);
  const third = new Cashier(house, 'T3');
  shifts.push(third.openShift());
  third.writer.hear(one.writer);
  third.writer.hear(two.writer);
  // A third till that knows of no close adds to the table.
  const stale = new Cashier(house, 'T4');
  stale.writer.learn(one.writer.entries().filter(({ entry }) => entry.command !== 'payAndClose'));
  stale.addLine(order, candle!, { quantity: 3 });
  for (const till of [one, two, third]) till.writer.hear(stale.writer);
  two.writer.hear(one.writer);
  two.reverseOwnContested(order);
  third.writer.hear(two.writer);
  third.payAndClose(order);
  one.writer.hear(third.writer);
  one.resolveTasks(order);
  return {
    name: 'stale draft',
    house,
    chains: [one, two, third, stale].map(({ writer }) => writer.entries()),
    orders: [order],
    shifts,
  };
}

export const STORIES: readonly ((seed: number) => Story)[] = [
  counterSale,
  sharedTable,
  kitchenEvening,
  staleDraft,
  tableEvening,
  sharedShelf,
];
