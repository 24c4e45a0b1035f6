import { assert } from '@beaveros/kit';
import type { BatchHead } from '@beaveros/protocol/exchange';
import type { Transaction } from '@beaveros/service-kit';
import type { ChainKey } from './chain-row.ts';
import type { CheckedEntry } from './check-batch.ts';

/**
 * Adds entries to a chain whose row is locked: entries, the head its author signed, the chain's own head, and the hint
 * for whoever follows, in one statement and one round trip. Bytes and hashes go as one binary value each and are cut in
 * the server: an array of bytea would travel as hexadecimal text, twice the size.
 */
export async function extendChain(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  {
    entries,
    head,
    clock,
  }: { readonly entries: readonly CheckedEntry[]; readonly head: BatchHead; readonly clock: number },
): Promise<void> {
  let offset = 1;
  const offsets: number[] = [];
  for (const { bytes } of entries) {
    offsets.push(offset);
    offset += bytes.length;
  }
  const last = entries.at(-1)!;
  assert(last.entry.seq === head.seq, 'a chain is extended to its signed head');
  const [done] = await tx.query<{ inserted: number; moved: number }>(EXTEND, [
    tenant,
    chain,
    Buffer.concat(entries.map(({ hash }) => hash)),
    Buffer.concat(entries.map(({ bytes }) => bytes)),
    entries.map(({ entry }) => entry.seq),
    entries.map(({ entry }) => entry.clock),
    offsets,
    entries.map(({ bytes }) => bytes.length),
    head.seq,
    last.hash,
    clock,
    signatureOf(head),
    `${tenant}/${chain.toString('hex')}/${head.seq}`,
  ]);
  assert(done!.inserted === entries.length && done!.moved === 1, 'every entry and the head are written');
}

const EXTEND = `
with inserted as (
  insert into entries (tenant_id, chain, seq, hash, clock, bytes)
  select $1, $2, e.seq, substring($3::bytea from (e.at::int - 1) * 32 + 1 for 32), e.clock,
    substring($4::bytea from e.offset_ for e.length_)
  from unnest($5::bigint[], $6::bigint[], $7::int[], $8::int[]) with ordinality as e (seq, clock, offset_, length_, at)
  returning 1
), signed as (
  insert into signed_heads (tenant_id, chain, seq, signature) values ($1, $2, $9, $12) on conflict do nothing
), moved as (
  update chains set head_seq = $9, head_hash = $10, head_clock = $11, updated_at = now()
  where tenant_id = $1 and chain = $2 returning 1
)
select (select count(*)::int from inserted) as inserted, (select count(*)::int from moved) as moved,
  pg_notify('beaver_journal', $13)`;

/** A signed head among entries that are here: what is relayed may end there. A signature replaces a voucher. */
export async function keepSignedHead(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  head: BatchHead,
): Promise<void> {
  await tx.execute(
    `insert into signed_heads (tenant_id, chain, seq, signature) values ($1, $2, $3, $4)
     on conflict (tenant_id, chain, seq) do update set signature = excluded.signature
     where signed_heads.signature is null and excluded.signature is not null`,
    [tenant, chain, head.seq, signatureOf(head)],
  );
}

/** null: not the author, but a `TailVouched` stands for the head. */
export function signatureOf({ signature }: BatchHead): Buffer | null {
  return signature === null ? null : Buffer.from(signature, 'base64');
}
