import { type Instant, instant } from '@beaveros/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, KitchenCore, NOON } from '../board/_core.ts';
import { answered, EMPTY_BOARD, hanging, tapped } from '../board/board.ts';
import { bump, commandsOf } from '../board/moves.ts';
import { BoardKeep, type TextStorage } from './board-keep.ts';

const HERE = { tenant: 'casa', store: 'madrid' };
const STATIONS = [
  {
    id: fixed('Station', 1),
    tenantId: fixed('Tenant', 1),
    storeId: fixed('Store', 1),
    name: 'Cocina',
    position: 0,
    categoryIds: [],
    itemIds: [],
    isExpeditor: false,
    isActive: true,
  },
];

const TILL = { storeName: 'Casa Castor', terminalCode: 'T1', timeZone: 'Europe/Madrid' };

class Disk implements TextStorage {
  readonly texts = new Map<string, string>();
  isFull = false;
  getItem(key: string): string | null {
    return this.texts.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    if (this.isFull) throw new Error('QuotaExceededError');
    this.texts.set(key, text);
  }
}

function keepOn(storage: Disk): { keep: BoardKeep; tick: () => void } {
  const timers: (() => void)[] = [];
  const after = (_: number, action: () => void) => {
    timers.push(action);
    return () => {};
  };
  return {
    keep: new BoardKeep({ storage, after }),
    tick: () => timers.splice(0).forEach((action) => action()),
  };
}

function scene() {
  const core = new KitchenCore();
  core.fire({ order: 1, firing: 1, lines: [{ n: 1 }, { n: 2 }] });
  core.fire({ order: 2, firing: 2, lines: [{ n: 3 }] });
  const board = answered(EMPTY_BOARD, { scope: 'open', tickets: core.tickets(false) }, NOON);
  const commands = commandsOf(bump(hanging(board)[0]!, NOON)!, () => fixed('Command', 1) as never);
  return { board, tap: tapped(board, commands, NOON)! };
}

describe('BoardKeep', () => {
  it('gives the board and its commands back after a reload', () => {
    const disk = new Disk();
    const { keep, tick } = keepOn(disk);
    const { tap } = scene();
    keep.standAt(HERE);
    keep.saveUnsent(tap.unsent);
    keep.saveBoard(() => ({ board: tap, stations: STATIONS, till: TILL, contactAt: instant(NOON + 5) }));
    tick();
    const kept = keepOn(disk).keep.load();
    expect(kept).toMatchObject({ stations: STATIONS, till: TILL, contactAt: NOON + 5 });
    expect(kept!.board).toEqual(tap.hasAnswer ? { ...tap, hasAnswer: false } : tap);
    expect(hanging(kept!.board).map(({ label }) => label)).toEqual(['T1-2']);
  });

  it('writes tickets behind and commands at once, the first of them with the tickets', () => {
    const disk = new Disk();
    const { keep, tick } = keepOn(disk);
    const { board, tap } = scene();
    const later = (contactAt: Instant) => () => ({ board: tap, stations: [], till: null, contactAt });
    const kept = () => keepOn(disk).keep.load();
    keep.saveBoard(() => ({ board, stations: [], till: null, contactAt: NOON }));
    expect(kept()).toBeNull();
    expect(keep.saveUnsent(tap.unsent)).toBe(true);
    expect(kept()?.board.unsent).toEqual(tap.unsent);
    keep.saveBoard(later(instant(NOON + 1)));
    expect(keep.saveUnsent([])).toBe(true);
    expect(kept()).toMatchObject({ contactAt: NOON, board: { unsent: [] } });
    tick();
    expect(kept()?.contactAt).toBe(NOON + 1);
  });

  it('knows another store, and throws its commands away', () => {
    const disk = new Disk();
    const { tap } = scene();
    const first = keepOn(disk);
    first.keep.standAt(HERE);
    first.keep.saveUnsent(tap.unsent);
    first.keep.saveBoard(() => ({ board: tap, stations: [], till: null, contactAt: NOON }));
    first.tick();
    const second = keepOn(disk).keep;
    second.load();
    expect([second.isOf(HERE), second.isOf({ ...HERE, store: 'lyon' })]).toEqual([true, false]);
    second.standAt({ ...HERE, store: 'lyon' });
    expect(keepOn(disk).keep.load()!.board.unsent).toEqual([]);
  });

  it('says when there is no room, and goes on', () => {
    const disk = new Disk();
    disk.isFull = true;
    expect(keepOn(disk).keep.saveUnsent(scene().tap.unsent)).toBe(false);
  });

  it('reads nothing that it did not write', () => {
    const texts = fc.oneof(fc.string(), fc.json(), fc.constant('{"v":1,"tickets":[{}]}'));
    fc.assert(
      fc.property(texts, texts, (board, unsent) => {
        const disk = new Disk();
        disk.texts.set('beaveros.kitchen.board', board);
        disk.texts.set('beaveros.kitchen.unsent', unsent);
        expect(keepOn(disk).keep.load()).toBeNull();
      }),
    );
  });
});
