import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { schemaHash } from '../_pins.ts';
import { beerAdded, ORDER } from '../order/_orders.ts';
import { EVENT_CATALOGUE, atNewestVersion, inVersionBefore, readEvent } from './event-catalogue.ts';

// Entries stay for ever, so a version that was once written must be read for ever. `event-catalogue.json` pins each
// version's schema; `UPDATE_PINS=1 vitest run event-catalogue` prints what it would be today, for a person to copy.

const PINS = new URL('event-catalogue.json', import.meta.url);
const FIXTURES = new URL('../../fixtures/events/', import.meta.url);

const pinned = JSON.parse(readFileSync(PINS, 'utf8')) as Record<string, string>;
const today = Object.fromEntries([...EVENT_CATALOGUE].map(([key, { body }]) => [key, schemaHash(body)]));
if (process.env['UPDATE_PINS'] === '1')
  process.stdout.write(`${PINS.pathname}:\n${JSON.stringify(today, null, 2)}\n`);

describe('event versions are added, never edited', () => {
  it.each(Object.keys(pinned))('%s', (key) => {
    const [type, v] = key.split('/');
    const next = `versions are added, never edited: leave ${key} as it was and add ${type}/${Number(v) + 1}`;
    expect(today[key], `${key} is gone; journals hold it; ${next}`).toBeDefined();
    expect(today[key], `the schema of ${key} has moved; ${next}`).toBe(pinned[key]);
  });

  it.each(Object.keys(today))('%s is pinned', (key) => {
    const advice = `${key} is new: add "${key}": "${today[key]}" to event-catalogue.json by hand, and a fixture`;
    expect(Object.keys(pinned), advice).toContain(key);
  });

  it('the README says of each fact whose it is', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const names = [...EVENT_CATALOGUE.values()].map(({ type }) => type.slice(type.indexOf('.') + 1));
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme))).toEqual([]);
  });

  it('a catalogue key is one schema', () => {
    for (const [key, { type, v }] of EVENT_CATALOGUE) expect(`${type}/${v}`).toBe(key);
  });
});

describe('every version still reads what was once written', () => {
  const files = readdirSync(FIXTURES);

  it.each(Object.keys(today))('%s has a fixture', (key) => {
    expect(files).toContain(`${key.replace('/', '-')}.json`);
  });

  it.each(files)('%s', (file) => {
    const body: unknown = JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8'));
    const [, type, v] = /^(.+)-(\d+)\.json$/.exec(file)!;
    const event = { id: fixed('Event', 1), type: type!, v: Number(v), aggregate: ORDER, body };
    expect(readEvent(event)).toEqual({ kind: 'read', event: atNewestVersion(event) });
  });

  const events = files.map((file) => {
    const [, type, v] = /^(.+)-(\d+)\.json$/.exec(file)!;
    const body: unknown = JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8'));
    return { id: fixed('Event', 1), type: type!, v: Number(v), aggregate: ORDER, body };
  });
  const versions = [...EVENT_CATALOGUE.values()];
  const newestOf = (of: string) => Math.max(...versions.filter(({ type }) => type === of).map(({ v }) => v));

  it.each(events.map((event) => [`${event.type}/${event.v}`, event] as const))(
    '%s, at the newest version of its type and by its schema',
    (_, event) => {
      const newest = atNewestVersion(event);
      expect(newest.v).toBe(newestOf(event.type));
      expect({ ...newest, v: event.v, body: event.body }).toEqual(event);
      expect(readEvent(newest)).toEqual({ kind: 'read', event: newest });
    },
  );

  it('a version but the first is said in the one before, or has no words for it there', () => {
    for (const { type, v, ...neighbours } of versions) {
      expect([type, v, neighbours.upcast !== undefined]).toEqual([type, v, v < newestOf(type)]);
      expect([type, v, neighbours.downcast !== undefined]).toEqual([type, v, v > 1]);
    }
    for (const event of events) {
      const before = inVersionBefore(event);
      if (before === null) continue;
      expect(before.v).toBe(event.v - 1);
      expect(readEvent(before)).toEqual({ kind: 'read', event: atNewestVersion(before) });
    }
  });

  it('what was raised to a version and says no more than before goes back to what it was', () => {
    const older = events.filter(({ type, v }) => v < newestOf(type));
    expect(older.length).toBeGreaterThan(0);
    for (const event of older) {
      let back = atNewestVersion(event);
      while (back.v > event.v) back = inVersionBefore(back)!;
      expect(back).toEqual(event);
    }
  });
});

describe('readEvent', () => {
  const added = { ...beerAdded(1), id: fixed('Event', 1) };

  it('parks a version or a type that this build does not know', () => {
    expect(readEvent({ ...added, v: 2 })).toEqual({ kind: 'parked' });
    expect(readEvent({ ...added, type: 'order.LineBlessed' })).toEqual({ kind: 'parked' });
  });

  it.each([
    ['a wrong type', { ...added.body, quantityMicro: '1' }, 'quantityMicro'],
    ['a fraction of a millionth', { ...added.body, quantityMicro: 0.5 }, 'quantityMicro'],
    ['a missing field', { ...added.body, name: undefined }, 'name'],
    ['an unknown field', { ...added.body, discount: 1 }, 'discount'],
    [
      'a field deep inside',
      { ...added.body, taxes: [{ ...added.body.taxes[0], ratePpm: -1 }] },
      'taxes.0.ratePpm',
    ],
    ['a text that Postgres cannot hold', { ...added.body, note: 'a\u0000b' }, 'note'],
    ['a text that has no UTF-8', { ...added.body, note: '\ud800' }, 'note'],
    ['no object', 'beer', ''],
    ['null', null, ''],
  ])('holds %s in suspense and names the field', (_name, body, field) => {
    expect(readEvent({ ...added, body })).toEqual({ kind: 'suspense', field });
  });
});
