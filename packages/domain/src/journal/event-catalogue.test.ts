import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { schemaHash } from '../_pins.ts';
import { beerAdded, ORDER } from '../order/_orders.ts';
import { EVENT_CATALOGUE, readEvent } from './event-catalogue.ts';

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
    expect(readEvent(event)).toEqual({ kind: 'read', event });
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
