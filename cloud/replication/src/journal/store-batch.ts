import type { Id } from '@beaveros/kit';
import { type Head, headToSign, NO_HASH } from '@beaveros/protocol/exchange';
import { type Database, type Transaction, transientRetry } from '@beaveros/service-kit';
import type { Answer, Batch } from '@beaveros/sync/exchange';
import { isSignedBy, sha256 } from '../keys/ed25519.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { type CheckedEntry, checkBatch, refusal, type Scope } from './check-batch.ts';
import {
  type ChainKey,
  clocksOf,
  extendChain,
  insertSides,
  keepSignedHead,
  suspend,
} from './insert-entries.ts';
import { readOpening } from './opening.ts';

export interface Stored {
  readonly answer: Answer;
  /** The chain's head here afterwards; null when it is unknown. */
  readonly head: Head | null;
}

export interface JournalDependencies {
  readonly database: Database;
  readonly keys: TenantKeys;
}

/** Entries kept of other branches of one chain: a restored disk forks once, a hostile till for ever. */
const FORKS_MAX = 10_000;

interface ChainRow {
  readonly store_id: string | null;
  readonly public_key: Buffer;
  readonly head_seq: number;
  readonly head_hash: Buffer;
  readonly head_clock: number;
}

/**
 * Takes a batch into the journal, whole or not at all: entries and head move in one transaction, which also wakes
 * whoever follows. Known entries are success; another entry at a place that is taken is a fork, whose bytes are kept
 * aside; missing ones before it are a gap. Nothing a peer can write makes it throw. Faults: `database/...`, after
 * which nothing is stored.
 */
export async function storeBatch(
  { database, keys }: JournalDependencies,
  scope: Scope,
  batch: Batch,
): Promise<Stored> {
  const checked = checkBatch(batch, scope);
  if (!Array.isArray(checked)) return { answer: checked as Answer, head: null };
  const entries = checked as readonly CheckedEntry[];
  const key: ChainKey = { tenant: scope.tenant, chain: Buffer.from(batch.chain, 'hex') };
  return await transientRetry(() =>
    database.withTenant(scope.tenant as Id<'tenant'>, async (tx) => {
      const chain = (await lockChain(tx, key)) ?? (await openChain(tx, keys, { key, batch, entries, scope }));
      if ('kind' in chain) return { answer: chain, head: null };
      return await extend(tx, { key, batch, entries, scope, chain });
    }),
  );
}

/** The chain's row, held until the transaction ends: one writer at a time. */
async function lockChain(tx: Transaction, { tenant, chain }: ChainKey): Promise<ChainRow | undefined> {
  const [row] = await tx.query<ChainRow>(
    `select store_id, public_key, head_seq, head_hash, head_clock from chains
     where tenant_id = $1 and chain = $2 for update`,
    [tenant, chain],
  );
  return row;
}

interface Arriving {
  readonly key: ChainKey;
  readonly batch: Batch;
  readonly entries: readonly CheckedEntry[];
  readonly scope: Scope;
}

/** A chain not known yet: a row for it, when everything about its opening is right. */
async function openChain(tx: Transaction, keys: TenantKeys, arriving: Arriving): Promise<ChainRow | Answer> {
  const { key, batch, entries, scope } = arriving;
  const first = entries[0]!;
  if (first.entry.seq !== 1) return { kind: 'gap', chain: batch.chain, expected: 1 };
  const tenantKey = await keys.of(tx, scope.tenant);
  if (tenantKey === null) return refusal(batch.chain, 'exchange/wrong-tenant', 'certificate');
  const opening = readOpening(batch, first, tenantKey.publicKey);
  if ('kind' in opening) return opening;
  if (!isHeadSigned(opening.publicKey, batch))
    return refusal(batch.chain, 'exchange/bad-signature', 'head.signature');
  // Without entries yet: `extend` adds all of them, the opening too.
  const isNew = await tx.execute(
    `insert into chains (tenant_id, chain, store_id, terminal_id, epoch, kind, public_key, certificate, head_seq, head_hash, head_clock)
     values ($1, $2, $3, $4, $5, 'terminal', $6, $7, 0, $8, 0) on conflict do nothing`,
    [
      scope.tenant,
      key.chain,
      scope.store,
      opening.terminal,
      opening.epoch,
      opening.publicKey,
      opening.certificate,
      NO_HASH,
    ],
  );
  // Another connection opened it between our look and our insert, and we waited for its commit.
  if (isNew === 0) return (await lockChain(tx, key))!;
  return {
    store_id: scope.store,
    public_key: opening.publicKey,
    head_seq: 0,
    head_hash: Buffer.from(NO_HASH),
    head_clock: 0,
  };
}

