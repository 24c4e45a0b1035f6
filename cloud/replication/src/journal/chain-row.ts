import type { Transaction } from '@beaveros/service-kit';

/** A chain of the journal, by the two parts of its key. */
export interface ChainKey {
  readonly tenant: string;
  /** 32 bytes. */
  readonly chain: Buffer;
}

export interface ChainRow {
  readonly kind: 'terminal' | 'store' | 'tenant';
  readonly store_id: string | null;
  readonly terminal_id: string | null;
  readonly epoch: number;
  readonly public_key: Buffer;
  readonly head_seq: number;
  readonly head_hash: Buffer;
  /** The highest clock accepted in it: entries whose clock leaps do not count. */
  readonly head_clock: number;
  readonly fence: number | null;
  readonly released: number;
  readonly is_forked: boolean;
}

/** The chain's row, held until the transaction ends: one writer at a time. */
export async function lockChain(tx: Transaction, { tenant, chain }: ChainKey): Promise<ChainRow | undefined> {
  const [row] = await tx.query<ChainRow>(
    `select kind, store_id, terminal_id, epoch, public_key, head_seq, head_hash, head_clock, fence, released, is_forked
     from chains where tenant_id = $1 and chain = $2 for update`,
    [tenant, chain],
  );
  return row;
}

/**
 * Taken before a chain is opened and before control facts move others: a chain that opens sees every fact about it, and
 * a fact sees every chain. Held to the end of the transaction.
 */
export async function lockControl(tx: Transaction, tenant: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`journal-control/${tenant}`]);
}

/** A revision is any number that no other life of this database would give; node-postgres reads it as a number. */
const NEW_REVISION = 'floor(random() * 9007199254740991)::bigint';

/**
 * Says that a locked chain changed at `fromSeq` and behind: whoever followed it folds anew from there. Wakes followers
 * and tills.
 */
export async function reviseFrom(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  fromSeq: number,
): Promise<void> {
  await tx.query(
    `with revised as (
       update chains set revision = ${NEW_REVISION}, updated_at = now() where tenant_id = $1 and chain = $2
       returning revision, head_seq
     ), noted as (
       insert into chain_revisions (tenant_id, chain, position, revision, from_seq)
       select $1, $2, coalesce((select max(position) from chain_revisions where tenant_id = $1 and chain = $2), 0) + 1, revision, $3
       from revised
     )
     select pg_notify('beaver_journal', $4 || '/' || head_seq) from revised`,
    [tenant, chain, fromSeq, `${tenant}/${chain.toString('hex')}`],
  );
}
