import type { Id } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import { type Database, type Transaction, transientRetry } from '@beaveros/service-kit';
import type { Answer, Batch } from '@beaveros/sync/exchange';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { type Place, placeOf } from './attach.ts';
import { type ChainKey, type ChainRow, lockChain } from './chain-row.ts';
import { type CheckedEntry, checkBatch, refusal, type Scope } from './check-batch.ts';
import { applyControlFacts } from './control-facts.ts';
import { keepAside } from './forks.ts';
import { extendChain, keepSignedHead } from './insert-entries.ts';
import { type Arriving, openChain } from './open-chain.ts';
import { whyUnproven } from './proven-head.ts';
import { settle } from './settle.ts';
import { insertSides } from './side-records.ts';
import { judgeNew, placesOf } from './suspense.ts';

export interface Stored {
  readonly answer: Answer;
  /** The chain's head here afterwards; null when it is unknown. */
  readonly head: Head | null;
}

export interface JournalDependencies {
  readonly database: Database;
  readonly keys: TenantKeys;
}

/**
 * Takes a batch into the journal, whole or not at all: entries and head move in one transaction, which also wakes
 * whoever follows. Known entries are success; those of another branch are kept aside, and stand when an opening says so;
 * missing ones before the batch are a gap. Nothing a peer can write makes it throw. Faults: `database/...`, after which
 * nothing is stored.
 */
export async function storeBatch(
  { database, keys }: JournalDependencies,
  scope: Scope,
  batch: Batch,
): Promise<Stored> {
  return await transientRetry(() =>
    database.withTenant(scope.tenant as Id<'tenant'>, (tx) => storeInTransaction(tx, keys, scope, batch)),
  );
}

/** {@link storeBatch} in a transaction of the scope's tenant that is under way. */
export async function storeInTransaction(
  tx: Transaction,
  keys: TenantKeys,
  scope: Scope,
  batch: Batch,
): Promise<Stored> {
  const checked = checkBatch(batch, scope);
  if (!Array.isArray(checked)) return { answer: checked as Answer, head: null };
  const entries = checked as readonly CheckedEntry[];
  const key: ChainKey = { tenant: scope.tenant, chain: Buffer.from(batch.chain, 'hex') };
  const arriving: Arriving = { key, batch, entries, scope };
  const known = await lockChain(tx, key);
  if (known !== undefined) return await take(tx, arriving, known);
  const opened = await openChain(tx, keys, arriving);
  if ('refused' in opened) return { answer: opened.refused, head: null };
  const stored = await take(tx, arriving, opened.chain);
  if (opened.follows !== null)
    await settle(tx, { tenant: scope.tenant, chain: Buffer.from(opened.follows.chain, 'hex') });
  return stored;
}

async function take(tx: Transaction, arriving: Arriving, chain: ChainRow): Promise<Stored> {
  const { key, batch, entries, scope } = arriving;
  const head = headOf(batch.chain, chain.head_seq, chain.head_hash);
  if (chain.store_id !== scope.store)
    return { answer: refusal(batch.chain, 'exchange/wrong-store', 'chain'), head: null };
  const place = await placeOf(tx, key, { chain, batch, entries });
  if (place.kind === 'nowhere') return { answer: place.answer, head };
  const unproven = await whyUnproven(tx, { key, batch, store: scope.store, publicKey: chain.public_key });
  if (unproven !== null) return { answer: unproven, head };
  return place.kind === 'main'
    ? await extend(tx, arriving, chain, entries.slice(place.known))
    : await branchOff(tx, arriving, chain, place);
}

function headOf(chain: string, seq: number, hash: Buffer): Head {
  return { chain, seq, hash: hash.toString('hex') };
}

/** Entries behind the head; none of them when all were known. */
async function extend(
  tx: Transaction,
  { key, batch }: Arriving,
  chain: ChainRow,
  fresh: readonly CheckedEntry[],
): Promise<Stored> {
  const name = batch.chain;
  const last = fresh.at(-1);
  if (last === undefined) {
    // Known entries change nothing, but their author may have signed another place among them.
    await keepSignedHead(tx, key, batch.head);
    const answer: Answer = { kind: 'stored', chain: name, seq: batch.head.seq };
    return { answer, head: headOf(name, chain.head_seq, chain.head_hash) };
  }
  const clock = await judgeNew(tx, key, { chain, before: chain.head_clock, entries: placesOf(fresh) });
  // Of new entries only: a record of a known one may have been erased since.
  const sides = sidesOf(batch);
  await insertSides(
    tx,
    key,
    fresh.flatMap(({ entry: { seq } }) => sides.get(seq)!.map((side) => ({ seq, side }))),
  );
  await extendChain(tx, key, { entries: fresh, head: batch.head, clock });
  if (chain.kind !== 'terminal') await takeBackOffice(tx, key, chain, fresh);
  const { seq } = last.entry;
  return { answer: { kind: 'stored', chain: name, seq }, head: headOf(name, seq, last.hash) };
}

function sidesOf({ entries }: Batch): ReadonlyMap<number, Batch['entries'][number]['sides']> {
  return new Map(entries.map(({ seq, sides }) => [seq, sides]));
}

/** Entries that this database wrote in an older life: what they said counts again, and so do their commands. */
async function takeBackOffice(
  tx: Transaction,
  key: ChainKey,
  chain: ChainRow,
  entries: readonly CheckedEntry[],
): Promise<void> {
  await tx.execute(
    `insert into back_office_commands (tenant_id, command_id, chain, seq)
     select $1, c.id, $2, c.seq from unnest($3::uuid[], $4::bigint[]) as c (id, seq) on conflict do nothing`,
    [
      key.tenant,
      key.chain,
      entries.map(({ entry }) => entry.commandId),
      entries.map(({ entry }) => entry.seq),
    ],
  );
  await applyControlFacts(tx, key, chain, entries);
}

/** Another branch than the one that stands: kept, and told so, unless an opening lets it stand at once. */
async function branchOff(
  tx: Transaction,
  { key, batch, entries, scope }: Arriving,
  chain: ChainRow,
  { from }: Extract<Place, { readonly kind: 'aside' }>,
): Promise<Stored> {
  const name = batch.chain;
  const isKept = await keepAside(tx, key, {
    entries: entries.slice(from),
    sides: sidesOf(batch),
    head: batch.head,
    broughtBy: scope.terminal,
  });
  if (!isKept) {
    const head = headOf(name, chain.head_seq, chain.head_hash);
    return { answer: refusal(name, 'exchange/too-many-forks', 'entries'), head };
  }
  await settle(tx, key);
  // The head may stand where it stood, so no trigger rings: its author has to hear of what is kept here.
  await tx.execute(`select pg_notify('beaver_journal', $1)`, [`${key.tenant}/${name}`]);
  const [now] = await tx.query<{ head_seq: number; head_hash: Buffer; stands: boolean }>(
    `select head_seq, head_hash, exists (select 1 from entries e where e.tenant_id = c.tenant_id and e.chain = c.chain
       and e.seq = $3 and e.hash = $4) as stands
     from chains c where tenant_id = $1 and chain = $2`,
    [key.tenant, key.chain, batch.head.seq, Buffer.from(batch.head.hash, 'hex')],
  );
  const kind = now!.stands ? 'stored' : 'aside';
  const answer: Answer = { kind, chain: name, seq: batch.head.seq };
  return { answer, head: headOf(name, now!.head_seq, now!.head_hash) };
}
