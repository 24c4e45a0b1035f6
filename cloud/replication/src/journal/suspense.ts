import { clockAfter, clockLeaps } from '@beaveros/domain/journal';
import type { Transaction } from '@beaveros/service-kit';
import { type ChainKey, type ChainRow, lockChain, reviseFrom } from './chain-row.ts';
import type { CheckedEntry } from './check-batch.ts';

// An entry is in suspense when its clock leaps or a fence lies before it, and no manager has released it. Which entries
// those are depends on what the journal knows and not on the order it came in: `suspense` is computed again whenever a
// fence or a release is learned.

const LEAPS = 'the clock leaps';
const FENCED = 'beyond the fence';

/** The highest clock accepted in a chain after entries, and those whose clock leaps. */
function clocksOf(
  before: number,
  entries: readonly { readonly seq: number; readonly clock: number }[],
): { readonly clock: number; readonly leaps: readonly number[] } {
  let accepted = before;
  const leaps: number[] = [];
  for (const { seq, clock } of entries) {
    if (clockLeaps({ clock, accepted })) leaps.push(seq);
    accepted = clockAfter({ clock, accepted });
  }
  return { clock: accepted, leaps };
}

/** What entries new to a chain do to `suspense`. Answers the chain's highest clock. Costs nothing where nothing is strange. */
export async function judgeNew(
  tx: Transaction,
  key: ChainKey,
  {
    chain: { fence, released },
    before,
    entries,
  }: {
    readonly chain: Pick<ChainRow, 'fence' | 'released'>;
    /** The highest clock accepted before them. */
    readonly before: number;
    readonly entries: readonly { readonly seq: number; readonly clock: number }[];
  },
): Promise<number> {
  const { clock, leaps } = clocksOf(before, entries);
  await noteLeaps(tx, key, leaps);
  const leapt = new Set(leaps);
  const suspended = entries
    .filter(({ seq }) => seq > released && (leapt.has(seq) || (fence !== null && seq > fence)))
    .map(({ seq }) => ({ seq, reason: leapt.has(seq) ? LEAPS : FENCED }));
  await suspend(tx, key, suspended);
  return clock;
}

/** {@link judgeNew} for entries as they came. */
export function placesOf(
  entries: readonly CheckedEntry[],
): readonly { readonly seq: number; readonly clock: number }[] {
  return entries.map(({ entry: { seq, clock } }) => ({ seq, clock }));
}

async function noteLeaps(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  seqs: readonly number[],
): Promise<void> {
  if (seqs.length === 0) return;
  await tx.execute(
    'insert into clock_leaps (tenant_id, chain, seq) select $1, $2, seq from unnest($3::bigint[]) as s (seq)',
    [tenant, chain, seqs],
  );
}

async function suspend(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  suspended: readonly { readonly seq: number; readonly reason: string }[],
): Promise<void> {
  if (suspended.length === 0) return;
  await tx.execute(
    `insert into suspense (tenant_id, chain, seq, reason)
     select $1, $2, seq, reason from unnest($3::bigint[], $4::text[]) as s (seq, reason)`,
    [tenant, chain, suspended.map(({ seq }) => seq), suspended.map(({ reason }) => reason)],
  );
}

export interface Bounds {
  readonly fence: number | null;
  readonly released: number;
}

/**
 * What the control facts that are known say about a chain: of several fences the lowest, of several releases the
 * highest. Only those of the chain's own store count, which its tills know as well.
 */
export async function boundsOf(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  {
    store,
    terminal,
    epoch,
  }: { readonly store: string | null; readonly terminal: string | null; readonly epoch: number },
): Promise<Bounds> {
  const [row] = await tx.query<{ fence: number | null; released: number }>(
    `select
       (select min(coalesce((select min(f.seq) from jsonb_to_recordset(r.fences) as f (chain text, seq bigint) where f.chain = $3), 0))
        from control_facts r where r.tenant_id = $1 and r.type = 'journal.TerminalRevoked' and r.terminal_id = $5 and r.epoch >= $6
          and r.fences is not null and r.store_id = $4) as fence,
       coalesce((select max(about_seq) from control_facts r where r.tenant_id = $1 and r.type = 'journal.SuspenseReleased'
          and r.about = $2 and r.store_id = $4), 0)::bigint as released`,
    [tenant, chain, chain.toString('hex'), store, terminal, epoch],
  );
  return row!;
}

/**
 * Computes a chain's suspense again after control facts about it were learned. Facts that were folded leave the folds
 * and released ones enter them: a revision from the first entry that changed.
 */
export async function judgeAgain(tx: Transaction, key: ChainKey): Promise<void> {
  const row = await lockChain(tx, key);
  if (row === undefined) return;
  const { tenant, chain } = key;
  const bounds = await boundsOf(tx, key, {
    store: row.store_id,
    terminal: row.terminal_id,
    epoch: row.epoch,
  });
  if (bounds.fence === row.fence && bounds.released === row.released) return;
  await tx.execute('update chains set fence = $3, released = $4 where tenant_id = $1 and chain = $2', [
    tenant,
    chain,
    bounds.fence,
    bounds.released,
  ]);
  const [changed] = await tx.query<{ first: number | null }>(
    `with wanted as (
       select seq, $5::text as reason from clock_leaps where tenant_id = $1 and chain = $2 and seq > $4
       union
       select e.seq, $6::text from entries e where tenant_id = $1 and chain = $2 and seq > greatest($3, $4)
         and not exists (select 1 from clock_leaps l where l.tenant_id = $1 and l.chain = $2 and l.seq = e.seq)
     ), gone as (
       delete from suspense where tenant_id = $1 and chain = $2 and seq not in (select seq from wanted) returning seq
     ), come as (
       insert into suspense (tenant_id, chain, seq, reason) select $1, $2, seq, reason from wanted
       on conflict do nothing returning seq
     )
     select min(seq) as first from (select seq from gone union all select seq from come) as changed`,
    // Without a fence nothing is beyond it.
    [tenant, chain, bounds.fence ?? Number.MAX_SAFE_INTEGER, bounds.released, LEAPS, FENCED],
  );
  if (changed!.first !== null) await reviseFrom(tx, key, changed!.first);
}
