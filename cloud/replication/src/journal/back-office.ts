import {
  ChainOpened,
  type Draft,
  type Entry,
  type Event,
  readEvent,
  type SideRecord,
} from '@beaveros/domain/journal';
import {
  assert,
  bytesToHex,
  type BusinessDate,
  type Clock,
  type Id,
  type NewId,
  ok,
  type Random,
  type Refusal,
  type Result,
  refuse,
} from '@beaveros/kit';
import { headToSign, NO_HASH, type SignedHead, writeEntry } from '@beaveros/protocol/exchange';
import { type Database, transientRetry, type Transaction } from '@beaveros/service-kit';
import { sha256 } from '../keys/ed25519.ts';
import type { TenantKey, TenantKeys } from '../keys/tenant-keys.ts';
import type { CheckedEntry } from './check-batch.ts';
import type { ChainKey } from './chain-row.ts';
import { applyControlFacts } from './control-facts.ts';
import { currentIncarnation } from './incarnations.ts';
import { extendChain } from './insert-entries.ts';
import { insertSides } from './side-records.ts';

export interface BackOfficeDependencies extends WriterDependencies {
  readonly database: Database;
}

/** What a writer of back-office chains needs besides its transaction. */
export interface WriterDependencies {
  readonly keys: TenantKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
}

/** How far a service had folded the journal when it decided about an aggregate; a chain it never saw is absent. */
export interface FoldedHeads {
  readonly aggregate: string;
  /** Its facts are in the chains of several stores, as a gift card's are: all of them are looked into, one writer at a time. */
  readonly spansStores?: boolean;
  /** `revision`: of its cursor there; a chain that changed behind its head since then refuses, whatever changed. */
  readonly heads: readonly { readonly chain: string; readonly seq: number; readonly revision?: number }[];
}

export interface BackOfficeDraft {
  readonly tenant: string;
  /** null: the tenant's own chain, which stays in the cloud. */
  readonly store: string | null;
  readonly commandId: string;
  readonly command: string;
  readonly actor: string | null;
  readonly businessDate: BusinessDate;
  readonly events: readonly Draft<Event>[];
  readonly sides?: readonly SideRecord[];
  /** One for each aggregate of `events` whose past the decision looked at. */
  readonly expected: readonly FoldedHeads[];
}

export interface Appended {
  readonly chain: string;
  readonly seq: number;
  /** False when this command id had been appended before: nothing was written now. */
  readonly isNew: boolean;
}

export type AppendRefusal =
  /** The journal holds an event of the aggregate beyond what was folded: catch up and decide again. */
  (Refusal<'journal/newer-events'> & { readonly aggregate: string }) | Refusal<'tenant/not-found'>;

/**
 * Appends one entry to the back-office chain of a store or the tenant: one writer at a time, signed with the tenant's
 * key, durable when it returns. Repeated with the same command id it answers the first entry. Events that break their
 * schema are a defect: the service decided them.
 */
export async function appendBackOffice(
  dependencies: BackOfficeDependencies,
  draft: BackOfficeDraft,
): Promise<Result<Appended, AppendRefusal>> {
  return await transientRetry(() =>
    dependencies.database.withTenant(draft.tenant as Id<'tenant'>, (tx) =>
      appendInTransaction(tx, dependencies, draft),
    ),
  );
}

/**
 * {@link appendBackOffice} in a transaction of the tenant that is under way. What it says about journals takes effect in
 * the same transaction. Several stores in one transaction: in the order of their ids, the tenant's own chain first.
 */
export async function appendInTransaction(
  tx: Transaction,
  dependencies: WriterDependencies,
  draft: BackOfficeDraft,
): Promise<Result<Appended, AppendRefusal>> {
  assert(draft.events.length > 0, 'an entry has events');
  for (const event of draft.events) {
    const reading = readEvent(event as Event);
    assert(reading.kind === 'read', `${event.type}/${event.v} breaks its schema`);
  }
  // Before the chain's: whoever writes another store's chain about the same aggregate waits here.
  for (const aggregate of draft.expected
    .flatMap((each) => (each.spansStores ? [each.aggregate] : []))
    .sort()) {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `back-office/${draft.tenant}/aggregate/${aggregate}`,
    ]);
  }
  // Held to the end: also while the chain has no row yet.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `back-office/${draft.tenant}/${draft.store ?? ''}`,
  ]);
  const before = await entryOfCommand(tx, draft);
  if (before !== null) return ok(before);
  const key = await dependencies.keys.of(tx, draft.tenant);
  if (key === null) return refuse({ code: 'tenant/not-found' });
  for (const expected of draft.expected) {
    if (await hasNewer(tx, draft, expected))
      return refuse({ code: 'journal/newer-events', aggregate: expected.aggregate });
  }
  return ok(await new BackOfficeWriter(tx, dependencies, key, draft).append());
}

