import { derivedId, type Id, type QuantityMicro } from '@beaveros/kit';
import type { Recorded } from '../journal/entry.ts';
import type { Fold } from '../journal/fold.ts';
import type { OrderEvent } from '../order/events.ts';
import type { StageEvent } from './events.ts';

export interface StageState {
  readonly stage: string;
  readonly name: string;
  readonly ordinal: number;
  readonly isFinal: boolean;
}

/** A ticket line, keyed by (line, firing). Voided lines stay and are struck through. */
export interface TicketLineState {
  readonly line: string;
  readonly firing: string;
  readonly name: string;
  readonly quantityMicro: QuantityMicro;
  readonly modifiers: readonly string[];
  readonly note: string | null;
  readonly seat: number | null;
  readonly course: number | null;
  readonly stage: StageState;
  /** When it last changed stage; the author's wall time. */
  readonly stageAt: number;
  readonly isVoided: boolean;
  /** Its order has none of it any more: where it goes is said by the order that took it (`ticket-places.ts`). */
  readonly hasLeft: boolean;
}

/** What one firing asks of one station. The id is derived from both, so every replica makes the same. */
export interface TicketState {
  readonly ticket: Id<'Ticket'>;
  readonly order: string;
  readonly firing: string;
  readonly label: string;
  /** Where its order stands now, not when it was fired. */
  readonly tableName: string | null;
  /** The course that was fired; null: whatever was not held. */
  readonly course: number | null;
  readonly station: { readonly id: string; readonly name: string };
  readonly stages: readonly StageState[];
  readonly firedAt: number;
  readonly lines: readonly TicketLineState[];
}

export interface TicketsState {
  readonly order: string;
  readonly tenant: string | null;
  readonly store: string | null;
  readonly tickets: ReadonlyMap<string, TicketState>;
  /** Lines voided before or after firing. */
  readonly voided: ReadonlySet<string>;
  /** Lines that went to other orders: whole, and so that something stayed or went elsewhere. */
  readonly left: ReadonlySet<string>;
  readonly divided: ReadonlySet<string>;
  /** What was said of the table and of seats, before or after firing, the latest; null: nothing. */
  readonly tableSaid: { readonly name: string | null } | null;
  readonly seatsSaid: ReadonlyMap<string, number | null>;
  /** Stage facts of ticket lines whose firing has not arrived, by `line/firing`: a bump of an unknown ticket is accepted. */
  readonly waiting: ReadonlyMap<string, { readonly stage: StageState; readonly at: number }>;
}

/** Nothing of it is left to do: every line stands at its final stage or is voided. */
export function isTicketDone(ticket: TicketState): boolean {
  return ticket.lines.every((line) => line.isVoided || line.stage.isFinal);
}

export function ticketId(firing: string, station: string): Id<'Ticket'> {
  return derivedId<'Ticket'>(firing, `ticket/${station}`);
}

/** The tickets of one order: what was fired, where each line stands, what was voided. */
export const ticketsFold: Fold<TicketsState> = {
  initial: (order) => ({
    order,
    tenant: null,
    store: null,
    tickets: new Map(),
    voided: new Set(),
    left: new Set(),
    divided: new Set(),
    tableSaid: null,
    seatsSaid: new Map(),
    waiting: new Map(),
  }),
  evolve: (state, recorded) => evolve(state, recorded as Recorded<OrderEvent | StageEvent>),
  reads: new Set([
    'order.LinesFired',
    'order.LineVoided',
    // It was voided in the order it went to; its ticket hangs here.
    'order.MovedLineVoided',
    'order.LinesMovedOut',
    'order.TableChanged',
    'order.LineSeatSet',
    'workflow.StageAdvanced',
    'workflow.StageRecalled',
  ]),
};

function evolve(before: TicketsState, { event, header }: Recorded<OrderEvent | StageEvent>): TicketsState {
  const state = { ...before, tenant: before.tenant ?? header.tenant, store: before.store ?? header.store };
  switch (event.type) {
    case 'order.LinesFired':
      return fired(state, event.body, header.at);
    case 'order.LineVoided':
      return voided(state, event.body.line);
    case 'order.MovedLineVoided':
      // Of what went in parts the rest is still wanted: the order that voided its part says so itself.
      return state.divided.has(event.body.line) ? state : voided(state, event.body.line);
    case 'order.LinesMovedOut':
      return event.body.lines.reduce(movedOut, state);
    case 'order.TableChanged':
      return atTable(state, event.body.table?.name ?? null);
    case 'order.LineSeatSet': {
      const { line: id, seat } = event.body;
      const said = { ...state, seatsSaid: new Map(state.seatsSaid).set(id, seat) };
      return changeLines(said, id, null, (line) => ({ ...line, seat }));
    }
    case 'workflow.StageAdvanced':
      return standAt(state, event.body, header.at, { onlyForward: true });
    case 'workflow.StageRecalled':
      return standAt(state, event.body, header.at, { onlyForward: false });
    default:
      return state;
  }
}

