import { type Id, instant, type NewId } from '@beaveros/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, KitchenCore, NOON, STAGES } from './_core.ts';
import {
  answered,
  type Board,
  DONE_KEPT_MAX,
  doneTickets,
  EMPTY_BOARD,
  hanging,
  refused,
  seen,
  tapped,
  UNSENT_MAX,
} from './board.ts';
import { advance, bump, commandsOf, type KitchenCommand, stepBack, undoOf } from './moves.ts';
import type { TicketView } from './ticket.ts';

const LATER = instant(NOON + 600_000);

function minter(): NewId {
  let n = 0;
  return <Of extends string>() => {
    n += 1;
    return fixed('Command', n) as unknown as Id<Of>;
  };
}

const open = (board: Board, core: KitchenCore) =>
  answered(board, { scope: 'open', tickets: core.tickets(false) }, LATER);
const all = (board: Board, core: KitchenCore) =>
  answered(board, { scope: 'all', tickets: core.tickets(true) }, LATER);
const names = (tickets: readonly TicketView[]) => tickets.map(({ label }) => label);

function kitchen(...firings: Parameters<KitchenCore['fire']>[0][]): { core: KitchenCore; board: Board } {
  const core = new KitchenCore();
  for (const firing of firings) core.fire(firing);
  return { core, board: open(EMPTY_BOARD, core) };
}

const ONE = { order: 1, firing: 1, lines: [{ n: 1 }, { n: 2 }] };
const TWO = { order: 2, firing: 2, lines: [{ n: 3 }] };

function bumped(board: Board, ticket: TicketView, newId = minter()): [Board, KitchenCommand] {
  const [command] = commandsOf(bump(ticket, LATER)!, newId);
  return [tapped(board, [command!], LATER)!, command!];
}

