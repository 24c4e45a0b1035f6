import { type Id, type Instant, instant, type NewId } from '@beaveros/kit';
import { IpcClient, type IpcLine, type IpcLineListener } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import { fixed, KitchenCore, NOON } from '../board/_core.ts';
import { EMPTY_BOARD, hanging } from '../board/board.ts';
import { bump, commandsOf, type KitchenCommand } from '../board/moves.ts';
import type { TicketView } from '../board/ticket.ts';
import { BoardKeep } from '../keep/board-keep.ts';
import {
  ANSWER_LATE_MS,
  ASK_AGAIN_MS,
  BoardLine,
  type LineState,
  MISSING_LATEST_MS,
  MISSING_QUIET_MS,
  START_GRACE_MS,
} from './board-line.ts';

/** A till behind a line that breaks when told. It answers when asked to, with the real folds of domain. */
class Till {
  core = new KitchenCore();
  readonly calls: string[] = [];
  isAway = false;
  isHanging = false;
  store = 'madrid';
  refuses = false;
  #listener: IpcLineListener | null = null;

  open = (listener: IpcLineListener): Promise<IpcLine> => {
    if (this.isAway) return Promise.reject(new Error('away'));
    this.#listener = listener;
    return Promise.resolve({ send: (frame) => this.#take(frame as Frame), close: () => {} });
  };

  push(service: string): void {
    this.#listener?.onFrame({ push: 'changed', service, aggregates: [] });
  }

  pushTickets(tickets: readonly TicketView[]): void {
    this.#listener?.onFrame({ push: 'tickets', order: tickets[0]?.order, tickets });
  }

  hangUp(): void {
    this.isAway = true;
    const listener = this.#listener;
    this.#listener = null;
    listener?.onClosed();
  }

  #take(frame: Frame): void {
    if (this.isHanging) return;
    this.calls.push(frame.call);
    const listener = this.#listener;
    const { id } = frame;
    if (this.refuses && frame.commandId !== null)
      listener?.onFrame({ id, ok: false, refusal: { code: 'workflow/stage-unknown', stage: 'x' } });
    else listener?.onFrame({ id, ok: true, value: this.#answer(frame) });
  }

  #answer({ call, input, commandId }: Frame): unknown {
    if (call === 'status')
      return { tenant: 'casa', store: this.store, storeName: 'Casa', terminalCode: 'T1', locale: null };
    if (call === 'stations') return { stations: [] };
    if (call === 'tickets') return { tickets: this.core.tickets(input['includeDone'] === true) };
    const lines = input['lines'] as { line: Id<'Line'>; firing: Id<'Firing'> }[];
    const command = {
      commandId,
      call,
      order: input['order'],
      firing: lines[0]!.firing,
      lines: lines.map(({ line }) => line),
      stage: input['stage'],
    };
    return { tickets: this.core.run(command as unknown as KitchenCommand) };
  }
}

interface Frame {
  readonly id: number;
  readonly call: string;
  readonly commandId: string | null;
  readonly input: Readonly<Record<string, unknown>>;
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

class Screen {
  state: LineState = {
    board: EMPTY_BOARD,
    lostSince: null,
    foundAt: null,
    stations: [],
    till: null,
    problem: null,
  };
  readonly line: BoardLine;
  readonly newId: NewId;
  #now: Instant = NOON;
  #timers: { at: number; action: () => void }[] = [];

  constructor(till: Till, disk: Map<string, string>) {
    let n = disk.size * 1_000;
    this.newId = <Of extends string>() => {
      n += 1;
      return fixed('Command', n) as unknown as Id<Of>;
    };
    const after = (delayMs: number, action: () => void) => {
      const timer = { at: this.#now + delayMs, action };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((each) => each !== timer);
      };
    };
    const storage = {
      getItem: (key: string) => disk.get(key) ?? null,
      setItem: (key: string, text: string) => void disk.set(key, text),
    };
    this.line = new BoardLine({
      client: new IpcClient({ open: till.open, newId: this.newId, after }),
      keep: new BoardKeep({ storage, after }),
      newId: this.newId,
      now: () => this.#now,
      after,
      get: () => this.state,
      set: (change) => {
        this.state = { ...this.state, ...change };
      },
    });
    this.line.start();
  }

  /** Lets `ms` pass: timers run at their time. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#now = instant(next.at);
      next.action();
      await settled();
    }
    this.#now = instant(until);
    await settled();
  }

  bump(label: string): void {
    const ticket = hanging(this.state.board).find((each) => each.label === label)!;
    this.line.do(commandsOf(bump(ticket, this.#now)!, this.newId));
  }

  get labels(): readonly string[] {
    return hanging(this.state.board).map(({ label }) => label);
  }
}

async function started(): Promise<{ till: Till; disk: Map<string, string>; screen: Screen }> {
  const till = new Till();
  till.core.fire({ order: 1, firing: 1, lines: [{ n: 1 }] });
  till.core.fire({ order: 2, firing: 2, lines: [{ n: 2 }] });
  const disk = new Map<string, string>();
  const screen = new Screen(till, disk);
  await screen.pass(0);
  return { till, disk, screen };
}

describe('BoardLine', () => {
  it('shows the tickets, and a new one with one question when told', async () => {
    const { till, screen } = await started();
    expect(screen.labels).toEqual(['T1-1', 'T1-2']);
    till.core.fire({ order: 3, firing: 3, lines: [{ n: 3 }] });
    till.calls.length = 0;
    till.push('journal');
    await settled();
    expect(screen.labels).toEqual(['T1-1', 'T1-2', 'T1-3']);
    expect(till.calls).toEqual(['tickets']);
  });

  it('shows a ticket that is pushed without asking for anything', async () => {
    const { till, screen } = await started();
    till.core.fire({ order: 3, firing: 3, lines: [{ n: 3 }] });
    till.calls.length = 0;
    till.pushTickets(till.core.tickets(true).filter(({ label }) => label === 'T1-3'));
    expect(screen.labels).toEqual(['T1-1', 'T1-2', 'T1-3']);
    expect(till.calls).toEqual([]);
  });

  it('asks once more for many pushes at once', async () => {
    const { till } = await started();
    till.calls.length = 0;
    for (let n = 0; n < 50; n += 1) till.push('journal');
    await settled();
    expect(till.calls).toEqual(['tickets', 'tickets']);
  });

  it('drops what another board bumped, after asking what became of it', async () => {
    const { till, screen } = await started();
    const [first] = hanging(screen.state.board);
    till.core.run(commandsOf(bump(first!, NOON)!, () => fixed('Command', 77) as never)[0]!);
    till.push('journal');
    await settled();
    expect(screen.labels).toEqual(['T1-1', 'T1-2']);
    await screen.pass(MISSING_QUIET_MS);
    expect(screen.labels).toEqual(['T1-2']);
  });

  it('asks about the missing at the latest after a second of pushes', async () => {
    const { till, screen } = await started();
    const [first] = hanging(screen.state.board);
    till.core.run(commandsOf(bump(first!, NOON)!, () => fixed('Command', 77) as never)[0]!);
    for (let passed = 0; passed <= MISSING_LATEST_MS; passed += MISSING_QUIET_MS / 2) {
      till.push('journal');
      await screen.pass(MISSING_QUIET_MS / 2);
    }
    expect(screen.labels).toEqual(['T1-2']);
  });

  it('asks again about what the till did not know, until it has heard', async () => {
    const { till, screen } = await started();
    const whole = till.core;
    till.core = new KitchenCore();
    till.core.fire({ order: 1, firing: 1, lines: [{ n: 1 }] });
    till.push('journal');
    await settled();
    await screen.pass(MISSING_QUIET_MS);
    expect(screen.labels).toEqual(['T1-1', 'T1-2']);
    expect(screen.state.board.unheard.size).toBe(1);
    till.core = whole;
    const second = hanging(screen.state.board)[1]!;
    till.core.run(commandsOf(bump(second, NOON)!, () => fixed('Command', 77) as never)[0]!);
    await screen.pass(ASK_AGAIN_MS);
    expect(screen.labels).toEqual(['T1-1']);
    expect(screen.state.board.unheard.size).toBe(0);
  });

  it('says that the till is away, keeps the tickets, and sends the bumps of that time when it is back', async () => {
    const { till, screen } = await started();
    till.hangUp();
    expect(screen.state.lostSince).toBe(NOON);
    await screen.pass(60_000);
    screen.bump('T1-1');
    expect(screen.labels).toEqual(['T1-2']);
    expect(till.core.tickets(false)).toHaveLength(2);
    till.isAway = false;
    await screen.pass(2_000);
    expect(screen.state.lostSince).toBeNull();
    expect(till.core.tickets(false).map(({ label }) => label)).toEqual(['T1-2']);
    expect(screen.state.board.unsent).toEqual([]);
  });

  it('shows the last board after a reload without a till, and sends what was bumped before and after', async () => {
    const { till, disk, screen } = await started();
    till.hangUp();
    screen.bump('T1-1');
    await screen.pass(5_000);
    const reloaded = new Screen(till, disk);
    await reloaded.pass(START_GRACE_MS);
    expect(reloaded.labels).toEqual(['T1-2']);
    expect(reloaded.state.lostSince).toBe(NOON);
    reloaded.bump('T1-2');
    till.isAway = false;
    await reloaded.pass(2_000);
    expect(till.core.tickets(false)).toEqual([]);
    expect(reloaded.state.board.unsent).toEqual([]);
    expect(new Screen(new Till(), disk).state.board.unsent).toEqual([]);
  });

  it('sends nothing to another store, and shows nothing of the one before', async () => {
    const { till, disk, screen } = await started();
    till.hangUp();
    screen.bump('T1-1');
    await screen.pass(5_000);
    const other = new Till();
    other.store = 'lyon';
    const moved = new Screen(other, disk);
    await moved.pass(0);
    expect(moved.labels).toEqual([]);
    expect(other.calls).not.toContain('bump');
  });

  it('calls a till that does not answer lost', async () => {
    const { till, screen } = await started();
    till.isHanging = true;
    screen.bump('T1-1');
    await screen.pass(ANSWER_LATE_MS);
    expect(screen.state.lostSince).toBe(NOON);
  });

  it('takes a refused bump back and says why', async () => {
    const { till, screen } = await started();
    till.refuses = true;
    screen.bump('T1-1');
    expect(screen.labels).toEqual(['T1-2']);
    await settled();
    expect(screen.labels).toEqual(['T1-1', 'T1-2']);
    expect(screen.state.problem?.code).toBe('workflow/stage-unknown');
  });
});