async function entryOfCommand(
  tx: Transaction,
  { tenant, commandId }: BackOfficeDraft,
): Promise<Appended | null> {
  const [row] = await tx.query<{ chain: Buffer; seq: number }>(
    'select chain, seq from back_office_commands where tenant_id = $1 and command_id = $2',
    [tenant, commandId],
  );
  return row === undefined ? null : { chain: row.chain.toString('hex'), seq: row.seq, isNew: false };
}

/** Candidates looked into one by one. An aggregate's id in the text of another's event is rare. */
const CANDIDATES_MAX = 1_000;

/** Whether any chain that may hold facts of the aggregate has one beyond what was folded. */
async function hasNewer(
  tx: Transaction,
  { tenant, store }: BackOfficeDraft,
  { aggregate, heads, spansStores = false }: FoldedHeads,
): Promise<boolean> {
  if (await hasOtherRevision(tx, tenant, heads)) return true;
  const candidates = await tx.query<{ bytes: Buffer }>(
    `select e.bytes from chains c
     left join unnest($3::bytea[], $4::bigint[]) as folded (chain, seq) on folded.chain = c.chain
     join entries e on e.tenant_id = c.tenant_id and e.chain = c.chain and e.seq > coalesce(folded.seq, 0)
     where c.tenant_id = $1 and ($2::uuid is null or c.store_id = $2 or c.kind = 'tenant')
       and c.head_seq > coalesce(folded.seq, 0) and position(convert_to($5, 'UTF8') in e.bytes) > 0
     limit $6`,
    [
      tenant,
      spansStores ? null : store,
      heads.map(({ chain }) => Buffer.from(chain, 'hex')),
      heads.map(({ seq }) => seq),
      aggregate,
      CANDIDATES_MAX,
    ],
  );
  // So many mentions that we do not look: the caller catches up first.
  if (candidates.length === CANDIDATES_MAX) return true;
  return candidates.some(({ bytes }) =>
    (JSON.parse(bytes.toString('utf8')) as Entry).events.some((event) => event.aggregate === aggregate),
  );
}

async function hasOtherRevision(
  tx: Transaction,
  tenant: string,
  heads: FoldedHeads['heads'],
): Promise<boolean> {
  const told = heads.filter(({ revision }) => revision !== undefined);
  if (told.length === 0) return false;
  const rows = await tx.query(
    `select 1 from unnest($2::bytea[], $3::bigint[]) as folded (chain, revision)
     join chains c on c.tenant_id = $1 and c.chain = folded.chain and c.revision <> folded.revision limit 1`,
    [tenant, told.map(({ chain }) => Buffer.from(chain, 'hex')), told.map(({ revision }) => revision)],
  );
  return rows.length > 0;
}

interface Head {
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly chain: Buffer | null;
}

/** Writes one entry, and the chain's opening before it where there is none. Lives inside one transaction. */
class BackOfficeWriter {
  readonly #tx: Transaction;
  readonly #dependencies: WriterDependencies;
  readonly #key: TenantKey;
  readonly #draft: BackOfficeDraft;

  constructor(tx: Transaction, dependencies: WriterDependencies, key: TenantKey, draft: BackOfficeDraft) {
    this.#tx = tx;
    this.#dependencies = dependencies;
    this.#key = key;
    this.#draft = draft;
  }

