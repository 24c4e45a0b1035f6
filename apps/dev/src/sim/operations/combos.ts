import { menuItem } from '../house-rules.ts';
import type { Operation } from './operation.ts';
import { onOrder } from './terms.ts';

/** What is sold as one and made of several lines. */
export const comboOperations = {
  'add-combo': (world, step) =>
    onOrder(world, step, ({ ask, dice, newId, world: { house } }, order) => {
      const [burger, tortilla, , beer, coffee] = house.items;
      const combos = dice.between(1, 3);
      const choice = (group: number, item: string | undefined, units: number) => ({
        line: newId<'Line'>(),
        group,
        item,
        units,
        options: [],
        note: null,
      });
      // Sometimes one drink more or less than the menu has.
      const drinks = combos + dice.pick([0, 0, 1, -1]);
      const choices = [
        choice(0, dice.pick([burger, tortilla]), combos),
        ...(drinks > 0 ? [choice(1, dice.pick([beer, coffee]), drinks)] : []),
      ];
      ask('addCombo', {
        order,
        combo: newId<'Combo'>(),
        item: menuItem(house),
        combos,
        choices,
        rest: newId<'Line'>(),
      });
    }),
} satisfies Readonly<Record<string, Operation>>;
