import type { SideRecord } from '@beaveros/domain/journal';
import { assert } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import { standingPath, type BranchView, type Switch } from '@beaveros/sync/exchange';
import { type ChainKey, type ChainRow, lockChain, reviseFrom } from './chain-row.ts';
import type { ForkRow } from './forks.ts';
import { insertSides } from './side-records.ts';
import { judgeNew } from './suspense.ts';

/**
 * Lets the right branch of a terminal's chain stand, by the openings that follow it (`standingPath`). Asked after
 * anything was kept aside and after an opening that follows the chain was stored, in the same transaction. A switch is a
 * revision of the chain: whoever folded the other branch folds anew. Only openings of the same terminal count: nobody
 * else says which of a till's branches stands.
 */
export async function settle(tx: Transaction, key: ChainKey): Promise<void> {
  const chain = await lockChain(tx, key);
  if (chain === undefined || !chain.is_forked || chain.terminal_id === null) return;
  const { tenant } = key;
  const followers = await tx.query<{ clock: number; chain: string; seq: number; hash: string }>(
    `select f.clock, encode(f.chain, 'hex') as chain, f.seq, encode(f.hash, 'hex') as hash
     from followers f join chains c on c.tenant_id = f.tenant_id and c.chain = f.chain
     where f.tenant_id = $1 and f.followed = $2 and c.terminal_id = $3`,
    [tenant, key.chain, chain.terminal_id],
  );
  if (followers.length === 0) return;
  const move = standingPath(
    followers,
    await viewOf(
      tx,
      key,
      followers.map(({ seq }) => seq),
    ),
  );
  if (move !== null) await switchTo(tx, key, { chain, move });
}

async function viewOf(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  named: readonly number[],
): Promise<BranchView> {
  const aside = await tx.query<ForkRow>(
    'select seq, hash, prev, position from forks where tenant_id = $1 and chain = $2 order by position, seq',
    [tenant, chain],
  );
  const seqs = aside.map(({ seq }) => seq);
  const rows = await tx.query<{ seq: number; hash: Buffer }>(
    'select seq, hash from entries where tenant_id = $1 and chain = $2 and (seq between $3 and $4 or seq = any($5::bigint[]))',
    [tenant, chain, Math.min(...seqs) - 1, Math.max(...seqs), named],
  );
  const standing = new Map(rows.map(({ seq, hash }) => [seq, hash.toString('hex')]));
  const previous = new Map<string, string>();
  const next = new Map<string, string>();
  for (const { seq, hash, prev } of aside) {
    const [own, before] = [hash.toString('hex'), prev.toString('hex')];
    previous.set(`${seq}/${own}`, before);
    // In the order they were kept: of several the first.
    if (!next.has(`${seq}/${before}`)) next.set(`${seq}/${before}`, own);
  }
  return {
    standingAt: (seq) => standing.get(seq) ?? null,
    previousOf: (seq, hash) => previous.get(`${seq}/${hash}`) ?? null,
    nextOf: (seq, hash) => next.get(`${seq}/${hash}`) ?? null,
  };
}

interface Promoted {
  readonly seq: number;
  readonly hash: Buffer;
  readonly clock: number;
  readonly bytes: Buffer;
  readonly sides: readonly SideRecord[];
  readonly received_at: Date;
}

/** What stood behind `after` is set aside, and the branch takes its place. */
async function switchTo(
  tx: Transaction,
  key: ChainKey,
  { chain, move: { after, hashes } }: { readonly chain: ChainRow; readonly move: Switch },
): Promise<void> {
  const { tenant, chain: name } = key;
  const places = hashes.map((_, at) => after + 1 + at);
  const promoted = await tx.query<Promoted>(
    `delete from forks where tenant_id = $1 and chain = $2
       and (seq, hash) in (select seq, decode(hash, 'hex') from unnest($3::bigint[], $4::text[]) as p (seq, hash))
     returning seq, hash, clock, bytes, sides, received_at`,
    [tenant, name, places, hashes],
  );
  assert(promoted.length === hashes.length, 'a branch that shall stand is here whole');
  const branch = promoted.toSorted((a, b) => a.seq - b.seq);
  await setAside(tx, key, after);
  await tx.execute(
    `insert into entries (tenant_id, chain, seq, hash, clock, bytes, received_at)
     select $1, $2, e.* from unnest($3::bigint[], $4::bytea[], $5::bigint[], $6::bytea[], $7::timestamptz[])
       as e (seq, hash, clock, bytes, received_at)`,
    [
      tenant,
      name,
      branch.map(({ seq }) => seq),
      branch.map(({ hash }) => hash),
      branch.map(({ clock }) => clock),
      branch.map(({ bytes }) => bytes),
      branch.map(({ received_at }) => received_at),
    ],
  );
  await tx.execute(
    `with heads as (
       delete from fork_heads h using entries e where h.tenant_id = $1 and h.chain = $2 and h.seq > $3
         and e.tenant_id = $1 and e.chain = $2 and e.seq = h.seq and e.hash = h.hash returning h.seq, h.signature
     )
     insert into signed_heads (tenant_id, chain, seq, signature) select $1, $2, seq, signature from heads`,
    [tenant, name, after],
  );
  await insertSides(
    tx,
    key,
    branch.flatMap(({ seq, sides }) => sides.map((side) => ({ seq, side }))),
  );
  const [before] = await tx.query<{ clock: number }>(
    `select coalesce(max(clock), 0)::bigint as clock from entries e where tenant_id = $1 and chain = $2 and seq <= $3
       and not exists (select 1 from clock_leaps l where l.tenant_id = $1 and l.chain = $2 and l.seq = e.seq)`,
    [tenant, name, after],
  );
  const clock = await judgeNew(tx, key, { chain, before: before!.clock, entries: branch });
  const last = branch.at(-1)!;
  await tx.execute(
    'update chains set head_seq = $3, head_hash = $4, head_clock = $5 where tenant_id = $1 and chain = $2',
    [tenant, name, last.seq, last.hash, clock],
  );
  await reviseFrom(tx, key, after + 1);
}

/** Entries behind `after` become a branch that does not stand, with their records and heads; what hung on them goes. */
async function setAside(tx: Transaction, { tenant, chain }: ChainKey, after: number): Promise<void> {
  const values = [tenant, chain, after];
  await tx.execute(
    `insert into forks (tenant_id, chain, seq, hash, prev, clock, bytes, brought_by, position, sides, received_at)
     select $1, $2, e.seq, e.hash, b.hash, e.clock, e.bytes, c.terminal_id, 0,
       coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'salt', s.salt, 'value', s.value)) from sides s
         where s.tenant_id = $1 and s.chain = $2 and s.seq = e.seq), '[]'), e.received_at
     from entries e join chains c on c.tenant_id = e.tenant_id and c.chain = e.chain
     join entries b on b.tenant_id = $1 and b.chain = $2 and b.seq = e.seq - 1
     where e.tenant_id = $1 and e.chain = $2 and e.seq > $3`,
    values,
  );
  await tx.execute(
    `with heads as (delete from signed_heads where tenant_id = $1 and chain = $2 and seq > $3 returning seq, signature)
     insert into fork_heads (tenant_id, chain, seq, hash, signature)
     select $1, $2, h.seq, e.hash, h.signature from heads h join entries e on e.tenant_id = $1 and e.chain = $2 and e.seq = h.seq`,
    values,
  );
  for (const table of ['sides', 'suspense', 'clock_leaps', 'entries'])
    await tx.execute(`delete from ${table} where tenant_id = $1 and chain = $2 and seq > $3`, values);
}
