import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { EVENT_CATALOGUE, readEvent } from './event-catalogue.ts';
import type { Draft, Event } from './entry.ts';
import { type MayWrite, writableVersion, writableVersions } from './writable-version.ts';

/** Every type of which this build reads more than one version, at its newest. */
const GROWN = [...EVENT_CATALOGUE.values()].filter(({ v }) => v > 1);
const always: MayWrite = () => true;
const never: MayWrite = () => false;

const opened = (isTraining: boolean): Draft<Event> => ({
  type: 'payment.ShiftOpened',
  v: 2,
  aggregate: fixed('Shift', 1),
  body: {
    terminal: fixed('Terminal', 1),
    drawer: null,
    currency: { code: 'EUR', exponent: 2 },
    float: 100,
    businessDate: '2026-11-23',
    isTraining,
    denominations: null,
  },
});

describe('the version a fact is written in', () => {
  it('is the one decide made, where every till reads it', () => {
    const draft = opened(true);
    expect(writableVersion(draft, always)).toBe(draft);
  });

  it('is none, where no version may be written or the older has no words for it', () => {
    expect(writableVersion(opened(false), never)).toBeNull();
    expect(writableVersion(opened(true), (_, v) => v === 1)).toBeNull();
    expect(GROWN.length).toBeGreaterThan(0);
  });

  it('is the one before, as its own schema has it, and says the same', () => {
    const written = writableVersion(opened(false), (_, v) => v === 1)!;
    expect([written.type, written.v]).toEqual(['payment.ShiftOpened', 1]);
    expect(EVENT_CATALOGUE.get('payment.ShiftOpened/1')!.body.safeParse(written.body).success).toBe(true);
    const read = readEvent({ ...written, id: fixed('Event', 1) });
    expect(read).toMatchObject({ kind: 'read', event: { v: 2, body: opened(false).body } });
  });

  it('is asked for once of a type and version, and one fact that has none keeps all of them back', () => {
    const asked: string[] = [];
    const one: MayWrite = (type, v) => {
      asked.push(`${type}/${v}`);
      return v === 1;
    };
    expect(writableVersions([opened(false), opened(false)], one)).toMatchObject({
      kind: 'writable',
      events: [{ v: 1 }, { v: 1 }],
    });
    expect(asked).toEqual(['payment.ShiftOpened/2', 'payment.ShiftOpened/1']);
    expect(writableVersions([opened(false), opened(true)], one)).toEqual({
      kind: 'too-new',
      type: 'payment.ShiftOpened',
    });
  });
});
