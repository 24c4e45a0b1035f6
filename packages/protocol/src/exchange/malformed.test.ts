import { type Fault, isFault } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../_pins.ts';
import {
  type Certificate,
  certificateToSign,
  ENTRY_BYTES_MAX,
  hashEntry,
  NO_HASH,
  readCertificate,
  readEntry,
  readExchangeMessage,
  readSnapshot,
  writeEntry,
  zCertificate,
} from './index.ts';

const v2 = readFixture('exchange/v2.json') as { messages: Json[]; snapshot: string };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const { messages, certificate, entry } = readFixture('exchange/v1.json') as {
  messages: Json[];
  certificate: Certificate;
  entry: string;
};

const readers = [
  [
    'readExchangeMessage',
    'exchange/bad-message',
    [...messages, ...v2.messages],
    (text: string) => readExchangeMessage(text),
  ],
  [
    'readSnapshot',
    'exchange/bad-snapshot',
    [JSON.parse(v2.snapshot) as Json],
    (text: string) => readSnapshot(text),
  ],
  ['readEntry', 'exchange/bad-entry', [JSON.parse(entry) as Json], (text: string) => readEntry(text)],
  [
    'readCertificate',
    'exchange/bad-certificate',
    [JSON.parse(certificate.text) as Json],
    (text: string) => readCertificate({ ...certificate, text }),
  ],
] as const;

const strange: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    '',
    0,
    -1,
    0.5,
    1e300,
    2 ** 53,
    -(2 ** 31),
    '\ud800',
    'a\u0000',
    '\u{1f37a}',
    [],
    {},
    [[[]]],
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  fc.string({ unit: 'binary', maxLength: 70 }),
);

/** A valid message with one to three places replaced, removed, doubled or given an unknown key. */
function mutated(valid: readonly Json[]): fc.Arbitrary<Json> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('replace', 'remove', 'add', 'proto'),
    what: strange,
  });
  return fc
    .tuple(fc.constantFrom(...valid), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([message, changes]) =>
      changes.reduce<Json>((all, { at, how, what }) => {
        const copy = structuredClone(all);
        const places = placesOf(copy);
        const [holder, key] = places[at % Math.max(1, places.length)] ?? [null, ''];
        if (holder === null) return what;
        if (how === 'remove') Reflect.deleteProperty(holder, key);
        else if (how === 'add') Reflect.set(holder, 'constructor', what);
        else if (how === 'proto')
          Object.defineProperty(holder, '__proto__', {
            value: what,
            enumerable: true,
            configurable: true,
            writable: true,
          });
        else Reflect.set(holder, key, what);
        return copy;
      }, message),
    );
}

function placesOf(value: Json): readonly (readonly [object, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [[value, key] as const, ...placesOf(each)]);
}

/** Reads, or faults as it should; whatever else it throws fails the test. */
function outcome<T>(read: () => T): { readonly read: T } | { readonly fault: Fault } {
  try {
    return { read: read() };
  } catch (error) {
    if (isFault(error)) return { fault: error };
    throw error;
  }
}

describe.each(readers)('%s', (_name, code, valid, read) => {
  it('reads what is valid, or faults with its code and a field', () => {
    let faults = 0;
    fc.assert(
      fc.property(mutated(valid), (message) => {
        const result = outcome(() => read(JSON.stringify(message)));
        if ('read' in result) return;
        faults += 1;
        expect(result.fault.code).toBe(code);
        expect(typeof result.fault.field).toBe('string');
        expect(result.fault.field!.length).toBeLessThanOrEqual(256);
      }),
      { numRuns: 500 },
    );
    expect(faults).toBeGreaterThan(100);
  });

  it('faults for any text that is no JSON of ours', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(outcome(() => read(text))).toMatchObject({ fault: { code, retryable: false } });
      }),
    );
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '1e999',
    '"\\ud800"',
    '{"m":{}}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  ])('faults for %.20s', (text) => {
    expect(outcome(() => read(text))).toMatchObject({ fault: { code } });
  });
});

