import { createHmac, timingSafeEqual } from 'node:crypto';

// Where a client stands. Both parts are opaque to it; the server keeps nothing, so they survive its restart.
//
//   offset                     means
//   -1                         nothing yet
//   now                        skip what is there, tell me what changes
//   0_<n>                      the snapshot up to and with the row whose key is the number n (a uuid's 128 bits)
//   0_inf                      the whole snapshot
//   <xid>_<seq>                every log entry up to and with (xid, seq); <horizon>_0: every one before that horizon

export type Offset =
  | { readonly at: 'start' }
  | { readonly at: 'now' }
  | { readonly at: 'snapshot'; readonly after: string }
  | { readonly at: 'snapshot-end' }
  | { readonly at: 'log'; readonly xid: string; readonly seq: string };

const NUMBERED = /^(0|[1-9]\d{0,38})_(0|[1-9]\d{0,38}|inf)$/;
const UINT64_MAX = (1n << 64n) - 1n;
const INT64_MAX = (1n << 63n) - 1n;

/** `null` when it is none of the forms above. */
export function parseOffset(text: string): Offset | null {
  if (text === '-1') return { at: 'start' };
  if (text === 'now') return { at: 'now' };
  const match = NUMBERED.exec(text);
  if (match === null) return null;
  const [, xid, rest] = match as unknown as [string, string, string];
  if (xid === '0') {
    if (rest === 'inf') return { at: 'snapshot-end' };
    return BigInt(rest) < 1n << 128n ? { at: 'snapshot', after: numberToUuid(BigInt(rest)) } : null;
  }
  if (rest === 'inf' || BigInt(xid) > UINT64_MAX || BigInt(rest) > INT64_MAX) return null;
  return { at: 'log', xid, seq: rest };
}

export function snapshotOffset(lastKey: string): string {
  return `0_${BigInt(`0x${lastKey.replaceAll('-', '')}`)}`;
}

function numberToUuid(value: bigint): string {
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * A handle names one life of one shape for one asker: `<nonce>-<snapshot>-<mac>`. The snapshot (xmin, xmax and the
 * transactions that were running) says which log entries its rows already hold. The mac binds it to shape, tenant, store and
 * the stream's epoch, which is its key and is never sent; a handle made elsewhere, or before a restore, does not verify.
 */
export function makeHandle(binding: HandleBinding, snapshot: string, nonce: Uint8Array): string {
  const payload = `${Buffer.from(nonce).toString('hex')}-${packSnapshot(snapshot)}`;
  return `${payload}-${macOf(binding, payload)}`;
}

export interface HandleBinding {
  readonly epoch: string;
  /** Shape and filter values. */
  readonly identity: string;
}

export const NONCE_BYTES = 6;
const HANDLE = /^[0-9a-f]{12}-([0-9a-z]{1,13}(?:\.[0-9a-z]{1,13})+)-[0-9a-f]{24}$/;
/** 200 sessions, one transaction each, with room; a longer one was not made by us. */
const HANDLE_LENGTH_MAX = 4_096;

/** The snapshot that a handle claims, as `xmin:xmax:xip,...`; `null` when it has not the form of a handle. */
export function claimedSnapshot(handle: string): string | null {
  const match = handle.length <= HANDLE_LENGTH_MAX ? HANDLE.exec(handle) : null;
  if (match === null) return null;
  const [xmin, xmax, ...running] = unpackSnapshot(match[1]!) as [bigint, bigint, ...bigint[]];
  // What PostgreSQL demands of a pg_snapshot; another text would be an error of the query instead of a refusal.
  const isSound =
    xmin > 0n &&
    xmin <= xmax &&
    xmax <= INT64_MAX &&
    running.every((xid, at) => xid < xmax && (at === 0 || xid > running[at - 1]!));
  return isSound ? `${xmin}:${xmax}:${running.join(',')}` : null;
}

/** Whether a handle is one of this shape, asker and epoch. */
export function isHandleOf(binding: HandleBinding, handle: string): boolean {
  const cut = handle.lastIndexOf('-');
  const expected = Buffer.from(macOf(binding, handle.slice(0, cut)));
  const given = Buffer.from(handle.slice(cut + 1));
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** For a 409: unique, and no position of any shape. */
export function deadHandle(nonce: Uint8Array): string {
  return `${Buffer.from(nonce).toString('hex')}-1.0-${'0'.repeat(24)}`;
}

function macOf({ epoch, identity }: HandleBinding, payload: string): string {
  return createHmac('sha256', epoch).update(`${identity}\n${payload}`).digest('hex').slice(0, 24);
}

/** `pg_snapshot` text in base 36: xmin, then every other number as its distance from xmin. */
function packSnapshot(snapshot: string): string {
  const [xmin, xmax, running] = snapshot.split(':') as [string, string, string];
  const base = BigInt(xmin);
  const others = [xmax, ...(running === '' ? [] : running.split(','))];
  return [base.toString(36), ...others.map((each) => (BigInt(each) - base).toString(36))].join('.');
}

function unpackSnapshot(packed: string): readonly bigint[] {
  const [first, ...others] = packed.split('.').map(fromBase36) as [bigint, ...bigint[]];
  return [first, ...others.map((each) => first + each)];
}

function fromBase36(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}
