import type { Transaction } from '../transaction.ts';
import type { FoldDefect } from './projection.ts';
import type { KeptFact, SuspendedEvent } from './read-entries.ts';
import type { Event, EntryHeader, Recorded } from './recorded.ts';

// The SQL of tables.sql. `json`, not `jsonb`: it keeps the order of keys, and folds that write a document as text must
// make the same bytes from a stored fact as from a fresh one.

/** One writer per tenant and service: two folding the same aggregate at once would each miss the other's facts. */
export async function lockTenant(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`beaver-ingest/${tenantId}`]);
}

/** How far a service has folded a chain, and which of the chain's changes behind its head it has seen. */
export interface Cursor {
  readonly seq: number;
  readonly revision: number;
}

export async function readCursors(tx: Transaction, tenantId: string): Promise<ReadonlyMap<string, Cursor>> {
  const rows = await tx.query<Cursor & { chain: string }>(
    "select encode(chain, 'hex') as chain, seq, revision from journal_cursors where tenant_id = $1",
    [tenantId],
  );
  return new Map(rows.map(({ chain, seq, revision }) => [chain, { seq, revision }]));
}

/** null: nothing of the chain is here. */
export async function readCursor(tx: Transaction, tenantId: string, chain: string): Promise<Cursor | null> {
  const [row] = await tx.query<Cursor>(
    "select seq, revision from journal_cursors where tenant_id = $1 and chain = decode($2, 'hex')",
    [tenantId, chain],
  );
  return row ?? null;
}

export async function moveCursor(
  tx: Transaction,
  tenantId: string,
  chain: string,
  { seq, revision }: Cursor,
): Promise<void> {
  await tx.execute(
    `insert into journal_cursors (tenant_id, chain, seq, revision) values ($1, decode($2, 'hex'), $3, $4)
     on conflict (tenant_id, chain) do update set seq = excluded.seq, revision = excluded.revision`,
    [tenantId, chain, seq, revision],
  );
}

/** Forgets everything taken of a chain from `fromSeq` on. Answers the types of the facts that went, by aggregate. */
export async function forgetFacts(
  tx: Transaction,
  tenantId: string,
  chain: string,
  fromSeq: number,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const values = [tenantId, chain, fromSeq];
  const from = "tenant_id = $1 and chain = decode($2, 'hex') and seq >= $3";
  const gone = await tx.query<{ aggregate: string; type: string }>(
    `with gone as (delete from facts where ${from} returning aggregate, type) select distinct aggregate, type from gone`,
    values,
  );
  for (const table of ['fact_headers', 'parked', 'suspense'])
    await tx.execute(`delete from ${table} where ${from}`, values);
  const types = new Map<string, Set<string>>();
  for (const { aggregate, type } of gone) types.set(aggregate, (types.get(aggregate) ?? new Set()).add(type));
  return types;
}

/** Adds facts; those that are there stay as they are. */
export async function insertFacts(
  tx: Transaction,
  tenantId: string,
  facts: readonly KeptFact[],
): Promise<void> {
  const headers = new Map(facts.map(({ recorded: { header } }) => [`${header.chain}/${header.seq}`, header]));
  await tx.execute(
    `insert into fact_headers (tenant_id, chain, seq, header)
     select $1::uuid, decode(header ->> 'chain', 'hex'), (header ->> 'seq')::bigint, header
     from json_array_elements($2::json) as header on conflict do nothing`,
    [tenantId, JSON.stringify([...headers.values()])],
  );
  const rows = facts.map(({ recorded: { event, header, index }, isWitness }) => ({
    aggregate: event.aggregate,
    clock: header.clock,
    chain: header.chain,
    seq: header.seq,
    idx: index,
    event_id: event.id,
    command_id: header.commandId,
    type: event.type,
    v: event.v,
    body: isWitness ? null : event.body,
  }));
  await tx.execute(
    `insert into facts (tenant_id, aggregate, clock, chain, seq, idx, event_id, command_id, type, v, body)
     select $1::uuid, aggregate, clock, decode(chain, 'hex'), seq, idx, event_id, command_id, type, v, body
     from json_to_recordset($2::json) as r(aggregate uuid, clock bigint, chain text, seq bigint, idx integer,
       event_id uuid, command_id uuid, type text, v integer, body json) on conflict do nothing`,
    [tenantId, JSON.stringify(rows)],
  );
}

interface FactRow {
  readonly aggregate: Event['aggregate'];
  readonly idx: number;
  readonly event_id: Event['id'];
  readonly type: string;
  readonly v: number;
  readonly body: Record<string, unknown> | null;
  readonly header: EntryHeader;
}

/** The facts of these aggregates that were kept before, in canonical order. */
export async function readFacts(
  tx: Transaction,
  tenantId: string,
  aggregates: readonly string[],
): Promise<readonly KeptFact[]> {
  const rows = await tx.query<FactRow>(`${FACTS} and f.aggregate = any($2::uuid[]) ${CANONICAL}`, [
    tenantId,
    aggregates,
  ]);
  return rows.map(keptFact);
}