describe('the field that is wrong is named', () => {
  const [hello, batch] = messages as [object, { entries: object[] }];
  const fieldOf = (message: object) =>
    (outcome(() => readExchangeMessage(JSON.stringify(message))) as { fault: Fault }).fault.field;
  const entryFieldOf = (change: object) =>
    (outcome(() => readEntry(JSON.stringify({ ...JSON.parse(entry), ...change }))) as { fault: Fault }).fault
      .field;

  it.each([
    ['a version we do not speak', { ...hello, v: 3 }, 'v'],
    ['an unknown kind of message', { m: 'gossip' }, 'm'],
    ['an unknown key', { ...hello, admin: true }, 'admin'],
    ['a head that is no hash', { ...hello, heads: [{ chain: 'x', seq: 1, hash: 'y' }] }, 'heads.0.chain'],
    [
      'an entry with a lone surrogate, which has no bytes',
      { ...batch, entries: [{ ...batch.entries[0], text: '{"a":"\ud800"}' }] },
      'entries.0.text',
    ],
    ['an entry without text', { ...batch, entries: [{ ...batch.entries[0], text: '' }] }, 'entries.0.text'],
    ['no entries', { ...batch, entries: [] }, 'entries'],
    [
      'a signature that is no signature',
      { ...batch, head: { chain: '0'.repeat(64), seq: 1, hash: '0'.repeat(64), signature: ' '.repeat(88) } },
      'head.signature',
    ],
    [
      'a certificate with a lone surrogate',
      { ...batch, certificate: { ...certificate, text: '\udfff' } },
      'certificate.text',
    ],
  ])('%s', (_name, message, field) => {
    expect(fieldOf(message)).toBe(field);
  });

  it.each([
    ['a giant clock', { clock: 2 ** 60 }, 'clock'],
    ['an epoch beyond a Postgres int', { epoch: 2 ** 31 }, 'epoch'],
    ['a day that the calendar lacks', { businessDate: '2026-02-30' }, 'businessDate'],
    ['a year of five digits', { at: 253_402_300_800_000 }, 'at'],
    ['no events', { events: [] }, 'events'],
    [
      'an unknown key of an event',
      { events: [{ ...JSON.parse(entry).events[0], extra: 1 }] },
      'events.0.extra',
    ],
    ['a command that Postgres cannot hold', { command: '\u0000' }, 'command'],
  ])('%s', (_name, change, field) => {
    expect(entryFieldOf(change)).toBe(field);
  });
});

describe('writeEntry', () => {
  it('faults when no batch could carry the entry, counted in bytes and not in letters', () => {
    const read = readEntry(entry);
    const [event] = read.events;
    const long = '€'.repeat(ENTRY_BYTES_MAX / 3 + 1);
    expect(
      outcome(() => writeEntry({ ...read, events: [{ ...event!, body: { note: long } }] })),
    ).toMatchObject({
      fault: { code: 'exchange/entry-too-large', field: 'events', retryable: false },
    });
  });

  it('writes keys in their order, whatever order they come in', () => {
    const read = readEntry(entry);
    const backwards = Object.fromEntries(Object.entries(read).toReversed()) as unknown as typeof read;
    expect(writeEntry(backwards)).toBe(entry);
  });
});

describe('what is signed and hashed', () => {
  it('a certificate that was read has bytes to verify', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const parsed = zCertificate.safeParse({ text, signature: certificate.signature });
        if (parsed.success) expect(certificateToSign(parsed.data.text).length).toBeGreaterThan(text.length);
      }),
    );
  });

  it('an entry is hashed behind the one before it, 32 zero bytes before the first', () => {
    const parts: Uint8Array[] = [];
    hashEntry(
      (...given) => {
        parts.push(...given);
        return new Uint8Array(32);
      },
      NO_HASH,
      'é',
    );
    expect(parts).toEqual([new Uint8Array(32), Uint8Array.of(0xc3, 0xa9)]);
  });
});
