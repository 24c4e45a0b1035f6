import type { Id, Instant } from '@beaveros/kit';
import type { KitchenCommand } from './moves.ts';
import { painted } from './paint.ts';
import { byAge, isSameTicket, type LineId, type TicketId, type TicketView, titleOf } from './ticket.ts';

/** Done tickets a board remembers: an evening's last hour or two; older ones are asked for. */
export const DONE_KEPT_MAX = 100;
/** Commands kept while the till is away: more than a kitchen bumps in a quarter of an hour. */
export const UNSENT_MAX = 300;
/** Voided tickets that nobody has looked at; beyond it the oldest go. */
const HELD_MAX = 50;

/** How often a ticket and its lines changed under the cook's eyes; a new number starts the flash again. */
export interface Flash {
  readonly ticket: number;
  readonly lines: ReadonlyMap<LineId, number>;
}

/** What a kitchen board knows. A ticket leaves it for a fact only (bumped, voided), never because a till does not know it. */
export interface Board {
  /** As last answered: every open ticket, and the newest done ones. */
  readonly known: ReadonlyMap<TicketId, TicketView>;
  /** This board's commands that have no answer yet, in the order of the taps. */
  readonly unsent: readonly KitchenCommand[];
  /** Done because lines were voided, and not yet seen by the cook: they stay, struck through. */
  readonly held: ReadonlySet<TicketId>;
  /** Open here, and not in the last answer of open ones: done, or unknown to that till. The done ones will tell. */
  readonly missing: ReadonlySet<TicketId>;
  /** Open here, and unknown to the till: neither its open nor its done ones had them. */
  readonly unheard: ReadonlySet<TicketId>;
  /** When this board saw a ticket done; wall time, for the recall list. */
  readonly doneAt: ReadonlyMap<TicketId, Instant>;
  readonly flashes: ReadonlyMap<TicketId, Flash>;
  /** A till has answered since the board was made: what comes now is new. */
  readonly hasAnswer: boolean;
}

export const EMPTY_BOARD: Board = {
  known: new Map(),
  unsent: [],
  held: new Set(),
  missing: new Set(),
  unheard: new Set(),
  doneAt: new Map(),
  flashes: new Map(),
  hasAnswer: false,
};

/**
 * What a till answered. `open`: all open tickets; `all`: the done ones too; `order`: those of one order, behind a command.
 * Answers are taken in the order of their arrival on the line, which is the order in which the core made them.
 */
export interface Answer {
  readonly scope: 'open' | 'all' | 'order';
  readonly tickets: readonly TicketView[];
  /** Whose answer it is: the command counts as sent, in the same step, so that no paint lies between. */
  readonly commandId?: Id<'Command'>;
}

export function answered(before: Board, { scope, tickets, commandId }: Answer, now: Instant): Board {
  const unsent = commandId === undefined ? before.unsent : without(before.unsent, commandId);
  const change = { ...drafts(before), unsent };
  for (const ticket of tickets) take(change, before, ticket, now);
  if (scope === 'open') change.missing = sameOr(before.missing, unaccounted(before, tickets));
  if (scope === 'all') {
    change.unheard = sameOr(change.unheard, [...change.unheard, ...change.missing]);
    change.missing = sameOr(change.missing, []);
  }
  change.hasAnswer = before.hasAnswer || scope !== 'order';
  // Most pushes are of tills that add lines: an answer that says nothing new is nothing to paint.
  const keys = Object.keys(before) as (keyof Board)[];
  return keys.every((key) => change[key] === before[key]) ? before : forgetOld(change);
}

/** Open tickets that an answer says nothing about. */
function unaccounted(board: Board, tickets: readonly TicketView[]): readonly TicketId[] {
  const told = new Set(tickets.map(({ ticket }) => ticket));
  return [...board.known.values()]
    .filter((ticket) => !ticket.isDone && !told.has(ticket.ticket))
    .map(({ ticket }) => ticket);
}

/** A tap: painted at once, before it is sent. Null when too many wait already. */
export function tapped(board: Board, commands: readonly KitchenCommand[], now: Instant): Board | null {
  if (board.unsent.length + commands.length > UNSENT_MAX) return null;
  const next = { ...board, unsent: [...board.unsent, ...commands] };
  return { ...next, doneAt: doneTimes(board, next, commands, now) };
}

/** The till said no, or could not: the guess is taken back. */
export function refused(board: Board, commandId: Id<'Command'>): Board {
  return { ...board, unsent: without(board.unsent, commandId) };
}

/** The cook has seen that it was voided. */
export function seen(board: Board, ticket: TicketId): Board {
  const held = new Set(board.held);
  return held.delete(ticket) ? { ...board, held } : board;
}

/** What hangs on the board, oldest first: all that is open, and what was voided away and not yet seen. */
export function hanging(board: Board): readonly TicketView[] {
  return [...board.known.values()]
    .map((ticket) => painted(ticket, board.unsent))
    .filter((ticket) => !ticket.isDone || board.held.has(ticket.ticket))
    .sort(byAge);
}

/** Done tickets, the last done first. */
export function doneTickets(board: Board): readonly TicketView[] {
  const when = (ticket: TicketView): number => board.doneAt.get(ticket.ticket) ?? ticket.firedAt;
  return [...board.known.values()]
    .map((ticket) => painted(ticket, board.unsent))
    .filter((ticket) => ticket.isDone && !board.held.has(ticket.ticket))
    .sort((a, b) => when(b) - when(a) || byAge(b, a));
}