  async append(): Promise<Appended> {
    const { tenant, store, commandId } = this.#draft;
    const incarnation = await currentIncarnation(this.#tx, tenant);
    const [row] = await this.#tx.query<{ chain: Buffer; head_seq: number; head_hash: Buffer }>(
      `select chain, head_seq, head_hash from chains where tenant_id = $1 and kind <> 'terminal'
         and coalesce(store_id, tenant_id) = $2 and incarnation = $3 for update`,
      [tenant, store ?? tenant, incarnation],
    );
    const clock = await this.#clock();
    const opening = row === undefined ? this.#opening(clock) : null;
    const chain = row?.chain ?? opening!.hash;
    const before: Head =
      row === undefined
        ? { seq: 1, hash: opening!.hash, chain }
        : { seq: row.head_seq, hash: row.head_hash, chain };
    const { newId } = this.#dependencies;
    const events = this.#draft.events.map((event) => ({ ...event, id: event.id ?? newId<'Event'>() }));
    const { command } = this.#draft;
    const entry = this.#entry(before, {
      clock: opening === null ? clock : clock + 1,
      command,
      commandId,
      events,
    });
    const key: ChainKey = { tenant, chain };
    if (opening !== null) await this.#insertChain(key, incarnation);
    await insertSides(
      this.#tx,
      key,
      (this.#draft.sides ?? []).map((side) => ({ seq: entry.entry.seq, side })),
    );
    const entries = opening === null ? [entry] : [opening, entry];
    await extendChain(this.#tx, key, { entries, head: this.#signed(chain, entry), clock: entry.entry.clock });
    await this.#tx.execute(
      'insert into back_office_commands (tenant_id, command_id, chain, seq) values ($1, $2, $3, $4)',
      [tenant, commandId, chain, entry.entry.seq],
    );
    await applyControlFacts(
      this.#tx,
      key,
      { kind: store === null ? 'tenant' : 'store', store_id: store },
      entries,
    );
    return { chain: chain.toString('hex'), seq: entry.entry.seq, isNew: true };
  }

  /** One more than the highest in the tenant's journal. */
  async #clock(): Promise<number> {
    const [row] = await this.#tx.query<{ clock: number }>(
      'select coalesce(max(head_clock), 0)::bigint + 1 as clock from chains where tenant_id = $1',
      [this.#draft.tenant],
    );
    return row!.clock;
  }

  #opening(clock: number): CheckedEntry {
    const { tenant, store } = this.#draft;
    const event = {
      id: this.#dependencies.newId<'Event'>(),
      type: ChainOpened.type,
      v: ChainOpened.v,
      aggregate: (store ?? tenant) as Id,
      body: {
        tenant,
        store,
        terminal: null,
        epoch: 1,
        nonce: bytesToHex(this.#dependencies.random.bytes(32)),
        publicKey: this.#key.publicKey.toString('base64'),
        series: 1,
        follows: null,
      },
    };
    const commandId = this.#dependencies.newId<'Command'>();
    return this.#entry(
      { seq: 0, hash: NO_HASH, chain: null },
      { clock, command: 'OpenChain', commandId, events: [event] },
    );
  }

  #entry(
    before: Head,
    said: {
      readonly clock: number;
      readonly command: string;
      readonly commandId: string;
      readonly events: readonly Event[];
    },
  ): CheckedEntry {
    const { tenant, store, actor, businessDate } = this.#draft;
    const entry: Entry = {
      chain: before.chain?.toString('hex') ?? '',
      seq: before.seq + 1,
      clock: said.clock,
      at: this.#dependencies.clock.now(),
      tenant: tenant as Id<'Tenant'>,
      store: store as Id<'Store'> | null,
      terminal: null,
      epoch: 1,
      commandId: said.commandId as Id<'Command'>,
      command: said.command,
      actor: before.chain === null ? null : (actor as Id<'User'> | null),
      businessDate,
      events: said.events,
    };
    const bytes = Buffer.from(writeEntry(entry), 'utf8');
    return { entry, bytes, hash: sha256(before.hash, bytes), prev: Buffer.from(before.hash) };
  }

  async #insertChain({ tenant, chain }: ChainKey, incarnation: string): Promise<void> {
    const { store } = this.#draft;
    const kind = store === null ? 'tenant' : 'store';
    await this.#tx.execute(
      `insert into chains (tenant_id, chain, store_id, epoch, kind, public_key, incarnation, head_seq, head_hash, head_clock)
       values ($1, $2, $3, 1, $4, $5, $6, 0, $7, 0)`,
      [tenant, chain, store, kind, this.#key.publicKey, incarnation, NO_HASH],
    );
  }

  #signed(name: Buffer, { entry, hash }: CheckedEntry): SignedHead {
    const head = { chain: name.toString('hex'), seq: entry.seq, hash: hash.toString('hex') };
    return { ...head, signature: this.#key.sign(headToSign(head)).toString('base64') };
  }
}
