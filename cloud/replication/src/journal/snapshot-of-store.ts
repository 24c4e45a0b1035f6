import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  canEnd,
  compareEntries,
  endingAggregates,
  type Entry,
  foldAll,
  isEndless,
  type Recorded,
  readEvent,
  type SideRecord,
} from '@beaveros/domain/journal';
import { isSettled, orderFold } from '@beaveros/domain/order';
import { addDayLedger, dayLedgerOf, type DayLedgerRow, dayOpeningRow } from '@beaveros/domain/report';
import type { Id } from '@beaveros/kit';
import {
  type Certificate,
  DROPPED_LEDGER,
  type EntryOnWire,
  NO_HASH,
  type Snapshot,
  snapshotToSign,
} from '@beaveros/protocol/exchange';
import type { Transaction } from '@beaveros/service-kit';
import { sha256 } from '../keys/ed25519.ts';
import type { Scope } from './check-batch.ts';
import { readEntryQuickly } from './quick-entry.ts';
import type { JournalDependencies } from './store-batch.ts';

export interface SignedSnapshot {
  /** SHA-256 of the text's UTF-8 bytes, hex. */
  readonly id: string;
  /** {@link Snapshot} as JSON. */
  readonly text: string;
  /** The tenant's key over `snapshotToSign(id)`, base64. */
  readonly signature: string;
}

/**
 * Entries that are read and folded for one snapshot: some two seconds and 200 MB. A larger store's new till takes its
 * snapshot from a peer, which remembers what is settled, or the entries one by one.
 */
const SNAPSHOT_ENTRIES_MAX = 50_000;
const READ_ENTRIES = 2_000;
/** Aggregates folded between two turns of others. */
const FOLDED_AT_ONCE = 200;

/**
 * What a new till of the store begins with: every chain at its head, the entries that speak of what is not settled or has
 * no end, and the rest as sums. Signed by the tenant's key. null: none, because the tenant has no key, nothing is known
 * of the store, or it is too large; then entries alone bring everything.
 */
export async function snapshotOfStore(
  { database, keys }: JournalDependencies,
  { tenant, store }: Pick<Scope, 'tenant' | 'store'>,
): Promise<SignedSnapshot | null> {
  const read = await database.withReadOnlyTenant(
    tenant as Id<'tenant'>,
    async (tx) => {
      const key = await keys.of(tx, tenant);
      const chains = await readChains(tx, { tenant, store });
      const count = chains.reduce((all, { head_seq }) => all + head_seq, 0);
      if (key === null || count === 0 || count > SNAPSHOT_ENTRIES_MAX) return null;
      const entries: ReadEntry[] = [];
      for (const chain of chains) entries.push(...(await readEntries(tx, tenant, chain)));
      return { key, chains, entries };
    },
    // Heads and entries of one moment.
    { isolation: 'repeatable read' },
  );
  if (read === null) return null;
  const { key, chains, entries } = read;
  const openings = new Map(entries.filter(({ wire }) => wire.seq === 1).map((each) => [each.chain, each]));
  const settled = await settledOf(entries);
  const included = entries
    .filter(({ wire }) => wire.seq > 1)
    .filter(
      ({ entry, isSuspended }) =>
        isSuspended ||
        entry.events.some(({ type }) => isEndless(type)) ||
        endingAggregates(entry).some((aggregate) => !settled.has(aggregate)),
    )
    .toSorted((a, b) => compareEntries(placeOf(a), placeOf(b)));
  const snapshot: Snapshot = {
    v: 1,
    tenant: tenant as Id<'Tenant'>,
    store: store as Id<'Store'>,
    chains: chains
      .map((row) => ({ row, opening: openings.get(row.chain)! }))
      .toSorted((a, b) => compareEntries(placeOf(a.opening), placeOf(b.opening)))
      .map(({ row, opening }) => ({
        opening: opening.wire,
        certificate: row.certificate,
        kind: row.kind,
        head: {
          chain: row.chain,
          seq: row.head_seq,
          hash: row.head_hash.toString('hex'),
          signature: row.signature?.toString('base64') ?? null,
        },
        clock: row.head_clock,
      })),
    entries: included.map(({ chain, prev, wire }) => ({ chain, prev, entry: wire })),
    openingRows: openingRows(settled, included),
  };
  const text = JSON.stringify(snapshot);
  const id = sha256(text).toString('hex');
  return { id, text, signature: key.sign(snapshotToSign(id)).toString('base64') };
}

interface ChainRow {
  readonly chain: string;
  readonly kind: 'terminal' | 'store';
  readonly certificate: Certificate | null;
  readonly head_seq: number;
  readonly head_hash: Buffer;
  readonly head_clock: number;
  readonly signature: Buffer | null;
}

interface ReadEntry {
  readonly chain: string;
  readonly prev: string;
  readonly wire: EntryOnWire;
  readonly entry: Entry;
  readonly isSuspended: boolean;
}

