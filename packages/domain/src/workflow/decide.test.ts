import { derivedId, quantityMicro } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { AT, fixed, record, STORE, TENANT } from '../_facts.ts';
import { given } from '../_specification.ts';
import { foldAll } from '../journal/fold.ts';
import { ANA, actorWithout, fired, ORDER, voided } from '../order/_orders.ts';
import { bump, recall, ticketId, ticketRows, type TicketsState, ticketsFold } from './index.ts';

const tickets = (...events: Parameters<typeof given<TicketsState>>[2][]) =>
  given(ticketsFold, ORDER, ...events);
const stages = fired(1, 1).body.stages;
const [NEW, COOKING, SERVED] = [0, 1, 2].map((at) => stages[at]!) as [
  (typeof stages)[0],
  (typeof stages)[0],
  (typeof stages)[0],
];
const today = stages.map(({ stage, name, ordinal, isFinal }) => ({
  id: stage,
  tenantId: TENANT,
  name,
  description: null,
  orderSequence: ordinal,
  isFinalStage: isFinal,
}));
const key = (n: number, firing = 1) => ({ line: fixed('Line', n), firing: fixed('Firing', firing) });
const context = { actor: ANA, stages: today };
const advanced = (n: number, to: typeof NEW) =>
  ({ type: 'workflow.StageAdvanced', v: 1, aggregate: ORDER, body: { ...key(n), to } }) as const;
const recalled = (n: number, to: typeof NEW) =>
  ({ type: 'workflow.StageRecalled', v: 1, aggregate: ORDER, body: { ...key(n), to } }) as const;
const bumps =
  (lines: number[], stage: typeof NEW.stage | null = null, by = context) =>
  (state: TicketsState) =>
    bump(state, { order: ORDER, lines: lines.map((n) => key(n)), stage }, by);
const recalls =
  (n: number, stage: typeof NEW.stage, by = context) =>
  (state: TicketsState) =>
    recall(state, { order: ORDER, lines: [key(n)], stage }, by);
const stageOf = (state: TicketsState, n: number) =>
  [...state.tickets.values()].flatMap((ticket) => ticket.lines).find((line) => line.line === fixed('Line', n))
    ?.stage.name;
const permissionMissing = { code: 'auth-user/permission-missing', permission: 'can_manage_tickets' } as const;

describe('bump', () => {
  it('moves each line to its next stage, or to the one named', () => {
    const state = tickets(fired(1, 1, 2), advanced(2, COOKING))
      .when(bumps([1, 2]))
      .thenEvents(advanced(1, COOKING), advanced(2, SERVED));
    expect([stageOf(state, 1), stageOf(state, 2)]).toEqual(['Cooking', 'Served']);
    tickets(fired(1, 1))
      .when(bumps([1], SERVED.stage))
      .thenEvents(advanced(1, SERVED));
  });

  it('of a ticket this till has not heard of is accepted to a named stage', () => {
    tickets()
      .when(bumps([1], COOKING.stage))
      .thenEvents(advanced(1, COOKING));
    tickets()
      .when(bumps([1]))
      .thenRefused({ code: 'workflow/ticket-line-unknown', line: fixed('Line', 1) });
  });

  it('is refused behind the last stage, to an unknown one, and without permission', () => {
    tickets(fired(1, 1), advanced(1, SERVED))
      .when(bumps([1]))
      .thenRefused({ code: 'workflow/already-at-last-stage', line: fixed('Line', 1) });
    tickets(fired(1, 1))
      .when(bumps([1], fixed('Stage', 9)))
      .thenRefused({ code: 'workflow/stage-unknown', stage: fixed('Stage', 9) });
    tickets(fired(1, 1))
      .when(bumps([1], null, { ...context, actor: actorWithout('can_manage_tickets') }))
      .thenRefused(permissionMissing);
  });
});

describe('recall', () => {
  it('takes a line back, which a bump never does', () => {
    const state = tickets(fired(1, 1), advanced(1, SERVED))
      .when(recalls(1, NEW.stage))
      .thenEvents(recalled(1, NEW));
    expect(stageOf(state, 1)).toBe('New');
    expect(stageOf(tickets(fired(1, 1), advanced(1, SERVED), advanced(1, COOKING)).state, 1)).toBe('Served');
    expect(
      stageOf(tickets(fired(1, 1), advanced(1, SERVED), recalled(1, NEW), advanced(1, COOKING)).state, 1),
    ).toBe('Cooking');
  });

  it('is refused to an unknown stage and without permission', () => {
    tickets(fired(1, 1))
      .when(recalls(1, fixed('Stage', 9)))
      .thenRefused({ code: 'workflow/stage-unknown', stage: fixed('Stage', 9) });
    tickets(fired(1, 1))
      .when(recalls(1, NEW.stage, { ...context, actor: actorWithout('can_manage_tickets') }))
      .thenRefused(permissionMissing);
  });
});