describe('a board', () => {
  it('hangs open tickets, oldest first', () => {
    expect(names(hanging(kitchen(ONE, TWO).board))).toEqual(['T1-1', 'T1-2']);
  });

  it('keeps a ticket that an answer does not know, and says so once the done ones are known', () => {
    const { board } = kitchen(ONE, TWO);
    const elsewhere = new KitchenCore();
    elsewhere.fire(TWO);
    const asked = open(board, elsewhere);
    expect(names(hanging(asked))).toEqual(['T1-1', 'T1-2']);
    expect([...asked.missing]).toEqual([hanging(asked)[0]!.ticket]);
    expect(asked.unheard.size).toBe(0);
    const told = all(asked, elsewhere);
    expect(names(hanging(told))).toEqual(['T1-1', 'T1-2']);
    expect([...told.unheard]).toEqual([hanging(told)[0]!.ticket]);
    elsewhere.fire(ONE);
    expect(open(told, elsewhere).unheard.size).toBe(0);
  });

  it('doubts no ticket that the till has just called open, if its list of all is cut short', () => {
    const { core, board } = kitchen(ONE, TWO);
    const cut = core.tickets(true).slice(0, 1);
    const told = answered(open(board, core), { scope: 'all', tickets: cut }, LATER);
    expect(told.unheard.size).toBe(0);
    expect(names(hanging(told))).toEqual(['T1-1', 'T1-2']);
  });

  it('shows the new table of a ticket whose food moved, and flashes it; one that keeps it does not flash', () => {
    const { core, board } = kitchen(ONE, TWO);
    const [first, second] = core.tickets(false);
    const moved = {
      ...first!,
      label: 'T2-9',
      tableName: 'Patio',
      movedFrom: { label: 'T1-1', tableName: null },
    };
    const told = answered(board, { scope: 'open', tickets: [moved, second!] }, LATER);
    expect(hanging(told)[0]).toBe(moved);
    expect([...told.flashes].map(([id, { ticket }]) => [id, ticket])).toEqual([[moved.ticket, 1]]);
    const place = {
      order: moved.order,
      label: 'T2-9',
      tableName: 'Patio',
      seat: 2,
      quantityMicro: 1,
      isVoided: false,
    };
    const [line, ...rest] = second!.lines;
    const partly = { ...second!, lines: [{ ...line!, goesTo: [place as never] }, ...rest] };
    const then = answered(told, { scope: 'open', tickets: [moved, partly] }, LATER);
    expect(then.flashes.get(partly.ticket)?.lines.get(line!.line)).toBe(1);
    expect(then.flashes.get(moved.ticket)).toBe(told.flashes.get(moved.ticket));
  });

  it('drops a ticket that another board bumped, when it is told', () => {
    const { core, board } = kitchen(ONE, TWO);
    const [, command] = bumped(board, hanging(board)[0]!);
    core.run(command);
    const asked = open(board, core);
    expect(names(hanging(asked))).toEqual(['T1-1', 'T1-2']);
    const told = all(asked, core);
    expect(names(hanging(told))).toEqual(['T1-2']);
    expect(names(doneTickets(told))).toEqual(['T1-1']);
  });

  it('paints a bump at once, through answers that do not know it, until its own', () => {
    const { core, board } = kitchen(ONE, TWO);
    const [tap, command] = bumped(board, hanging(board)[0]!);
    expect(names(hanging(tap))).toEqual(['T1-2']);
    const through = all(open(tap, core), core);
    expect(names(hanging(through))).toEqual(['T1-2']);
    const tickets = core.run(command);
    const settled = answered(through, { scope: 'order', tickets, commandId: command.commandId }, LATER);
    expect(settled.unsent).toEqual([]);
    expect(names(hanging(settled))).toEqual(['T1-2']);
    expect(names(doneTickets(settled))).toEqual(['T1-1']);
  });

  it('lets no waiting bump pull back a line that another board sent further', () => {
    const { core, board } = kitchen(TWO);
    const [ticket] = hanging(board);
    const on = tapped(board, commandsOf(advance(ticket!, ticket!.lines[0]!.line, LATER)!, minter()), LATER)!;
    core.run({ ...commandsOf(bump(ticket!, LATER)!, minter())[0]!, commandId: fixed('Command', 999) });
    expect(hanging(all(on, core))).toEqual([]);
  });

  it('takes a refused bump back', () => {
    const { board } = kitchen(ONE);
    const [tap, { commandId }] = bumped(board, hanging(board)[0]!);
    expect(names(hanging(refused(tap, commandId)))).toEqual(['T1-1']);
  });

  it('undoes a bump line by line, also before it was sent', () => {
    const { core, board } = kitchen(ONE);
    const newId = minter();
    const [ticket] = hanging(board);
    const first = advance(ticket!, ticket!.lines[1]!.line, LATER)!;
    const on = tapped(board, commandsOf(first, newId), LATER)!;
    const deed = bump(hanging(on)[0]!, LATER)!;
    const commands = [...commandsOf(first, newId), ...commandsOf(deed, newId), ...undoOf(deed, newId)];
    const undone = tapped(board, commands, LATER)!;
    const stages = (each: Board) => hanging(each)[0]!.lines.map(({ stageName }) => stageName);
    expect(stages(undone)).toEqual(['Pending', 'Preparing']);
    for (const command of commands) core.run(command);
    expect(stages(open(EMPTY_BOARD, core))).toEqual(['Pending', 'Preparing']);
  });

  it('holds a ticket that was voided away until the cook has seen it', () => {
    const { core, board } = kitchen(ONE, TWO);
    core.voidLine(2, 3);
    const told = all(open(board, core), core);
    expect(names(hanging(told))).toEqual(['T1-1', 'T1-2']);
    expect(hanging(told)[1]!.lines[0]!.isVoided).toBe(true);
    expect(names(hanging(seen(told, hanging(told)[1]!.ticket)))).toEqual(['T1-1']);
  });

  it('flashes what changed under the eyes, and not what the cook did', () => {
    const { core, board } = kitchen(ONE);
    expect(board.flashes.size).toBe(0);
    const [ticket] = hanging(board);
    const [own] = commandsOf(advance(ticket!, ticket!.lines[0]!.line, LATER)!, minter());
    const tap = tapped(board, [own!], LATER)!;
    const answer = { scope: 'order', tickets: core.run(own!), commandId: own!.commandId } as const;
    expect(answered(tap, answer, LATER).flashes.size).toBe(0);
    core.voidLine(1, 2);
    core.fire(TWO);
    const told = open(answered(tap, answer, LATER), core);
    expect([...told.flashes.values()]).toEqual([
      { ticket: 0, lines: new Map([[fixed('Line', 2), 1]]) },
      { ticket: 1, lines: new Map() },
    ]);
  });

  it('keeps the object of a ticket that did not change', () => {
    const { core, board } = kitchen(ONE, TWO);
    core.voidLine(1, 1);
    const [one, two] = hanging(board);
    const after = hanging(open(board, core));
    expect(after[0]).not.toBe(one);
    expect(after[1]).toBe(two);
  });

  it('is the same board after an answer that says nothing new', () => {
    const { core, board } = kitchen(ONE, TWO);
    expect(open(board, core)).toBe(board);
    expect(all(board, core)).toBe(board);
  });

  it('keeps a bounded number of commands and of done tickets, and every open one', () => {
    const { board } = kitchen(ONE);
    const newId = minter();
    const [ticket] = hanging(board);
    let full = board;
    for (let n = 0; n < UNSENT_MAX; n += 1)
      full = tapped(full, commandsOf(bump(ticket!, LATER)!, newId), LATER)!;
    expect(tapped(full, commandsOf(bump(ticket!, LATER)!, newId), LATER)).toBeNull();

    const core = new KitchenCore();
    for (let n = 1; n <= DONE_KEPT_MAX + 20; n += 1) core.fire({ order: n, firing: n, lines: [{ n }] });
    for (const each of core.tickets(false).slice(5)) core.run(commandsOf(bump(each, LATER)!, newId)[0]!);
    const told = all(EMPTY_BOARD, core);
    expect(hanging(told)).toHaveLength(5);
    expect(doneTickets(told)).toHaveLength(DONE_KEPT_MAX);
    expect(doneTickets(told)[0]!.label).toBe(`T1-${DONE_KEPT_MAX + 20}`);
  });

  it('steps back what stands furthest', () => {
    const { core, board } = kitchen(ONE);
    const [ticket] = hanging(board);
    expect(stepBack(ticket!, LATER)).toBeNull();
    core.run(commandsOf(bump(ticket!, LATER)!, minter())[0]!);
    const [done] = doneTickets(all(board, core));
    const back = stepBack(done!, LATER)!;
    expect(back.moves.map(({ to }) => to)).toEqual([STAGES[2]!.stage, STAGES[2]!.stage]);
  });
});