type Drafts = { -readonly [Key in keyof Board]: Board[Key] };

function drafts(board: Board): Drafts {
  return { ...board };
}

/** Takes one ticket's facts. Compares what was painted with what is painted now: a difference the cook did not make flashes. */
function take(change: Drafts, before: Board, ticket: TicketView, now: Instant): void {
  const id = ticket.ticket;
  if (change.missing.has(id)) change.missing = withoutKey(change.missing, id);
  if (change.unheard.has(id)) change.unheard = withoutKey(change.unheard, id);
  const old = before.known.get(id);
  if (old !== undefined && isSameTicket(old, ticket)) return;
  change.known = new Map(change.known).set(id, ticket);
  const was = old === undefined ? null : painted(old, before.unsent);
  const is = painted(ticket, change.unsent);
  if (before.hasAnswer) change.flashes = flashed(change.flashes, was, is);
  if (!ticket.isDone) {
    if (change.held.has(id)) change.held = withoutKey(change.held, id);
    if (!is.isDone && change.doneAt.has(id))
      change.doneAt = new Map([...change.doneAt].filter(([at]) => at !== id));
    return;
  }
  if (was !== null && !was.isDone) {
    change.doneAt = new Map(change.doneAt).set(id, now);
    const voidedNow = is.lines.some(
      (line) => line.isVoided && was.lines.some((each) => each.line === line.line && !each.isVoided),
    );
    if (voidedNow) change.held = new Set([...change.held, id].slice(-HELD_MAX));
  }
}

function flashed(
  flashes: Board['flashes'],
  was: TicketView | null,
  is: TicketView,
): ReadonlyMap<TicketId, Flash> {
  const flash = flashes.get(is.ticket) ?? { ticket: 0, lines: new Map<LineId, number>() };
  if (was === null || (was.isDone && !is.isDone)) {
    if (is.isDone) return flashes;
    return new Map(flashes).set(is.ticket, { ...flash, ticket: flash.ticket + 1 });
  }
  // It goes to another table now: the whole ticket says so.
  if (titleOf(was) !== titleOf(is))
    return new Map(flashes).set(is.ticket, { ...flash, ticket: flash.ticket + 1 });
  const changed = is.lines.filter((line) => {
    const old = was.lines.find((each) => each.line === line.line);
    if (old === undefined || old.goesTo.length !== line.goesTo.length) return true;
    return old.stage !== line.stage || old.isVoided !== line.isVoided;
  });
  if (changed.length === 0) return flashes;
  const lines = new Map(flash.lines);
  for (const { line } of changed) lines.set(line, (lines.get(line) ?? 0) + 1);
  return new Map(flashes).set(is.ticket, { ...flash, lines });
}

/** Drops the oldest done tickets beyond the bound, and what was remembered of them. An open ticket is never dropped. */
function forgetOld(board: Board): Board {
  const done = [...board.known.values()].filter(
    ({ isDone, ticket }) => isDone && !board.held.has(ticket) && !isWaitedFor(board, ticket),
  );
  if (done.length <= DONE_KEPT_MAX) return board;
  const when = (ticket: TicketView): number => board.doneAt.get(ticket.ticket) ?? ticket.firedAt;
  const old = new Set(
    done
      .sort((a, b) => when(b) - when(a))
      .slice(DONE_KEPT_MAX)
      .map(({ ticket }) => ticket),
  );
  const kept = <V>(map: ReadonlyMap<TicketId, V>) => new Map([...map].filter(([id]) => !old.has(id)));
  return { ...board, known: kept(board.known), doneAt: kept(board.doneAt), flashes: kept(board.flashes) };
}

function isWaitedFor(board: Board, id: TicketId): boolean {
  const ticket = board.known.get(id);
  return board.unsent.some(({ firing }) => firing === ticket?.firing);
}

/** When tickets of these commands became done, or stopped being so, by the cook's own finger. */
function doneTimes(
  before: Board,
  after: Board,
  commands: readonly KitchenCommand[],
  now: Instant,
): Board['doneAt'] {
  const doneAt = new Map(before.doneAt);
  for (const ticket of before.known.values()) {
    if (!commands.some(({ firing }) => firing === ticket.firing)) continue;
    const is = painted(ticket, after.unsent).isDone;
    if (is && !painted(ticket, before.unsent).isDone) doneAt.set(ticket.ticket, now);
    if (!is) doneAt.delete(ticket.ticket);
  }
  return doneAt;
}

function without(unsent: readonly KitchenCommand[], commandId: Id<'Command'>): readonly KitchenCommand[] {
  return unsent.filter((each) => each.commandId !== commandId);
}

/** The set itself when it holds just these. */
function sameOr<K>(set: ReadonlySet<K>, keys: readonly K[]): ReadonlySet<K> {
  const next = new Set(keys);
  return next.size === set.size && keys.every((key) => set.has(key)) ? set : next;
}

function withoutKey<K>(set: ReadonlySet<K>, key: K): ReadonlySet<K> {
  const next = new Set(set);
  next.delete(key);
  return next;
}
