import { describe, expect, it } from 'vitest';
import { fixed, KitchenCore, NOON, STATIONS } from './_core.ts';
import { answered, type Board, EMPTY_BOARD, tapped } from './board.ts';
import { bump, commandsOf } from './moves.ts';
import { NOTHING_SHOWN, show } from './shown.ts';
import { spanOf } from './span.ts';

const FREE = { station: null, isHeld: false };
const HELD = { station: null, isHeld: true };

function kitchen(): { readonly core: KitchenCore; readonly board: Board } {
  const core = new KitchenCore();
  core.fire({ order: 1, firing: 1, lines: [{ n: 1 }, { n: 2, station: 1 }] });
  core.fire({ order: 2, firing: 2, lines: [{ n: 3 }] });
  return { core, board: answered(EMPTY_BOARD, { scope: 'open', tickets: core.tickets(false) }, NOON) };
}

describe('show', () => {
  it('shows the tickets of a station, and counts all', () => {
    const { board } = kitchen();
    const shown = show(NOTHING_SHOWN, board, { ...FREE, station: STATIONS[0]!.id });
    expect([...shown.tickets.values()].map(({ label }) => label)).toEqual(['T1-1', 'T1-2']);
    expect(shown.all).toHaveLength(3);
  });

  it('keeps the place and the picture of a ticket that left while a finger was down', () => {
    const { board } = kitchen();
    const before = show(NOTHING_SHOWN, board, FREE);
    const [first] = before.slots;
    const ticket = before.tickets.get(first!)!;
    const bumped = tapped(
      board,
      commandsOf(bump(ticket, NOON)!, () => fixed('Command', 1) as never),
      NOON,
    )!;
    const held = show(before, bumped, HELD);
    expect(held.slots).toBe(before.slots);
    expect(held.tickets.has(first!)).toBe(false);
    expect(held.leaving.get(first!)).toBe(ticket);
    expect(show(held, bumped, HELD).leaving.get(first!)).toBe(ticket);
    const free = show(held, bumped, FREE);
    expect(free.slots).toEqual(before.slots.slice(1));
    expect(free.leaving.size).toBe(0);
  });
});

describe('spanOf', () => {
  it('gives a long ticket more columns, and never more than there are', () => {
    const core = new KitchenCore();
    core.fire({ order: 1, firing: 1, lines: Array.from({ length: 20 }, (_, at) => ({ n: at + 1 })) });
    const [ticket] = core.tickets(false);
    expect(spanOf(ticket!, { columns: 4, rows: 40 })).toBe(1);
    expect(spanOf(ticket!, { columns: 4, rows: 15 })).toBe(2);
    expect(spanOf(ticket!, { columns: 2, rows: 4 })).toBe(2);
    expect(spanOf(ticket!, { columns: 9, rows: 1 })).toBe(3);
  });
});