// A line to a core: frames go and come in order, each at its own time; pushes are asked about as the screen asks.
type Step = readonly [
  kind: 'fire' | 'void' | 'bump' | 'advance' | 'back' | 'elsewhere' | 'ask' | 'down' | 'up',
  n: number,
];

const steps = fc.array(
  fc.tuple(
    fc.constantFrom('fire', 'void', 'bump', 'advance', 'back', 'elsewhere', 'ask', 'down', 'up'),
    fc.nat(20),
  ) as fc.Arbitrary<Step>,
  { maxLength: 60, size: 'max' },
);

class Scene {
  readonly core = new KitchenCore();
  readonly newId = minter();
  readonly down: (() => void)[] = [];
  readonly up: (() => void)[] = [];
  board: Board = EMPTY_BOARD;
  #fired = 0;

  take([kind, n]: Step): void {
    if (kind === 'down') this.down.shift()?.();
    else if (kind === 'up') this.up.shift()?.();
    else if (kind === 'ask') this.ask(n % 2 === 0 ? 'open' : 'all');
    else if (kind === 'fire') this.#fire(n);
    else if (kind === 'void') this.#void(n);
    else this.#tap(kind, n);
  }

  ask(scope: 'open' | 'all'): void {
    this.up.push(() => {
      const tickets = this.core.tickets(scope === 'all');
      this.down.push(() => this.tell({ scope, tickets }));
    });
  }

