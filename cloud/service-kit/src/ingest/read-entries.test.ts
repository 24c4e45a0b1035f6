import { describe, expect, it } from 'vitest';
import { readEntries } from './read-entries.ts';

const READER = {
  tenant: '019ab3c0-0000-7000-8000-000000000001',
  chain: '0'.repeat(64),
  reads: new Set(['order.OrderOpened']),
  readEvent: () => ({ kind: 'parked' as const }),
};

describe('readEntries', () => {
  it('keeps what the journal holds in suspense, whole and unread', () => {
    const entries = [{ seq: 4, text: '{"anything":true}', suspense: 'clock-leap' }];
    expect(readEntries(entries, READER)).toEqual({
      facts: [],
      parked: [],
      suspended: [
        {
          seq: 4,
          idx: -1,
          aggregate: null,
          type: null,
          reason: 'clock-leap',
          field: '',
          event: '{"anything":true}',
        },
      ],
    });
  });

  it('keeps an entry that is none, and names the field', () => {
    const { suspended } = readEntries([{ seq: 1, text: '{"chain":7}' }], READER);
    expect(suspended).toMatchObject([{ seq: 1, idx: -1, reason: 'exchange/bad-entry', field: 'chain' }]);
  });
});
