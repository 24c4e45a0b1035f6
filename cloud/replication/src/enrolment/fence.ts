import { ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';

export interface Enrolment {
  readonly tenant: string;
  readonly store: string;
  readonly terminal: string;
  readonly epoch: number;
}

export type FenceRefusal = Refusal<'terminal/replaced' | 'terminal/revoked' | 'terminal/wrong-credentials'>;

/**
 * Whether connections of this enrolment are taken: it is the terminal's newest and not revoked. Fencing refuses
 * connections, never entries: what another till brings of it still extends its chain.
 */
export async function checkFence(
  tx: Transaction,
  { tenant, store, terminal, epoch }: Enrolment,
): Promise<Result<{ readonly publicKey: Buffer }, FenceRefusal>> {
  const [row] = await tx.query<{ public_key: Buffer; revoked_at: Date | null; newest: number }>(
    `select public_key, revoked_at, (select max(epoch) from terminals_enrolled n
       where n.tenant_id = e.tenant_id and n.terminal_id = e.terminal_id)::int as newest
     from terminals_enrolled e where tenant_id = $1 and terminal_id = $2 and epoch = $3 and store_id = $4`,
    [tenant, terminal, epoch, store],
  );
  if (row === undefined) return refuse({ code: 'terminal/wrong-credentials' });
  if (row.revoked_at !== null) return refuse({ code: 'terminal/revoked' });
  if (row.newest > epoch) return refuse({ code: 'terminal/replaced' });
  return ok({ publicKey: row.public_key });
}

/** Tells every exchange that connections of this terminal are to be judged again. */
export async function announceFence(tx: Transaction, tenant: string, terminal: string): Promise<void> {
  await tx.query("select pg_notify('beaver_fence', $1)", [`${tenant}/${terminal}`]);
}