  /** What was shown and is gone must be gone by a fact that the answer told, or by the cook's own finger. */
  tell(answer: Parameters<typeof answered>[1]): void {
    const before = hanging(this.board);
    this.board = answered(this.board, answer, LATER);
    const now = new Set(hanging(this.board).map(({ ticket }) => ticket));
    for (const { ticket, firing } of before)
      if (!now.has(ticket) && !this.board.unsent.some((own) => own.call === 'bump' && own.firing === firing))
        expect(answer.tickets.find((each) => each.ticket === ticket)?.isDone).toBe(true);
  }

  #fire(n: number): void {
    this.#fired += 1;
    const lines = Array.from({ length: 1 + (n % 3) }, (_, at) => ({
      n: this.#fired * 10 + at,
      station: ((n + at) % 2) as 0 | 1,
    }));
    this.core.fire({ order: 1 + (n % 4), firing: this.#fired, lines });
  }

  #void(n: number): void {
    const ticket = pick(this.core.tickets(true), n);
    const line = ticket === undefined ? undefined : pick(ticket.lines, n);
    if (ticket !== undefined && line !== undefined)
      this.core.voidLine(Number(ticket.label.slice(3)), Number.parseInt(line.line.slice(-12), 16));
  }

  #tap(kind: 'bump' | 'advance' | 'back' | 'elsewhere', n: number): void {
    const shown = kind === 'back' ? doneTickets(this.board) : hanging(this.board);
    const ticket = pick(kind === 'elsewhere' ? this.core.tickets(false) : shown, n);
    if (ticket === undefined) return;
    const line = pick(ticket.lines, n)!.line;
    const deed =
      kind === 'back'
        ? stepBack(ticket, LATER)
        : kind === 'advance'
          ? advance(ticket, line, LATER)
          : bump(ticket, LATER);
    if (deed === null) return;
    const commands = commandsOf(deed, this.newId);
    if (kind === 'elsewhere') for (const command of commands) this.core.run(command);
    else {
      this.board = tapped(this.board, commands, LATER)!;
      for (const command of commands) this.#send(command);
    }
  }

  #send(command: KitchenCommand): void {
    this.up.push(() => {
      const tickets = this.core.run(command);
      this.down.push(() => this.tell({ scope: 'order', tickets, commandId: command.commandId }));
    });
  }
}

const pick = <T>(list: readonly T[], n: number): T | undefined =>
  list.length === 0 ? undefined : list[n % list.length];

describe('whatever the order of taps, facts, questions and answers', () => {
  it('nothing shown is lost but for a fact, and the end is what the till knows', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const scene = new Scene();
        for (const step of taken) scene.take(step);
        while (scene.up.length > 0) scene.up.shift()!();
        scene.ask('all');
        scene.up.shift()!();
        while (scene.down.length > 0) scene.down.shift()!();
        const { board, core } = scene;
        expect(board.unsent).toEqual([]);
        expect(board.unheard.size).toBe(0);
        const open = hanging(board).filter(({ ticket }) => !board.held.has(ticket));
        expect(open).toEqual(core.tickets(false));
        for (const id of board.held)
          expect(board.known.get(id)?.lines.some((line) => line.isVoided)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('own taps are painted as the till will fold them', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const scene = new Scene();
        scene.core.fire(ONE);
        scene.board = open(EMPTY_BOARD, scene.core);
        for (const step of taken) if (['bump', 'advance', 'back'].includes(step[0])) scene.take(step);
        const guess = [...hanging(scene.board), ...doneTickets(scene.board)];
        while (scene.up.length > 0) scene.up.shift()!();
        while (scene.down.length > 0) scene.down.shift()!();
        expect([...hanging(scene.board), ...doneTickets(scene.board)]).toEqual(guess);
        expect(guess).toEqual(scene.core.tickets(true));
      }),
    );
  });
});