describe('tickets', () => {
  it('are one per firing and station, with an id derived from both', () => {
    const bar = fired(1, 2);
    const atBar = {
      ...bar,
      body: {
        ...bar.body,
        lines: bar.body.lines.map((line) => ({ ...line, station: { id: fixed('Station', 2), name: 'Bar' } })),
      },
    };
    const both = {
      ...atBar,
      body: { ...atBar.body, lines: [...fired(1, 1).body.lines, ...atBar.body.lines] },
    };
    const { state } = tickets(both, fired(2, 1));
    expect([...state.tickets.keys()]).toEqual([
      ticketId(fixed('Firing', 1), fixed('Station', 1)),
      ticketId(fixed('Firing', 1), fixed('Station', 2)),
      ticketId(fixed('Firing', 2), fixed('Station', 1)),
    ]);
  });

  it('a second bump to one stage changes nothing, not even when', () => {
    const once = tickets(fired(1, 1), advanced(1, COOKING)).state;
    expect(tickets(fired(1, 1), advanced(1, COOKING), advanced(1, COOKING)).state).toEqual(once);
  });

  it('a bump that comes before its firing waits for it', () => {
    expect(stageOf(tickets(advanced(1, COOKING), fired(1, 1)).state, 1)).toBe('Cooking');
    expect(stageOf(tickets(advanced(1, SERVED), advanced(1, COOKING), fired(1, 1)).state, 1)).toBe('Served');
  });

  it('a voided line stays on its ticket, struck through, also when it was voided before', () => {
    for (const events of [
      [fired(1, 1), voided(1)],
      [voided(1), fired(1, 1)],
    ]) {
      expect([...tickets(...events).state.tickets.values()][0]?.lines[0]).toMatchObject({ isVoided: true });
    }
  });

  it('one (line, firing) hangs at one station, whatever a second fact says', () => {
    const moved = fired(1, 1);
    const elsewhere = {
      ...moved,
      body: {
        ...moved.body,
        lines: moved.body.lines.map((line) => ({
          ...line,
          station: { id: fixed('Station', 2), name: 'Bar' },
        })),
      },
    };
    expect(tickets(fired(1, 1), elsewhere).state).toEqual({ ...tickets(fired(1, 1)).state });
  });

  it('are done when no line is left before its last stage', () => {
    const rows = (...events: Parameters<typeof tickets>) =>
      ticketRows(
        foldAll(
          ticketsFold,
          ORDER,
          events.flatMap((event, at) => record([event], { seq: at + 1, clock: at + 1 })),
        ).state,
      );
    const {
      tickets: [ticket],
      ticketLines,
    } = rows(fired(1, 1, 2), advanced(1, SERVED), voided(2));
    const id = ticketId(fixed('Firing', 1), fixed('Station', 1));
    expect(ticket).toEqual({
      id,
      tenantId: TENANT,
      storeId: STORE,
      orderId: ORDER,
      firingId: fixed('Firing', 1),
      stationId: fixed('Station', 1),
      stationName: 'Grill',
      label: 'T1-12',
      tableName: null,
      course: null,
      firedAt: AT + 1,
      stages: JSON.stringify(stages),
      isDone: true,
    });
    expect(ticketLines[0]).toEqual({
      id: derivedId(fixed('Firing', 1), `ticket-line/${fixed('Line', 1)}`),
      tenantId: TENANT,
      ticketId: id,
      orderId: ORDER,
      orderItemId: fixed('Line', 1),
      firingId: fixed('Firing', 1),
      position: 0,
      name: 'Steak',
      quantity: quantityMicro(1_000_000),
      modifiers: '["Rare"]',
      note: null,
      seat: null,
      course: null,
      currentStageId: SERVED.stage,
      stageName: 'Served',
      stageOrdinal: 20,
      isFinal: true,
      isVoided: false,
      hasLeft: false,
      lastUpdatedAt: AT + 2,
    });
    expect(rows(fired(1, 1, 2), advanced(1, SERVED)).tickets[0]?.isDone).toBe(false);
    expect(rows()).toEqual({ tickets: [], ticketLines: [] });
  });
});
