import { readFileSync } from 'node:fs';
import { instant } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDateAt, localClock, localTimeText } from './index.ts';

const at = (text: string) => instant(Date.parse(text));
const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const dateAt = (zone: string, text: string, dayStart: string) =>
  businessDateAt(at(text), localClock(zone), minutes(dayStart));

interface Case {
  readonly id: string;
  readonly inputs: { readonly timezone: string; readonly instant: string; readonly day_start: string };
  readonly expected: { readonly business_date: string };
}
const { cases } = JSON.parse(
  readFileSync(new URL('fixtures/business-date-cases.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[] };

describe('other suites agree', () => {
  it.each(cases.map((each) => [each.id, each] as const))('%s', (_id, { inputs, expected }) => {
    expect(dateAt(inputs.timezone, inputs.instant, inputs.day_start)).toBe(expected.business_date);
  });
});

describe('businessDateAt', () => {
  it.each([
    // An ordinary night.
    ['Europe/Madrid', '2026-11-22T02:59:59Z', '04:00', '2026-11-21'],
    ['Europe/Madrid', '2026-11-22T03:00:00Z', '04:00', '2026-11-22'],
    ['Europe/Madrid', '2026-11-22T22:59:59Z', '00:00', '2026-11-22'],
    ['Europe/Madrid', '2026-11-22T23:00:00Z', '00:00', '2026-11-23'],
    ['Europe/Madrid', '2026-12-31T23:30:00Z', '04:00', '2026-12-31'],
    // Madrid, 2026-03-29: 02:00 becomes 03:00 at 01:00Z. 02:30 means the first instant after the gap.
    ['Europe/Madrid', '2026-03-29T00:59:59Z', '02:30', '2026-03-28'],
    ['Europe/Madrid', '2026-03-29T01:00:00Z', '02:30', '2026-03-29'],
    ['Europe/Madrid', '2026-03-29T01:59:59Z', '04:00', '2026-03-28'],
    ['Europe/Madrid', '2026-03-29T02:00:00Z', '04:00', '2026-03-29'],
    // Madrid, 2026-10-25: 03:00 becomes 02:00 at 01:00Z. 02:45 is passed for good at 00:45Z, though the wall says less later.
    ['Europe/Madrid', '2026-10-25T00:44:59Z', '02:45', '2026-10-24'],
    ['Europe/Madrid', '2026-10-25T00:45:00Z', '02:45', '2026-10-25'],
    ['Europe/Madrid', '2026-10-25T01:00:00Z', '02:45', '2026-10-25'],
    ['Europe/Madrid', '2026-10-25T01:44:59Z', '02:45', '2026-10-25'],
    ['Europe/Madrid', '2026-10-25T02:59:59Z', '04:00', '2026-10-24'],
    ['Europe/Madrid', '2026-10-25T03:00:00Z', '04:00', '2026-10-25'],
    // New York, 2026-03-08: 02:00 becomes 03:00 at 07:00Z; 2026-11-01: 02:00 becomes 01:00 at 06:00Z.
    ['America/New_York', '2026-03-08T06:59:59Z', '02:00', '2026-03-07'],
    ['America/New_York', '2026-03-08T07:00:00Z', '02:00', '2026-03-08'],
    ['America/New_York', '2026-11-01T05:58:59Z', '01:59', '2026-10-31'],
    ['America/New_York', '2026-11-01T05:59:00Z', '01:59', '2026-11-01'],
    ['America/New_York', '2026-11-01T06:58:59Z', '01:59', '2026-11-01'],
    ['America/New_York', '2026-11-01T08:59:59Z', '04:00', '2026-10-31'],
    ['America/New_York', '2026-11-01T09:00:00Z', '04:00', '2026-11-01'],
    // Lord Howe moves by half an hour: 2026-10-04, 02:00 becomes 02:30 at 15:30Z; 2026-04-05, 02:00 becomes 01:30 at 15:00Z.
    ['Australia/Lord_Howe', '2026-10-03T15:29:59Z', '02:15', '2026-10-03'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', '02:15', '2026-10-04'],
    ['Australia/Lord_Howe', '2026-04-04T14:49:59Z', '01:50', '2026-04-04'],
    ['Australia/Lord_Howe', '2026-04-04T14:50:00Z', '01:50', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-04-04T15:10:00Z', '01:50', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-04-04T17:29:59Z', '04:00', '2026-04-04'],
    ['Australia/Lord_Howe', '2026-04-04T17:30:00Z', '04:00', '2026-04-05'],
    // St. John's until 2011 went back at 00:01: a day that has begun does not begin again (2010-11-07 02:31Z).
    ['America/St_Johns', '2010-11-07T02:29:59Z', '00:00', '2010-11-06'],
    ['America/St_Johns', '2010-11-07T02:30:00Z', '00:00', '2010-11-07'],
    ['America/St_Johns', '2010-11-07T03:00:00Z', '00:00', '2010-11-07'],
    // Samoa had no 2011-12-30: its day start is the first instant after the gap, 2011-12-30T10:00Z.
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '04:00', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '04:00', '2011-12-30'],
    ['Pacific/Apia', '2011-12-30T14:00:00Z', '04:00', '2011-12-31'],
  ])('%s at %s with the day starting %s is %s', (zone, time, dayStart, expected) => {
    expect(dateAt(zone, time, dayStart)).toBe(expected);
  });

  it('never goes back, and moves by one day at a time', () => {
    const zones = [
      'Europe/Madrid',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Africa/Casablanca',
      'Asia/Kathmandu',
    ];
    const clocks = zones.map(localClock);
    const years = { min: Date.UTC(2005, 0, 1), max: Date.UTC(2035, 0, 1) };
    fc.assert(
      fc.property(
        fc.constantFrom(...clocks),
        fc.integer(years),
        fc.integer({ min: 1, max: 7_200_000 }),
        fc.nat({ max: 1_439 }),
        (clock, start, step, dayStart) => {
          const dayAt = (time: number) => Date.parse(businessDateAt(instant(time), clock, dayStart));
          const passed = dayAt(start + step) - dayAt(start);
          expect([0, 86_400_000]).toContain(passed);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the date whose start, found minute by minute, was last', () => {
    // The definition itself, walked over the days on which clocks change.
    const changes = [
      ['Europe/Madrid', '2026-10-25'],
      ['America/New_York', '2026-11-01'],
      ['America/New_York', '2026-03-08'],
      ['Australia/Lord_Howe', '2026-04-05'],
      ['Australia/Lord_Howe', '2026-10-04'],
    ] as const;
    for (const [zone, day] of changes) {
      const clock = localClock(zone);
      const from = at(`${day}T00:00:00Z`) - 14 * 3_600_000;
      for (const dayStart of [90, 105, 135, 150, 165, 240]) {
        let expected = '';
        const begun = new Set<string>();
        for (let step = -1_440; step < 1_440; step += 1) {
          const now = instant(from + step * 60_000);
          const wall = localTimeText(clock(now));
          if (minutes(wall.slice(11, 16)) >= dayStart && !begun.has(wall.slice(0, 10))) {
            begun.add(wall.slice(0, 10));
            expected = wall.slice(0, 10);
          }
          // From noon before on, every minute; the night is what matters.
          if (step >= 0 && step % 5 === 0)
            expect([zone, dayStart, wall, businessDateAt(now, clock, dayStart)]).toEqual([
              zone,
              dayStart,
              wall,
              expected,
            ]);
        }
      }
    }
  });

  it('knows the wall time for paper', () => {
    expect(localTimeText(localClock('Europe/Madrid')(at('2026-01-05T23:04:09Z')))).toBe(
      '2026-01-06T00:04:09',
    );
    expect(() => localClock('Mars/Olympus')).toThrow(RangeError);
  });
});
