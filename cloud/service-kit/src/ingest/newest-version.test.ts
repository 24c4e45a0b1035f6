import type { Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { atNewestVersion } from './newest-version.ts';
import type { KeptFact } from './read-entries.ts';
import type { Event, EventReading } from './recorded.ts';

const ORDER = '019ab3c0-0000-7000-8000-000000000002' as Id;

function kept(type: string, v: number, body: Event['body'], isWitness = false): KeptFact {
  const event = { id: ORDER as Id<'Event'>, type, v, aggregate: ORDER, body };
  return { recorded: { event, header: {} as never, index: 0 }, isWitness };
}

/** Version 2 of a close also says its guests; notes have one version. */
const readings: Event[] = [];
function readEvent(event: Event): EventReading {
  readings.push(event);
  if (event.type === 'order.OrderClosed' && event.v === 1)
    return { kind: 'read', event: { ...event, v: 2, body: { ...(event.body as object), guests: null } } };
  return event.v > 2 ? { kind: 'parked' } : { kind: 'read', event };
}

describe('facts that an earlier build kept', () => {
  it('are folded at the newest version, each, and kept as they are', () => {
    const facts = [
      kept('order.OrderClosed', 1, { total: 1 }),
      kept('order.OrderClosed', 1, { total: 2 }),
      kept('order.OrderClosed', 2, { total: 3, guests: 4 }),
      kept('order.OrderNoteSet', 1, { note: 'x' }),
    ];
    expect(atNewestVersion(facts, readEvent).map(({ recorded }) => recorded.event)).toMatchObject([
      { v: 2, body: { total: 1, guests: null } },
      { v: 2, body: { total: 2, guests: null } },
      { v: 2, body: { total: 3, guests: 4 } },
      { v: 1, body: { note: 'x' } },
    ]);
    expect(facts[0]!.recorded.event).toMatchObject({ v: 1, body: { total: 1 } });
  });

  it('are read once for each type that has one version, and a witness not at all', () => {
    readings.length = 0;
    const notes = Array.from({ length: 5 }, () => kept('order.OrderNoteSet', 1, { note: 'x' }));
    atNewestVersion([...notes, kept('order.OrderClosed', 1, {}, true)], readEvent);
    expect(readings).toHaveLength(1);
  });
});
