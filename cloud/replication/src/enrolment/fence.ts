import { instant, type Instant, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import { announceFence } from './enrolments.ts';

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

/** Revokes every enrolment of the terminal, in the caller's transaction. Repeated: the first time stands. */
export async function revokeTerminal(
  tx: Transaction,
  {
    tenant,
    terminal,
    now,
    isAllowed,
  }: {
    readonly tenant: string;
    readonly terminal: string;
    readonly now: Instant;
    /** Whether the caller may act on the terminal's store. */
    readonly isAllowed: (store: string) => boolean;
  },
): Promise<Result<{ readonly revokedAt: Instant }, Refusal>> {
  const rows = await tx.query<{ store_id: string; revoked_at: Date | null }>(
    'select store_id, revoked_at from terminals_enrolled where tenant_id = $1 and terminal_id = $2 order by epoch desc for update',
    [tenant, terminal],
  );
  const newest = rows[0];
  if (newest === undefined) return refuse({ code: 'terminal/not-found' });
  if (!isAllowed(newest.store_id)) return refuse({ code: 'store/not-yours' });
  await tx.execute(
    'update terminals_enrolled set revoked_at = $3 where tenant_id = $1 and terminal_id = $2 and revoked_at is null',
    [tenant, terminal, new Date(now)],
  );
  await announceFence(tx, tenant, terminal);
  return ok({ revokedAt: instant(newest.revoked_at?.getTime() ?? now) });
}
