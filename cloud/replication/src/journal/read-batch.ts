import type { SideRecord } from '@beaveros/domain/journal';
import { assert, type Id } from '@beaveros/kit';
import {
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  type Certificate,
  type EntryOnWire,
} from '@beaveros/protocol/exchange';
import type { Database, Transaction } from '@beaveros/service-kit';
import type { ReadOutcome } from '@beaveros/sync/exchange';
import type { Scope } from './check-batch.ts';

/** What a till asks for. `hash` is what it has at `after`; `limits`: what it takes in one batch, if less than usual. */
export interface BatchRequest {
  readonly chain: string;
  readonly after: number;
  readonly hash: string | null;
  readonly limits?: { readonly entries: number; readonly bytes: number };
}

/**
 * What a till that has `chain` up to `after` lacks, ending at a head that its author signed or a `TailVouched` names. A
 * chain of another store is nothing. Where no such head is within the limits the nearest is taken. Faults:
 * `database/...`.
 */
export async function readBatch(
  database: Database,
  { tenant, store }: Pick<Scope, 'tenant' | 'store'>,
  { chain, after, hash, limits }: BatchRequest,
): Promise<ReadOutcome> {
  return await database.withReadOnlyTenant(
    tenant as Id<'tenant'>,
    async (tx) => {
      const name = Buffer.from(chain, 'hex');
      const [row] = await tx.query<{ certificate: Certificate | null; ours: Buffer | null }>(
        `select certificate, (select hash from entries e where e.tenant_id = c.tenant_id and e.chain = c.chain and e.seq = $4) as ours
         from chains c where tenant_id = $1 and chain = $2 and store_id = $3`,
        [tenant, name, store, after],
      );
      if (row === undefined) return { kind: 'nothing' };
      const ours = row.ours?.toString('hex');
      if (ours !== undefined && hash !== null && ours !== hash) return { kind: 'differs', hash: ours };
      const head = await signedHeadAfter(tx, {
        tenant,
        chain: name,
        after,
        entriesMax: Math.min(BATCH_ENTRIES_MAX, limits?.entries ?? BATCH_ENTRIES_MAX),
        bytesMax: Math.min(BATCH_BYTES_MAX, limits?.bytes ?? BATCH_BYTES_MAX),
      });
      if (head === undefined) return { kind: 'nothing' };
      const entries = await entriesBetween(tx, { tenant, chain: name, after, to: head.seq });
      const last = entries.at(-1);
      assert(
        last?.seq === head.seq && entries[0]!.seq === after + 1,
        'entries up to a signed head are gapless',
      );
      const signature = head.signature?.toString('base64') ?? null;
      const certificate = after === 0 ? row.certificate : null;
      return {
        kind: 'batch',
        batch: { chain, certificate, entries, head: { chain, seq: last.seq, hash: last.hash, signature } },
      };
    },
    // Head and entries of one moment.
    { isolation: 'repeatable read' },
  );
}

interface SignedRow {
  readonly seq: number;
  /** null: vouched for. */
  readonly signature: Buffer | null;
}

interface Range {
  readonly tenant: string;
  readonly chain: Buffer;
  readonly after: number;
}

/**
 * The farthest signed head that one batch reaches. The batches that came in had at most so many entries and bytes and
 * each ended at a signed head, so there is one in reach of any place; the nearest is taken even where it is not.
 */
async function signedHeadAfter(
  tx: Transaction,
  {
    tenant,
    chain,
    after,
    entriesMax,
    bytesMax,
  }: Range & { readonly entriesMax: number; readonly bytesMax: number },
): Promise<SignedRow | undefined> {
  const [farthest] = await tx.query<SignedRow>(
    `with sized as (
       select seq, sum(octet_length(bytes)) over (order by seq) as total from entries
       where tenant_id = $1 and chain = $2 and seq > $3 and seq <= $3::bigint + $4
     )
     select h.seq, h.signature from sized join signed_heads h on h.tenant_id = $1 and h.chain = $2 and h.seq = sized.seq
     where sized.total <= $5 order by h.seq desc limit 1`,
    [tenant, chain, after, entriesMax, bytesMax],
  );
  if (farthest !== undefined) return farthest;
  const [nearest] = await tx.query<SignedRow>(
    'select seq, signature from signed_heads where tenant_id = $1 and chain = $2 and seq > $3 order by seq limit 1',
    [tenant, chain, after],
  );
  return nearest;
}

async function entriesBetween(
  tx: Transaction,
  { tenant, chain, after, to }: Range & { readonly to: number },
): Promise<EntryOnWire[]> {
  const rows = await tx.query<{ seq: number; hash: Buffer; bytes: Buffer }>(
    'select seq, hash, bytes from entries where tenant_id = $1 and chain = $2 and seq > $3 and seq <= $4 order by seq',
    [tenant, chain, after, to],
  );
  const sides = await tx.query<SideRecord & { readonly seq: number }>(
    'select seq, id, salt, value from sides where tenant_id = $1 and chain = $2 and seq > $3 and seq <= $4 order by id',
    [tenant, chain, after, to],
  );
  const bySeq = new Map<number, SideRecord[]>();
  for (const { seq, ...side } of sides) bySeq.set(seq, [...(bySeq.get(seq) ?? []), side]);
  return rows.map(({ seq, hash, bytes }) => ({
    seq,
    text: bytes.toString('utf8'),
    hash: hash.toString('hex'),
    sides: bySeq.get(seq) ?? [],
  }));
}
