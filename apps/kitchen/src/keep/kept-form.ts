import { zBump, zStationRow } from '@beaveros/domain/workflow';
import { type Id, isId, type Instant, instant } from '@beaveros/kit';
import { zTicketView } from '@beaveros/protocol/ipc';
import { type Board, EMPTY_BOARD } from '../board/board.ts';
import type { KitchenCommand } from '../board/moves.ts';
import type { TicketId } from '../board/ticket.ts';
import type { Stations, TillName } from '../line/till-name.ts';

/** Grows when the form below moves; what another version wrote is not read. */
const FORM_VERSION = 1;

/** Whose board it is. What was kept of one store is never shown or sent in another. */
export interface Place {
  readonly tenant: string;
  readonly store: string;
}

export interface KeptBoard {
  readonly board: Board;
  readonly stations: Stations;
  readonly till: TillName | null;
  /** When a till last answered; wall time. */
  readonly contactAt: Instant;
}

/** JSON text `{v, place, contactAt, till, stations, tickets, held, doneAt}`; commands are kept apart, because they are written at each tap. */
export function boardToText(place: Place | null, { board, stations, till, contactAt }: KeptBoard): string {
  return JSON.stringify({
    v: FORM_VERSION,
    place,
    contactAt,
    till,
    stations,
    tickets: [...board.known.values()],
    held: [...board.held],
    doneAt: [...board.doneAt],
  });
}

/** Null for anything that this version did not write. */
export function textToBoard(text: string | null): (KeptBoard & { readonly place: Place | null }) | null {
  const form = formOf(text);
  if (form === null) return null;
  const tickets = zTicketView.array().safeParse(form['tickets']);
  const stations = zStationRow.array().safeParse(form['stations']);
  if (!tickets.success || !stations.success || !isInstant(form['contactAt'])) return null;
  const known = new Map(tickets.data.map((ticket) => [ticket.ticket, ticket]));
  const isKnown = (id: unknown): id is TicketId => known.has(id as TicketId);
  const doneAt = list(form['doneAt']).filter(
    (pair): pair is [TicketId, Instant] => Array.isArray(pair) && isKnown(pair[0]) && isInstant(pair[1]),
  );
  return {
    place: placeOf(form['place']),
    contactAt: instant(form['contactAt']),
    stations: stations.data,
    till: tillOf(form['till']),
    board: {
      ...EMPTY_BOARD,
      known,
      held: new Set(list(form['held']).filter(isKnown)),
      doneAt: new Map(doneAt),
    },
  };
}

/** JSON text `{v, place, unsent}`. */
export function unsentToText(place: Place | null, unsent: readonly KitchenCommand[]): string {
  return JSON.stringify({ v: FORM_VERSION, place, unsent });
}

export function textToUnsent(
  text: string | null,
): { readonly place: Place | null; readonly unsent: readonly KitchenCommand[] } | null {
  const form = formOf(text);
  if (form === null) return null;
  const unsent = list(form['unsent']).flatMap((each) => commandOf(each) ?? []);
  return { place: placeOf(form['place']), unsent };
}

function commandOf(value: unknown): KitchenCommand | null {
  const { commandId, call, order, firing, lines, stage } = (value ?? {}) as Record<string, unknown>;
  if (typeof commandId !== 'string' || !isId(commandId) || (call !== 'bump' && call !== 'recall'))
    return null;
  const named = list(lines).map((line) => ({ line, firing }));
  const input = zBump.safeParse({ order, lines: named, stage });
  if (!input.success || input.data.stage === null) return null;
  return {
    commandId: commandId as Id<'Command'>,
    call,
    order: input.data.order,
    firing: input.data.lines[0]!.firing,
    lines: input.data.lines.map(({ line }) => line),
    stage: input.data.stage,
  };
}

function formOf(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null) return null;
  try {
    const form = JSON.parse(text) as unknown;
    if (typeof form !== 'object' || form === null) return null;
    return 'v' in form && form.v === FORM_VERSION ? form : null;
  } catch {
    return null; // Cut short or not ours: the till knows it all again.
  }
}

function placeOf(value: unknown): Place | null {
  const { tenant, store } = (value ?? {}) as Record<string, unknown>;
  return typeof tenant === 'string' && typeof store === 'string' ? { tenant, store } : null;
}

function tillOf(value: unknown): TillName | null {
  if (typeof value !== 'object' || value === null) return null;
  const { storeName, terminalCode, timeZone } = value as Record<string, unknown>;
  const text = (part: unknown): string | null => (typeof part === 'string' ? part : null);
  return { storeName: text(storeName), terminalCode: text(terminalCode), timeZone: text(timeZone) };
}

function isInstant(value: unknown): value is Instant {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
