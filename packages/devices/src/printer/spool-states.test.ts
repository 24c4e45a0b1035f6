import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isFinished,
  newSpoolJob,
  RETRIES_MAX,
  retryDelayMs,
  type SpoolEvent,
  type SpoolJob,
  type SpoolState,
  stepSpool,
} from './spool-states.ts';

/** The table in the head of spool-states.ts: what is written there is what is tested. */
const rows = readFileSync(new URL('spool-states.ts', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith(' * | '))
  .map((line) =>
    line
      .slice(5, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
const [head, ...body] = rows;
const EVENTS = head!.slice(1) as readonly SpoolEvent['kind'][];
const STATES = body.map((row) => row[0]) as readonly SpoolState[];
const CELLS = body.flatMap((row) =>
  row.slice(1).map((cell, at) => [row[0] as SpoolState, EVENTS[at]!, cell] as const),
);

const MARKS: Readonly<Record<string, string>> = { COPY: 'COPY', DUP: 'POSSIBLE DUPLICATE' };
const PERSONAL: readonly string[] = ['retry-by-person', 'mark-printed', 'reprint', 're-route', 'cancel'];

function eventOf(kind: SpoolEvent['kind']): SpoolEvent {
  return (PERSONAL.includes(kind) ? { kind, by: 'Ana' } : { kind }) as SpoolEvent;
}

function job(state: SpoolState, more: Partial<SpoolJob> = {}): SpoolJob {
  return { ...newSpoolJob({ purpose: 'paper', confirmable: true }), state, ...more };
}

/** `state`, `state+MARK` or `.`, as the table writes it. */
function cellOf(from: SpoolJob, kind: SpoolEvent['kind']): string {
  const step = stepSpool(from, eventOf(kind));
  if (!step.ok) return '.';
  const mark = Object.entries(MARKS).find(([, text]) => text === step.value.newJob?.mark);
  return step.value.job.state + (mark === undefined ? '' : `+${mark[0]}`);
}

describe('the spool state machine', () => {
  it('has its whole table in the file head', () => {
    expect(STATES).toHaveLength(7);
    expect(EVENTS).toHaveLength(13);
    expect(CELLS).toHaveLength(91);
    expect(CELLS.filter(([, , cell]) => cell !== '.')).toHaveLength(28);
  });

  it.each(CELLS)('paper: %s, %s -> %s', (state, event, cell) => {
    expect(cellOf(job(state), event)).toBe(cell);
  });

  it.each(CELLS)('paper on a printer that cannot confirm: %s, %s (table: %s)', (state, event, cell) => {
    const differs: Readonly<Record<string, string>> = {
      'sent restarted': 'sent',
      'sent reprint': 'sent+COPY',
    };
    expect(cellOf(job(state, { confirmable: false }), event)).toBe(differs[`${state} ${event}`] ?? cell);
  });

  it.each(CELLS)('drawer: %s, %s (table: %s)', (state, event, cell) => {
    const repeats = ['retry', 'retry-by-person', 'reprint', 're-route', 're-route-by-time-out'].includes(
      event,
    );
    const letsGo = event === 'restarted' && (state === 'queued' || state === 'failed-before-first-byte');
    const expected = repeats ? '.' : letsGo ? 'cancelled' : cell;
    expect(cellOf(job(state, { purpose: 'drawer' }), event)).toBe(expected);
  });

  it('says why it refuses', () => {
    expect(stepSpool(job('sent'), { kind: 'retry' })).toEqual({
      ok: false,
      refusal: { code: 'NotInThisState', state: 'sent', event: 'retry' },
    });
    expect(stepSpool(job('failed-before-first-byte', { purpose: 'drawer' }), { kind: 'retry' })).toEqual({
      ok: false,
      refusal: { code: 'DrawerIsNotRepeated', event: 'retry' },
    });
  });

  const anyPurpose = fc.constantFrom('paper' as const, 'drawer' as const);
  const anyJob = fc
    .record({
      state: fc.constantFrom(...STATES),
      purpose: anyPurpose,
      confirmable: fc.boolean(),
      retries: fc.nat(30),
    })
    .map((fields): SpoolJob => fields);
  const anyEvent = fc.constantFrom(...EVENTS).map(eventOf);

  it('invariant 1: only failed-before-first-byte goes back to queued', () => {
    fc.assert(
      fc.property(anyJob, anyEvent, (from, event) => {
        const step = stepSpool(from, event);
        if (step.ok && step.value.job.state === 'queued') {
          expect(['queued', 'failed-before-first-byte']).toContain(from.state);
        }
      }),
    );
  });

  it('invariant 2: the spool stops retrying, a person may go on', () => {
    let current = job('failed-before-first-byte');
    for (let at = 0; at < RETRIES_MAX; at += 1) {
      const step = stepSpool(current, { kind: 'retry' });
      if (!step.ok) throw new Error(`refused at ${at}`);
      expect(step.value.job.retries).toBe(at + 1);
      current = { ...step.value.job, state: 'failed-before-first-byte' };
    }
    expect(stepSpool(current, { kind: 'retry' })).toEqual({
      ok: false,
      refusal: { code: 'RetriesExhausted', retries: RETRIES_MAX },
    });
    expect(stepSpool(current, { kind: 'retry-by-person', by: 'Ana' })).toMatchObject({
      ok: true,
      value: { job: { state: 'queued', retries: 0 } },
    });
    expect([0, 1, 3, 4, 1000].map(retryDelayMs)).toEqual([1_000, 2_000, 10_000, 30_000, 30_000]);
  });

  it('invariant 3: only a person leads out of unknown', () => {
    for (const kind of EVENTS) {
      const step = stepSpool(job('unknown'), eventOf(kind));
      if (step.ok && step.value.job.state !== 'unknown') expect(PERSONAL).toContain(kind);
    }
  });

  it('invariant 4: a restart makes sending and sent unknown, and twice is once', () => {
    for (const state of ['sending', 'sent'] as const) expect(cellOf(job(state), 'restarted')).toBe('unknown');
    for (const state of STATES) {
      const once = stepSpool(job(state), { kind: 'restarted' });
      if (!once.ok) throw new Error('a restart is never refused');
      expect(stepSpool(once.value.job, { kind: 'restarted' })).toEqual(once);
    }
  });

  it('invariant 5: a drawer job is sent at most once and makes no other job, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.boolean(), (events, confirmable) => {
        let current = newSpoolJob({ purpose: 'drawer', confirmable });
        let sent = 0;
        for (const event of events) {
          const step = stepSpool(current, event);
          if (!step.ok) continue;
          if (step.value.job.state === 'sending') sent += 1;
          expect(step.value.newJob).toBeNull();
          current = step.value.job;
        }
        expect(sent).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('invariant 6: every new job is marked, by reprint COPY and by re-route POSSIBLE DUPLICATE', () => {
    fc.assert(
      fc.property(anyJob, anyEvent, (from, event) => {
        const step = stepSpool(from, event);
        if (!step.ok) return;
        const mark = {
          reprint: 'COPY',
          're-route': 'POSSIBLE DUPLICATE',
          're-route-by-time-out': 'POSSIBLE DUPLICATE',
        }[event.kind as string];
        expect(step.value.newJob).toEqual(mark === undefined ? null : { mark });
      }),
    );
  });

  it('knows what is finished', () => {
    expect(STATES.filter((state) => isFinished(job(state)))).toEqual(['confirmed', 'cancelled']);
    expect(isFinished(job('sent', { confirmable: false }))).toBe(true);
  });
});
