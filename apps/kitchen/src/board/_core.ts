import type { Recorded } from '@beaveros/domain/journal';
import type { OrderEvent } from '@beaveros/domain/order';
import {
  bump,
  isTicketDone,
  recall,
  type TicketsState,
  ticketsFold,
  type WorkflowEvent,
} from '@beaveros/domain/workflow';
import { businessDate, type Id, id, type Instant, instant, quantityMicro } from '@beaveros/kit';
import type { KitchenCommand } from './moves.ts';
import type { TicketView } from './ticket.ts';

// A till's kitchen for the tests of this room: the real decide and fold of domain, without a journal around them.

/** A UUIDv7-shaped id that says what it is: `fixed('Line', 1)` is always the same and differs by kind. */
export function fixed<Of extends string>(of: Of, n: number): Id<Of> {
  let kind = 0;
  for (const letter of of) kind = (kind * 31 + letter.charCodeAt(0)) % 0xffff;
  return id<Of>(
    `00000000-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`,
  );
}

export const NOON: Instant = instant(Date.UTC(2026, 10, 22, 12));
export const STAGES = ['Pending', 'Preparing', 'Ready', 'Served'].map((name, at) => ({
  stage: fixed('Stage', at + 1),
  name,
  ordinal: at,
  isFinal: at === 3,
}));
export const STATIONS = [1, 2].map((n) => ({ id: fixed('Station', n), name: n === 1 ? 'Cocina' : 'Barra' }));

/** One order is fired `firing` times in these tests at most; its lines are numbered by order. */
export interface Firing {
  readonly order: number;
  readonly firing: number;
  readonly lines: readonly { readonly n: number; readonly station?: 0 | 1; readonly note?: string }[];
}

export class KitchenCore {
  readonly #orders = new Map<string, TicketsState>();
  readonly #answers = new Map<string, readonly TicketView[]>();
  #seq = 0;

  fire({ order, firing, lines }: Firing): void {
    const at = instant(NOON + firing * 1_000);
    this.#evolve({
      at,
      type: 'order.LinesFired',
      aggregate: fixed('Order', order),
      body: {
        firing: fixed('Firing', firing),
        label: `T1-${order}`,
        tableName: order % 2 === 0 ? `Mesa ${order}` : null,
        lines: lines.map(({ n, station = 0, note }) => ({
          line: fixed('Line', n),
          name: `Dish ${n % 3}`,
          quantityMicro: quantityMicro(1_000_000),
          modifiers: n % 2 === 0 ? ['Rare'] : [],
          note: note ?? null,
          station: STATIONS[station]!,
          seat: null,
          course: null,
        })),
        course: null,
        stages: STAGES,
      },
    });
  }

  voidLine(order: number, n: number): void {
    this.#evolve({
      type: 'order.LineVoided',
      aggregate: fixed('Order', order),
      body: { line: fixed('Line', n), reason: 'changed their mind' },
    });
  }

  /** A command as the core takes it: decided, folded, answered; a repeated id answers its first result. */
  run({ commandId, call, order, firing, lines, stage }: KitchenCommand): readonly TicketView[] {
    const first = this.#answers.get(commandId);
    if (first !== undefined) return first;
    const decide = call === 'bump' ? bump : recall;
    const input = { order, lines: lines.map((line) => ({ line, firing })), stage };
    const decided = decide(this.#state(order), input, {
      actor: { user: fixed('User', 1), permissions: new Set(['can_manage_tickets']) } as never,
      stages: STAGES.map(({ stage, name, ordinal, isFinal }) => ({
        id: stage,
        tenantId: fixed('Tenant', 1),
        name,
        description: null,
        orderSequence: ordinal,
        isFinalStage: isFinal,
      })),
    });
    if (!decided.ok) throw new Error(decided.refusal.code);
    for (const draft of decided.value) this.#evolve(draft);
    const answer = views(this.#state(order));
    this.#answers.set(commandId, answer);
    return answer;
  }

  tickets(includeDone: boolean): readonly TicketView[] {
    return [...this.#orders.values()]
      .flatMap(views)
      .filter((ticket) => includeDone || !ticket.isDone)
      .sort((a, b) => a.firedAt - b.firedAt || (a.ticket < b.ticket ? -1 : 1));
  }

  #state(order: string): TicketsState {
    return this.#orders.get(order) ?? ticketsFold.initial(order);
  }

  #evolve({
    at,
    ...draft
  }: {
    readonly at?: Instant;
    readonly type: string;
    readonly aggregate: string;
    readonly body: unknown;
  }): void {
    this.#seq += 1;
    const recorded = {
      event: { ...draft, v: 1, id: fixed('Event', this.#seq) },
      header: {
        chain: 'c'.repeat(64),
        seq: this.#seq,
        clock: this.#seq,
        at: at ?? instant(NOON + this.#seq),
        tenant: fixed('Tenant', 1),
        store: fixed('Store', 1),
        terminal: fixed('Terminal', 1),
        epoch: 1,
        commandId: fixed('Command', 1_000_000 + this.#seq),
        command: 'test',
        actor: null,
        businessDate: businessDate('2026-11-22'),
      },
      index: 0,
    } as unknown as Recorded<OrderEvent | WorkflowEvent>;
    this.#orders.set(draft.aggregate, ticketsFold.evolve(this.#state(draft.aggregate), recorded));
  }
}

function views(state: TicketsState): TicketView[] {
  return [...state.tickets.values()].map((ticket) => ({
    ...(ticket as unknown as TicketView),
    movedFrom: null,
    isDone: isTicketDone(ticket),
    lines: ticket.lines.map(
      ({ line, name, quantityMicro, modifiers, note, seat, course, stage, isVoided }) => ({
        line: line as Id<'Line'>,
        name,
        quantityMicro,
        modifiers: [...modifiers],
        note,
        seat,
        course,
        stage: stage.stage as Id<'Stage'>,
        stageName: stage.name,
        isFinal: stage.isFinal,
        isVoided,
        goesTo: [],
      }),
    ),
  }));
}
