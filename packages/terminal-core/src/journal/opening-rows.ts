import { assert, Fault } from '@beaveros/kit';
import { nodeHash } from './blobs.ts';

/**
 * What facts that are gone added to a ledger: named integers that add up (minor units, counts). A text says what they
 * are of (a currency); it never changes under one key. Rows of a ledger with a rule (`LedgerRule`) are not added but
 * written anew, by the rule.
 */
export interface OpeningRow {
  readonly ledger: string;
  readonly key: string;
  readonly body: OpeningBody;
}

export type OpeningBody = Readonly<Record<string, number | string>>;

/** Sums two rows of one key, field by field; a missing number is 0. */
export function addBody(one: OpeningBody, other: OpeningBody): OpeningBody {
  const sum: Record<string, number | string> = { ...one };
  for (const [field, value] of Object.entries(other)) {
    const before = sum[field];
    if (typeof value === 'string') {
      assert(before === undefined || before === value, `${field} is ${value}, and was ${before}`);
      sum[field] = value;
      continue;
    }
    assert(typeof before !== 'string', `${field} is a number, and was ${before}`);
    sum[field] = (before ?? 0) + value;
    assert(Number.isSafeInteger(sum[field]), `${field} is no integer any more`);
  }
  return sum;
}

/** As it lies in the file. */
export interface StoredRow {
  readonly ledger: string;
  readonly key: string;
  readonly body: string;
  readonly digest: Buffer;
}

export function storedRow({ ledger, key, body }: OpeningRow): StoredRow {
  const text = JSON.stringify(body);
  return { ledger, key, body: text, digest: digestOf(ledger, key, text) };
}

/** The row that was stored; null: it is damaged. */
export function openingRowOf(row: Readonly<Record<keyof StoredRow, unknown>>): OpeningRow | null {
  const { ledger, key, body, digest } = row;
  if (typeof ledger !== 'string' || typeof key !== 'string' || typeof body !== 'string') return null;
  if (!Buffer.isBuffer(digest) || !digest.equals(digestOf(ledger, key, body))) return null;
  return { ledger, key, body: JSON.parse(body) as OpeningBody };
}

/** As {@link openingRowOf}. Faults with `journal/damaged`. */
export function readOpeningRow(row: StoredRow): OpeningRow {
  const read = openingRowOf(row);
  if (read !== null) return read;
  const { ledger, key } = row;
  throw new Fault('journal/damaged', `opening row ${key} of ${ledger} is damaged`, {
    details: { ledger, key },
  });
}

function digestOf(ledger: string, key: string, body: string): Buffer {
  return Buffer.from(nodeHash(Buffer.from([ledger, key, body].join('\n'), 'utf8')));
}
