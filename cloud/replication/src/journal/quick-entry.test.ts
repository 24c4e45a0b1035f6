import { isFault } from '@beaveros/kit';
import { readEntry, writeEntry } from '@beaveros/protocol/exchange';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId, note, TestKey, TestTill } from '../_test-till.ts';
import { readEntryQuickly } from './quick-entry.ts';

const identity = {
  tenantId: newId(),
  storeId: newId(),
  terminalId: newId(),
  epoch: 1,
  certificate: { text: '', signature: '' },
};
const till = new TestTill(identity, new TestKey());
till.append([note('x'), note('y')]);
const TEXT = till.entries[1]!.text;
const WITH_APPROVER = writeEntry({ ...readEntry(TEXT), approver: newId<'User'>() });

/** What a reader makes of a text: the entry, or the field it refuses. */
function judged(read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    if (!isFault(error, 'exchange/bad-entry')) throw error;
    return { refused: error.field };
  }
}

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    1,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    253_402_300_800_000,
    'x',
    '2026-02-30',
    '2026-13-01',
    'a\u0000',
    'A'.repeat(65),
    [],
    {},
    [{}],
    true,
  ),
  fc.string(),
  fc.uuid(),
  fc.uuid().map((text) => text.toUpperCase()),
  fc.integer(),
  fc.jsonValue(),
);
const HEADER = [
  'chain',
  'seq',
  'clock',
  'at',
  'tenant',
  'store',
  'terminal',
  'epoch',
  'commandId',
  'command',
  'actor',
  'approver',
  'businessDate',
  'events',
  'extra',
  '__proto__',
];
const EVENT = ['id', 'type', 'v', 'aggregate', 'body', 'extra'];

describe('the quick reader', () => {
  it('gives what the schema gives, and refuses the field that it refuses, whatever one field says', () => {
    const change = fc.record({
      key: fc.constantFrom(...HEADER, ...EVENT.map((key) => `event ${key}`)),
      value: nasty,
      drop: fc.boolean(),
      base: fc.constantFrom(TEXT, WITH_APPROVER),
    });
    fc.assert(
      fc.property(change, ({ key, value, drop, base }) => {
        const json = JSON.parse(base) as Record<string, unknown> & { events: Record<string, unknown>[] };
        const [target, name] = key.startsWith('event ') ? [json.events[1]!, key.slice(6)] : [json, key];
        if (drop) delete target[name];
        else Object.defineProperty(target, name, { value, enumerable: true, configurable: true });
        const text = JSON.stringify(json);
        expect(judged(readEntryQuickly, text)).toEqual(judged(readEntry, text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('leaves out of a body what the schema leaves out', () => {
    const text = TEXT.replace('{"note":"y"}', '{"__proto__":{"note":"z"},"note":"y"}');
    expect(text).not.toBe(TEXT);
    expect(judged(readEntryQuickly, text)).toEqual(judged(readEntry, text));
  });

  it.each(['', '{', 'null', '[]', '1', '"x"', '{}', TEXT.slice(0, -1), `${TEXT}x`])(
    'refuses %j as the schema does',
    (text) => {
      expect(judged(readEntryQuickly, text)).toEqual(judged(readEntry, text));
    },
  );
});
