import { SuspenseReleased } from '@beaveros/domain/journal';
import { type Id, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import type { WriterDependencies } from '../journal/back-office.ts';
import { sayControl } from './say-control.ts';

/**
 * Lets entries of a chain up to `seq` be folded, whatever fence or clock says: a manager has looked. Says so in the
 * store's back-office chain, in the caller's transaction. Repeated it changes nothing.
 */
export async function releaseSuspense(
  tx: Transaction,
  dependencies: WriterDependencies,
  {
    tenant,
    actor,
    chain,
    seq,
    isAllowed,
  }: {
    readonly tenant: string;
    readonly actor: string | null;
    /** Hex. */
    readonly chain: string;
    readonly seq: number;
    readonly isAllowed: (store: string) => boolean;
  },
): Promise<Result<{ readonly chain: string; readonly releasedTo: number }, Refusal>> {
  const [row] = await tx.query<{ store_id: string | null; released: number }>(
    'select store_id, released from chains where tenant_id = $1 and chain = $2',
    [tenant, Buffer.from(chain, 'hex')],
  );
  if (row === undefined || row.store_id === null) return refuse({ code: 'chain/not-found' });
  if (!isAllowed(row.store_id)) return refuse({ code: 'store/not-yours' });
  if (row.released >= seq) return ok({ chain, releasedTo: row.released });
  const { type, v } = SuspenseReleased;
  const appended = await sayControl(tx, dependencies, {
    tenant,
    store: row.store_id,
    actor,
    command: 'ReleaseSuspense',
    event: { type, v, aggregate: row.store_id as Id, body: { chain, seq } },
  });
  return appended.ok ? ok({ chain, releasedTo: seq }) : appended;
}