/** Whatever was stored ended at a head that is signed or vouched for, so each chain's own head is. */
async function readChains(
  tx: Transaction,
  { tenant, store }: Pick<Scope, 'tenant' | 'store'>,
): Promise<readonly ChainRow[]> {
  return await tx.query<ChainRow>(
    `select encode(c.chain, 'hex') as chain, c.kind, c.certificate, c.head_seq, c.head_hash, c.head_clock, h.signature
     from chains c join signed_heads h on h.tenant_id = c.tenant_id and h.chain = c.chain and h.seq = c.head_seq
     where c.tenant_id = $1 and c.store_id = $2 order by c.chain`,
    [tenant, store],
  );
}

async function readEntries(
  tx: Transaction,
  tenant: string,
  { chain, head_seq }: ChainRow,
): Promise<readonly ReadEntry[]> {
  const name = Buffer.from(chain, 'hex');
  const sides = await tx.query<SideRecord & { readonly seq: number }>(
    'select seq, id, salt, value from sides where tenant_id = $1 and chain = $2 order by id',
    [tenant, name],
  );
  const sidesOf = Map.groupBy(sides, ({ seq }) => seq);
  const suspended = await tx.query<{ seq: number }>(
    'select seq from suspense where tenant_id = $1 and chain = $2',
    [tenant, name],
  );
  const isSuspended = new Set(suspended.map(({ seq }) => seq));
  const read: ReadEntry[] = [];
  let prev = Buffer.from(NO_HASH).toString('hex');
  for (let after = 0; after < head_seq; after += READ_ENTRIES) {
    const rows = await tx.query<{ seq: number; hash: Buffer; bytes: Buffer }>(
      'select seq, hash, bytes from entries where tenant_id = $1 and chain = $2 and seq > $3 and seq <= $4 order by seq',
      [tenant, name, after, after + READ_ENTRIES],
    );
    for (const { seq, hash, bytes } of rows) {
      const text = bytes.toString('utf8');
      const own = hash.toString('hex');
      const records = (sidesOf.get(seq) ?? []).map(({ id, salt, value }) => ({ id, salt, value }));
      read.push({
        chain,
        prev,
        wire: { seq, text, hash: own, sides: records },
        entry: readEntryQuickly(text),
        isSuspended: isSuspended.has(seq),
      });
      prev = own;
    }
  }
  return read;
}

function placeOf({ chain, entry: { clock, seq } }: ReadEntry) {
  return { clock, chain, seq };
}

/** The aggregates of which nothing more is expected, with what each adds to the days' sales. */
async function settledOf(
  entries: readonly ReadEntry[],
): Promise<ReadonlyMap<string, readonly DayLedgerRow[]>> {
  const facts = new Map<string, Recorded[]>();
  const unread = new Set<string>();
  for (const { chain, entry, isSuspended } of entries) {
    if (isSuspended) {
      // It may be released one day.
      for (const aggregate of endingAggregates(entry)) unread.add(aggregate);
      continue;
    }
    const { events, ...header } = entry;
    events.forEach((event, index) => {
      if (!canEnd(event.type)) return;
      const reading = readEvent(event);
      if (reading.kind !== 'read') unread.add(event.aggregate);
      else {
        const recorded = { event: reading.event, header: { ...header, chain }, index };
        const known = facts.get(event.aggregate);
        if (known === undefined) facts.set(event.aggregate, [recorded]);
        else known.push(recorded);
      }
    });
  }
  const settled = new Map<string, readonly DayLedgerRow[]>();
  let folded = 0;
  for (const [aggregate, all] of facts) {
    folded += 1;
    if (folded % FOLDED_AT_ONCE === 0) await nextTurn();
    const rows = unread.has(aggregate) ? null : ledgerOf(aggregate, all);
    if (rows !== null) settled.set(aggregate, rows);
  }
  return settled;
}

/** What a settled order adds to the days' sales; null: it is not settled. */
function ledgerOf(aggregate: string, facts: readonly Recorded[]): readonly DayLedgerRow[] | null {
  try {
    const { state } = foldAll(orderFold, aggregate, facts);
    return isSettled(state) ? dayLedgerOf(state) : null;
  } catch {
    // A defect of the fold, which every service marks and tells (service-kit's projection). The order is open as long.
    return null;
  }
}

function openingRows(
  settled: ReadonlyMap<string, readonly DayLedgerRow[]>,
  included: readonly ReadEntry[],
): Snapshot['openingRows'] {
  const days = addDayLedger([...settled.values()].flat()).map(dayOpeningRow);
  const mentioned: ReadonlySet<string> = new Set(included.flatMap(({ entry }) => endingAggregates(entry)));
  const dropped = [...mentioned]
    .filter((aggregate) => settled.has(aggregate))
    .map((aggregate) => ({ ledger: DROPPED_LEDGER, key: aggregate, body: {} }));
  return [...days, ...dropped].toSorted((a, b) => compare(a.ledger, b.ledger) || compare(a.key, b.key));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
