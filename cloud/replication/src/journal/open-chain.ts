import { NO_HASH } from '@beaveros/protocol/exchange';
import type { Transaction } from '@beaveros/service-kit';
import type { Answer, Batch } from '@beaveros/sync/exchange';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { type ChainKey, type ChainRow, lockChain, lockControl, reviseFrom } from './chain-row.ts';
import { type CheckedEntry, refusal, type Scope } from './check-batch.ts';
import { whyUnproven } from './proven-head.ts';
import { hasOlderLives } from './incarnations.ts';
import { type Followed, type Opening, readOpening } from './opening.ts';
import { boundsOf } from './suspense.ts';

/** What a connection brought, as far as it can be judged without the database. */
export interface Arriving {
  readonly key: ChainKey;
  readonly batch: Batch;
  readonly entries: readonly CheckedEntry[];
  readonly scope: Scope;
}

export interface Opened {
  readonly chain: ChainRow;
  /** Settle it once the opening is stored: the opening may say which of its branches stands. */
  readonly follows: Followed | null;
}

/** A chain not known yet: a row for it, without entries, when everything about its opening is right. */
export async function openChain(
  tx: Transaction,
  keys: TenantKeys,
  arriving: Arriving,
): Promise<Opened | { readonly refused: Answer }> {
  const { key, batch, entries, scope } = arriving;
  const first = entries[0]!;
  if (first.entry.seq !== 1) return { refused: { kind: 'gap', chain: batch.chain, expected: 1 } };
  const tenantKey = await keys.of(tx, scope.tenant);
  if (tenantKey === null) return { refused: refusal(batch.chain, 'exchange/wrong-tenant', 'certificate') };
  const opening = readOpening(batch, first, tenantKey.publicKey);
  if ('kind' in opening) return { refused: opening };
  await lockControl(tx, scope.tenant);
  const wrong = await whyUnproven(tx, { key, batch, store: scope.store, publicKey: opening.publicKey });
  if (wrong !== null) return { refused: wrong };
  const chain = await insertChain(tx, { key, store: scope.store, opening });
  const { follows } = opening;
  // Another connection opened it between our look and our lock.
  if (chain === null) return { chain: (await lockChain(tx, key))!, follows: null };
  if (follows !== null) {
    await tx.execute(
      'insert into followers (tenant_id, followed, chain, clock, seq, hash) values ($1, $2, $3, $4, $5, $6)',
      [
        scope.tenant,
        Buffer.from(follows.chain, 'hex'),
        key.chain,
        first.entry.clock,
        follows.seq,
        Buffer.from(follows.hash, 'hex'),
      ],
    );
  }
  return { chain, follows };
}

async function insertChain(
  tx: Transaction,
  {
    key: { tenant, chain },
    store,
    opening,
  }: { readonly key: ChainKey; readonly store: string; readonly opening: Opening },
): Promise<ChainRow | null> {
  const { terminal, epoch, publicKey, certificate, series } = opening;
  const kind = terminal === null ? 'store' : 'terminal';
  const { fence, released } = await boundsOf(tx, { tenant, chain }, { store, terminal, epoch });
  const isNew = await tx.execute(
    `insert into chains (tenant_id, chain, store_id, terminal_id, epoch, kind, public_key, certificate, incarnation,
       head_seq, head_hash, head_clock, fence, released, series)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, 0, $11, $12, $13) on conflict do nothing`,
    [
      tenant,
      chain,
      store,
      terminal,
      epoch,
      kind,
      publicKey,
      certificate,
      // Of a life that is not ours: named by its chain, so that this database never writes it.
      kind === 'store' ? lifeOf(chain) : null,
      NO_HASH,
      fence,
      released,
      series,
    ],
  );
  if (isNew === 0) return null;
  // A service may have folded another branch of it in an older life: it forgets that, however far it came.
  if (await hasOlderLives(tx, tenant)) await reviseFrom(tx, { tenant, chain }, 1);
  return {
    kind,
    store_id: store,
    terminal_id: terminal,
    epoch,
    public_key: publicKey,
    head_seq: 0,
    head_hash: Buffer.from(NO_HASH),
    head_clock: 0,
    fence,
    released,
    is_forked: false,
  };
}

function lifeOf(chain: Buffer): string {
  return chain.toString('hex', 0, 16);
}
