import {
  type ControlEvent,
  Erased,
  readControl,
  SuspenseReleased,
  TailVouched,
  TerminalRevoked,
} from '@beaveros/domain/journal';
import type { Transaction } from '@beaveros/service-kit';
import { type ChainKey, type ChainRow, lockControl } from './chain-row.ts';
import type { CheckedEntry } from './check-batch.ts';
import { eraseSides } from './side-records.ts';
import { judgeAgain } from './suspense.ts';

// What back-office chains say about journals. Such a fact counts wherever the tenant's key signed it: written here, or
// brought back by a till after this database was restored.

interface Said {
  readonly seq: number;
  readonly idx: number;
  readonly event: ControlEvent;
}

/**
 * Acts on the control facts of entries that were just added to a back-office chain, in the same transaction; a
 * terminal's chain says nothing of the kind. Chains it concerns are locked in the order of their names.
 */
export async function applyControlFacts(
  tx: Transaction,
  key: ChainKey,
  chain: Pick<ChainRow, 'kind' | 'store_id'>,
  entries: readonly CheckedEntry[],
): Promise<void> {
  if (chain.kind === 'terminal') return;
  const said = entries.flatMap(({ entry }) =>
    entry.events.flatMap((event, idx): Said[] => {
      const control = readControl(event);
      return control === null ? [] : [{ seq: entry.seq, idx, event: control }];
    }),
  );
  if (said.length === 0) return;
  const { tenant } = key;
  await lockControl(tx, tenant);
  for (const each of said) await insertControl(tx, key, chain.store_id, each);
  const sides = said.flatMap(({ event }) => (event.type === Erased.type ? event.body.sides : []));
  await eraseSides(tx, tenant, sides);
  // What the tenant's own chain says stays in the cloud; the stores' chains say it to the tills.
  if (chain.store_id === null) return;
  for (const concerned of await chainsConcerned(tx, tenant, chain.store_id, said))
    await judgeAgain(tx, { tenant, chain: concerned });
  for (const { event } of said) {
    if (event.type === TailVouched.type) await vouch(tx, tenant, chain.store_id, event.body);
  }
}

async function insertControl(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  store: string | null,
  { seq, idx, event }: Said,
): Promise<void> {
  const { body } = event;
  const revoked = event.type === TerminalRevoked.type ? event.body : null;
  const fences = revoked?.reason === 'stolen' ? revoked.fences : null;
  const about = 'chain' in body ? body : null;
  const hash = event.type === TailVouched.type ? event.body.hash : null;
  await tx.execute(
    `insert into control_facts (tenant_id, chain, seq, idx, store_id, type, terminal_id, epoch, fences, about, about_seq, about_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      tenant,
      chain,
      seq,
      idx,
      store,
      event.type,
      revoked?.terminal ?? null,
      revoked?.epoch ?? null,
      fences === null ? null : JSON.stringify(fences),
      about === null ? null : Buffer.from(about.chain, 'hex'),
      about?.seq ?? null,
      hash === null ? null : Buffer.from(hash, 'hex'),
    ],
  );
}

async function chainsConcerned(
  tx: Transaction,
  tenant: string,
  store: string,
  said: readonly Said[],
): Promise<readonly Buffer[]> {
  const terminals = said.flatMap(({ event }) =>
    event.type === TerminalRevoked.type ? [event.body.terminal] : [],
  );
  const chains = said.flatMap(({ event }) =>
    event.type === SuspenseReleased.type ? [event.body.chain] : [],
  );
  if (terminals.length === 0 && chains.length === 0) return [];
  const rows = await tx.query<{ chain: Buffer }>(
    `select chain from chains where tenant_id = $1 and store_id = $2 and (terminal_id = any($3::uuid[]) or chain = any($4::bytea[]))
     order by chain`,
    [tenant, store, terminals, chains.map((chain) => Buffer.from(chain, 'hex'))],
  );
  return rows.map(({ chain }) => chain);
}

/** The head that is vouched for may be here already: what is relayed may end at it. */
async function vouch(
  tx: Transaction,
  tenant: string,
  store: string,
  { chain, seq, hash }: { readonly chain: string; readonly seq: number; readonly hash: string },
): Promise<void> {
  const values = [tenant, Buffer.from(chain, 'hex'), seq, Buffer.from(hash, 'hex'), store];
  const ofStore =
    'exists (select 1 from chains c where c.tenant_id = $1 and c.chain = $2 and c.store_id = $5)';
  await tx.execute(
    `insert into signed_heads (tenant_id, chain, seq, signature)
     select tenant_id, chain, seq, null from entries where tenant_id = $1 and chain = $2 and seq = $3 and hash = $4 and ${ofStore}
     on conflict do nothing`,
    values,
  );
  await tx.execute(
    `insert into fork_heads (tenant_id, chain, seq, hash, signature)
     select tenant_id, chain, seq, hash, null from forks where tenant_id = $1 and chain = $2 and seq = $3 and hash = $4 and ${ofStore}
     on conflict do nothing`,
    values,
  );
}

/** Whether a `TailVouched` of the store names this very head. */
export async function isVouched(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  { store, seq, hash }: { readonly store: string; readonly seq: number; readonly hash: string },
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from control_facts where tenant_id = $1 and about = $2 and type = $3 and store_id = $4
       and about_seq = $5 and about_hash = $6 limit 1`,
    [tenant, chain, TailVouched.type, store, seq, Buffer.from(hash, 'hex')],
  );
  return rows.length > 0;
}
