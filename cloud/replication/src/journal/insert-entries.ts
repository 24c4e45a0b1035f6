import type { SideRecord } from '@beaveros/domain/journal';
import { assert } from '@beaveros/kit';
import type { SignedHead } from '@beaveros/protocol/exchange';
import type { Transaction } from '@beaveros/service-kit';
import type { CheckedEntry } from './check-batch.ts';

/** A chain of the journal, by the two parts of its key. */
export interface ChainKey {
  readonly tenant: string;
  /** 32 bytes. */
  readonly chain: Buffer;
}

/** How far above its predecessor a clock may be (design, section 4: Clock). */
const CLOCK_LEAP_MAX = 2 ** 32;

/** The highest clock of a chain after entries, and those whose clock leaps: they stay in suspense and advance nobody. */
export function clocksOf(
  before: number,
  entries: readonly CheckedEntry[],
): { readonly clock: number; readonly leaps: readonly number[] } {
  let clock = before;
  const leaps: number[] = [];
  for (const { entry } of entries) {
    if (entry.clock - clock > CLOCK_LEAP_MAX) leaps.push(entry.seq);
    else clock = Math.max(clock, entry.clock);
  }
  return { clock, leaps };
}

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
  }: { readonly entries: readonly CheckedEntry[]; readonly head: SignedHead; readonly clock: number },
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
    Buffer.from(head.signature, 'base64'),
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

export async function insertSides(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  sides: readonly { readonly seq: number; readonly side: SideRecord }[],
): Promise<void> {
  if (sides.length === 0) return;
  await tx.execute(
    `insert into sides (tenant_id, id, chain, seq, salt, value)
     select $1, s.id, $2, s.seq, s.salt, s.value from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[]) as s (id, seq, salt, value)
     on conflict do nothing`,
    [
      tenant,
      chain,
      sides.map(({ side }) => side.id),
      sides.map(({ seq }) => seq),
      sides.map(({ side }) => side.salt),
      sides.map(({ side }) => side.value),
    ],
  );
}

export async function keepSignedHead(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  head: SignedHead,
): Promise<void> {
  await tx.execute(
    'insert into signed_heads (tenant_id, chain, seq, signature) values ($1, $2, $3, $4) on conflict do nothing',
    [tenant, chain, head.seq, Buffer.from(head.signature, 'base64')],
  );
}

export async function suspend(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  seqs: readonly number[],
  reason: string,
): Promise<void> {
  if (seqs.length === 0) return;
  await tx.execute(
    'insert into suspense (tenant_id, chain, seq, reason) select $1, $2, seq, $4 from unnest($3::bigint[]) as s (seq)',
    [tenant, chain, seqs, reason],
  );
}
