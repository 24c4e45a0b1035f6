import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/** Every till says of every stock what all disks together say: its level, what was counted, and how often it moved. */
export function stock({ tills, oracle }: Evidence): readonly Failure[] {
  const expected = oracle
    .ask('SELECT id, item_id, level, counted, moved, movements FROM stock_levels')
    .map((row) => JSON.stringify(row));
  const found = tills.flatMap(({ name, stock: levels }) => {
    const here = levels.map((row) => JSON.stringify(row));
    const wrong = [
      ...here.filter((row) => !expected.includes(row)).map((row) => ({ at: name, here: row })),
      ...expected.filter((row) => !here.includes(row)).map((row) => ({ at: name, oracle: row })),
    ];
    return wrong;
  });
  return told('stock', 'a till has another level than all facts together say', found);
}