function isHeadSigned(publicKey: Buffer, { head }: Batch): boolean {
  return isSignedBy(publicKey, headToSign(head), Buffer.from(head.signature, 'base64'));
}

async function extend(tx: Transaction, arriving: Arriving & { readonly chain: ChainRow }): Promise<Stored> {
  const { key, batch, entries, scope, chain } = arriving;
  const name = batch.chain;
  const headOf = (seq: number, hash: Buffer): Head => ({ chain: name, seq, hash: hash.toString('hex') });
  const headNow = headOf(chain.head_seq, chain.head_hash);
  const answered = (answer: Answer, head: Head = headNow): Stored => ({ answer, head });
  if (chain.store_id !== scope.store)
    return { answer: refusal(name, 'exchange/wrong-store', 'chain'), head: null };
  const first = entries[0]!;
  if (first.entry.seq > chain.head_seq + 1)
    return answered({ kind: 'gap', chain: name, expected: chain.head_seq + 1 });
  if (!isHeadSigned(chain.public_key, batch))
    return answered(refusal(name, 'exchange/bad-signature', 'head.signature'));
  const known = entries.filter(({ entry }) => entry.seq <= chain.head_seq);
  const fork = await firstFork(tx, key, known);
  if (fork !== null) {
    await keepAside(tx, { ...arriving, entries: entries.slice(known.indexOf(fork.theirs)) });
    const { seq } = fork.theirs.entry;
    return answered({ kind: 'fork', chain: name, seq, hash: fork.ours.toString('hex') });
  }
  const fresh = entries.slice(known.length);
  const last = fresh.at(-1);
  if (last === undefined) {
    // Known entries change nothing, but their author may have signed another place among them.
    await keepSignedHead(tx, key, batch.head);
    return answered({ kind: 'stored', chain: name, seq: entries.at(-1)!.entry.seq });
  }
  if (known.length === 0 && !sha256(chain.head_hash, first.bytes).equals(first.hash)) {
    return answered(refusal(name, 'exchange/bad-hash', 'entries.0.hash'));
  }
  const { clock, leaps } = clocksOf(chain.head_clock, fresh);
  await suspend(tx, key, leaps, 'the clock leaps');
  const bySeq = new Map(batch.entries.map(({ seq, sides }) => [seq, sides]));
  // Of new entries only: a record of a known one may have been erased since.
  await insertSides(
    tx,
    key,
    fresh.flatMap(({ entry: { seq } }) => bySeq.get(seq)!.map((side) => ({ seq, side }))),
  );
  await extendChain(tx, key, { entries: fresh, head: batch.head, clock });
  return answered({ kind: 'stored', chain: name, seq: last.entry.seq }, headOf(last.entry.seq, last.hash));
}

/** The first entry of the batch that is not the one we hold at its place. */
async function firstFork(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  known: readonly CheckedEntry[],
): Promise<{ readonly theirs: CheckedEntry; readonly ours: Buffer } | null> {
  if (known.length === 0) return null;
  const rows = await tx.query<{ seq: number; hash: Buffer }>(
    'select seq, hash from entries where tenant_id = $1 and chain = $2 and seq between $3 and $4 order by seq',
    [tenant, chain, known[0]!.entry.seq, known.at(-1)!.entry.seq],
  );
  const at = rows.findIndex(({ hash }, index) => !hash.equals(known[index]!.hash));
  return at === -1 ? null : { theirs: known[at]!, ours: rows[at]!.hash };
}

async function keepAside(
  tx: Transaction,
  { key: { tenant, chain }, entries, scope }: Arriving,
): Promise<void> {
  const [row] = await tx.query<{ count: number }>(
    'select count(*)::int as count from forks where tenant_id = $1 and chain = $2',
    [tenant, chain],
  );
  for (const { entry, hash, bytes } of entries.slice(0, Math.max(0, FORKS_MAX - row!.count))) {
    await tx.execute(
      `insert into forks (tenant_id, chain, seq, hash, bytes, brought_by) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing`,
      [tenant, chain, entry.seq, hash, bytes, scope.terminal],
    );
  }
}