/**
 * The facts of some commands among an aggregate's, in canonical order. A ledger that asks for them has the index
 * `facts (tenant_id, aggregate, command_id)`.
 */
export async function readFactsOfCommands(
  tx: Transaction,
  tenantId: string,
  asked: readonly { readonly aggregate: string; readonly commandId: string }[],
): Promise<readonly KeptFact[]> {
  const rows = await tx.query<FactRow>(
    `${FACTS} and (f.aggregate, f.command_id) in (select aggregate, command_id
       from unnest($2::uuid[], $3::uuid[]) as asked (aggregate, command_id)) ${CANONICAL}`,
    [tenantId, asked.map(({ aggregate }) => aggregate), asked.map(({ commandId }) => commandId)],
  );
  return rows.map(keptFact);
}

const FACTS = `select f.aggregate, f.idx, f.event_id, f.type, f.v, f.body, h.header from facts f
  join fact_headers h on h.tenant_id = f.tenant_id and h.chain = f.chain and h.seq = f.seq
  where f.tenant_id = $1`;
const CANONICAL = 'order by f.aggregate, f.clock, f.chain, f.seq, f.idx';

function keptFact({ aggregate, idx, event_id, type, v, body, header }: FactRow): KeptFact {
  return {
    recorded: { event: { id: event_id, type, v, aggregate, body: body ?? {} }, header, index: idx },
    isWitness: body === null,
  };
}

export async function insertParked(
  tx: Transaction,
  tenantId: string,
  parked: readonly Recorded[],
): Promise<void> {
  const rows = parked.map(({ event, header, index }) => ({
    chain: header.chain,
    seq: header.seq,
    idx: index,
    aggregate: event.aggregate,
    type: event.type,
    v: event.v,
    header,
    // As text: whatever a later version writes must come through unharmed.
    event: JSON.stringify(event),
  }));
  await tx.execute(
    `insert into parked (tenant_id, chain, seq, idx, aggregate, type, v, header, event)
     select $1::uuid, decode(chain, 'hex'), seq, idx, aggregate, type, v, header, event
     from json_to_recordset($2::json) as r(chain text, seq bigint, idx integer, aggregate uuid, type text, v integer,
       header json, event text) on conflict do nothing`,
    [tenantId, JSON.stringify(rows)],
  );
}

/** Takes parked events of readable types and versions out of the table: the first `limit` by chain and place. */
export async function takeParked(
  tx: Transaction,
  tenantId: string,
  {
    isReadable,
    limit,
  }: { readonly isReadable: (type: string, v: number) => boolean; readonly limit: number },
): Promise<readonly Recorded[]> {
  const known = await tx.query<{ type: string; v: number }>(
    'select distinct type, v from parked where tenant_id = $1',
    [tenantId],
  );
  const readable = known.filter(({ type, v }) => isReadable(type, v));
  if (readable.length === 0) return [];
  const rows = await tx.query<{ event: string; header: EntryHeader; idx: number }>(
    `delete from parked where (tenant_id, chain, seq, idx) in (
       select tenant_id, chain, seq, idx from parked
       where tenant_id = $1 and (type, v) in (select type, v from json_to_recordset($2::json) as r(type text, v integer))
       order by chain, seq, idx limit $3)
     returning event, header, idx`,
    [tenantId, JSON.stringify(readable), limit],
  );
  return rows.map(({ event, header, idx }) => ({ event: JSON.parse(event) as Event, header, index: idx }));
}

export async function insertSuspended(
  tx: Transaction,
  tenantId: string,
  chain: string,
  suspended: readonly SuspendedEvent[],
): Promise<void> {
  await tx.execute(
    `insert into suspense (tenant_id, chain, seq, idx, aggregate, type, reason, field, event)
     select $1::uuid, decode($2, 'hex'), seq, idx, aggregate, type, reason, field, event
     from json_to_recordset($3::json) as r(seq bigint, idx integer, aggregate uuid, type text, reason text, field text,
       event text) on conflict do nothing`,
    [tenantId, chain, JSON.stringify(suspended)],
  );
}

/** The aggregates of a projection that were just folded: those that failed are marked, the others are not any more. */
export async function markSuspended(
  tx: Transaction,
  tenantId: string,
  projection: string,
  folded: { readonly aggregates: readonly string[]; readonly defects: readonly FoldDefect[] },
): Promise<void> {
  await tx.execute(
    'delete from suspended_aggregates where tenant_id = $1 and projection = $2 and aggregate = any($3::uuid[])',
    [tenantId, projection, folded.aggregates],
  );
  if (folded.defects.length === 0) return;
  await tx.execute(
    `insert into suspended_aggregates (tenant_id, projection, aggregate, reason)
     select $1::uuid, $2::text, aggregate, reason from json_to_recordset($3::json) as r(aggregate uuid, reason text)`,
    [tenantId, projection, JSON.stringify(folded.defects)],
  );
}
