import { instant, quantityMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { fixed, KitchenCore, NOON, STAGES, STATIONS } from './_core.ts';
import { AGE_LIMITS, ageMs, ageTone, worstTone } from './ages.ts';
import { allDayCounts } from './all-day.ts';
import { answered, EMPTY_BOARD } from './board.ts';
import { newsBetween } from './news.ts';

describe('ages', () => {
  it('turn at their limits, and never run backwards', () => {
    expect(ageMs(NOON, instant(NOON - 5_000))).toBe(0);
    expect([0, 479_999, 480_000, 899_999, 900_000].map((ms) => ageTone(ms, AGE_LIMITS))).toEqual([
      'ok',
      'ok',
      'warn',
      'warn',
      'late',
    ]);
    expect([worstTone([]), worstTone(['ok', 'warn']), worstTone(['late', 'ok'])]).toEqual([
      'ok',
      'warn',
      'late',
    ]);
  });
});

describe('all-day counts', () => {
  it('sum what is left to make, the most first', () => {
    const core = new KitchenCore();
    core.fire({ order: 1, firing: 1, lines: [{ n: 1 }, { n: 2 }, { n: 4 }, { n: 5 }] });
    core.fire({ order: 2, firing: 2, lines: [{ n: 7 }, { n: 8 }] });
    core.voidLine(2, 8);
    core.run({
      commandId: fixed('Command', 1),
      call: 'bump',
      order: fixed('Order', 1),
      firing: fixed('Firing', 1),
      lines: [fixed('Line', 2)],
      stage: STAGES[3]!.stage,
    });
    expect(allDayCounts(core.tickets(true))).toEqual([
      { name: 'Dish 1', quantityMicro: quantityMicro(3_000_000) },
      { name: 'Dish 2', quantityMicro: quantityMicro(1_000_000) },
    ]);
  });
});

describe('news', () => {
  it('are new tickets and voids of the station, and not the first answer', () => {
    const core = new KitchenCore();
    const told = (before = EMPTY_BOARD) =>
      answered(before, { scope: 'open', tickets: core.tickets(false) }, NOON);
    core.fire({ order: 1, firing: 1, lines: [{ n: 1 }, { n: 2 }] });
    const first = told();
    expect(newsBetween(EMPTY_BOARD, first, null)).toEqual({ hasNew: false, hasVoid: false });
    core.fire({ order: 2, firing: 2, lines: [{ n: 3, station: 1 }] });
    const second = told(first);
    expect(newsBetween(first, second, null)).toEqual({ hasNew: true, hasVoid: false });
    expect(newsBetween(first, second, STATIONS[0]!.id).hasNew).toBe(false);
    core.voidLine(1, 2);
    expect(newsBetween(second, told(second), STATIONS[0]!.id)).toEqual({ hasNew: false, hasVoid: true });
  });
});