function voided(state: TicketsState, id: string): TicketsState {
  const marked = { ...state, voided: new Set(state.voided).add(id) };
  return changeLines(marked, id, null, (line) => ({ ...line, isVoided: true }));
}

function movedOut(
  state: TicketsState,
  { line: id, isWhole }: { readonly line: string; readonly isWhole: boolean },
): TicketsState {
  if (!isWhole) return { ...state, divided: new Set(state.divided).add(id) };
  const marked = { ...state, left: new Set(state.left).add(id) };
  return changeLines(marked, id, null, (line) => ({ ...line, hasLeft: true }));
}

function atTable(state: TicketsState, name: string | null): TicketsState {
  const tickets = new Map(
    [...state.tickets].map(([id, ticket]) => [id, { ...ticket, tableName: name }] as const),
  );
  return { ...state, tickets, tableSaid: { name } };
}

type Fired = Extract<OrderEvent, { type: 'order.LinesFired' }>['body'];
type Staged = StageEvent['body'];

function fired(state: TicketsState, body: Fired, at: number): TicketsState {
  const tickets = new Map(state.tickets);
  const first = [...body.stages].sort((a, b) => a.ordinal - b.ordinal)[0]!;
  const hanging = new Set<string>();
  for (const ticket of state.tickets.values()) {
    if (ticket.firing === body.firing) for (const { line } of ticket.lines) hanging.add(line);
  }
  for (const line of body.lines) {
    // A ticket line is keyed by (line, firing): it hangs at one station, whatever a second fact says.
    if (hanging.has(line.line)) continue;
    hanging.add(line.line);
    const ticket = ticketId(body.firing, line.station.id);
    const before = tickets.get(ticket);
    const waiting = state.waiting.get(`${line.line}/${body.firing}`);
    const added: TicketLineState = {
      line: line.line,
      firing: body.firing,
      name: line.name,
      quantityMicro: line.quantityMicro,
      modifiers: line.modifiers,
      note: line.note,
      seat: state.seatsSaid.has(line.line) ? state.seatsSaid.get(line.line)! : line.seat,
      course: line.course,
      stage: waiting?.stage ?? first,
      stageAt: waiting?.at ?? at,
      isVoided: state.voided.has(line.line),
      hasLeft: state.left.has(line.line),
    };
    tickets.set(ticket, {
      ticket,
      order: state.order,
      firing: body.firing,
      label: body.label,
      tableName: state.tableSaid === null ? body.tableName : state.tableSaid.name,
      course: body.course,
      station: line.station,
      stages: body.stages,
      firedAt: before?.firedAt ?? at,
      lines: [...(before?.lines ?? []), added],
    });
  }
  return { ...state, tickets };
}

function standAt(
  state: TicketsState,
  body: Staged,
  at: number,
  { onlyForward }: { readonly onlyForward: boolean },
): TicketsState {
  const stands = (now: StageState) => onlyForward && body.to.ordinal <= now.ordinal;
  const changed = changeLines(state, body.line, body.firing, (line) =>
    stands(line.stage) ? line : { ...line, stage: body.to, stageAt: at },
  );
  if (changed !== state) return changed;
  const key = `${body.line}/${body.firing}`;
  const waiting = state.waiting.get(key);
  if (waiting !== undefined && stands(waiting.stage)) return state;
  return { ...state, waiting: new Map(state.waiting).set(key, { stage: body.to, at }) };
}

/** Changes the ticket lines of an order line (of one firing, or of all); the same state when there are none. */
function changeLines(
  state: TicketsState,
  line: string,
  firing: string | null,
  change: (line: TicketLineState) => TicketLineState,
): TicketsState {
  const tickets = new Map(state.tickets);
  let found = false;
  for (const [id, ticket] of state.tickets) {
    if (firing !== null && ticket.firing !== firing) continue;
    if (!ticket.lines.some((each) => each.line === line)) continue;
    found = true;
    tickets.set(id, {
      ...ticket,
      lines: ticket.lines.map((each) => (each.line === line ? change(each) : each)),
    });
  }
  return found ? { ...state, tickets } : state;
}
