import { type EventOf, TerminalRevoked } from '@beaveros/domain/journal';
import { assert, type Id, instant, type Instant, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import { announceFence } from '../enrolment/fence.ts';
import type { WriterDependencies } from '../journal/back-office.ts';
import { sayControl } from './say-control.ts';

export type RevocationReason = EventOf<typeof TerminalRevoked>['body']['reason'];

/** Chains that one revocation names; beyond them it would fence at 0. A terminal has one chain and one more per fork. */
const FENCES_MAX = 64;

/**
 * Revokes every enrolment of the terminal and says so in its store's back-office chain, in the caller's transaction. Of
 * a stolen one the entries beyond what the cloud holds now go to suspense. Repeated: the first time stands, and a
 * terminal found to be stolen later is fenced then.
 */
export async function revokeTerminal(
  tx: Transaction,
  dependencies: WriterDependencies,
  {
    tenant,
    terminal,
    actor,
    reason,
    isAllowed,
  }: {
    readonly tenant: string;
    readonly terminal: string;
    readonly actor: string | null;
    readonly reason: Exclude<RevocationReason, 'replaced'>;
    /** Whether the caller may act on the terminal's store. */
    readonly isAllowed: (store: string) => boolean;
  },
): Promise<Result<{ readonly revokedAt: Instant }, Refusal>> {
  const now = dependencies.clock.now();
  const rows = await tx.query<{ store_id: string; epoch: number; revoked_at: Date | null }>(
    `select store_id, epoch, revoked_at from terminals_enrolled where tenant_id = $1 and terminal_id = $2
     order by epoch desc for update`,
    [tenant, terminal],
  );
  const newest = rows[0];
  if (newest === undefined) return refuse({ code: 'terminal/not-found' });
  const { store_id: store, epoch } = newest;
  if (!isAllowed(store)) return refuse({ code: 'store/not-yours' });
  await tx.execute(
    'update terminals_enrolled set revoked_at = $3 where tenant_id = $1 and terminal_id = $2 and revoked_at is null',
    [tenant, terminal, new Date(now)],
  );
  if (!(await isSaid(tx, { tenant, terminal, epoch, reason }))) {
    const fences = reason === 'stolen' ? await headsOf(tx, { tenant, terminal, store }) : null;
    await sayRevoked(tx, dependencies, { tenant, store, actor, terminal, epoch, reason, fences });
  }
  await announceFence(tx, tenant, terminal);
  return ok({ revokedAt: instant(newest.revoked_at?.getTime() ?? now) });
}

/** Writes the revocation of one enrolment, and of those before it, into its store's back-office chain. */
export async function sayRevoked(
  tx: Transaction,
  dependencies: WriterDependencies,
  said: {
    readonly tenant: string;
    readonly store: string;
    readonly actor: string | null;
    readonly terminal: string;
    readonly epoch: number;
    readonly reason: RevocationReason;
    readonly fences: readonly { readonly chain: string; readonly seq: number }[] | null;
  },
): Promise<void> {
  const { tenant, store, actor, terminal, epoch, reason, fences } = said;
  const { type, v } = TerminalRevoked;
  const appended = await sayControl(tx, dependencies, {
    tenant,
    store,
    actor,
    command: 'RevokeTerminal',
    event: { type, v, aggregate: terminal as Id, body: { terminal, epoch, reason, fences } },
  });
  assert(appended.ok, 'a tenant with enrolled terminals has a key');
}

/** Whether a revocation at least as strong is in the journal: of a stolen terminal only one with fences is. */
async function isSaid(
  tx: Transaction,
  {
    tenant,
    terminal,
    epoch,
    reason,
  }: {
    readonly tenant: string;
    readonly terminal: string;
    readonly epoch: number;
    readonly reason: RevocationReason;
  },
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from control_facts where tenant_id = $1 and type = $2 and terminal_id = $3 and epoch >= $4
       and ($5 <> 'stolen' or fences is not null) limit 1`,
    [tenant, TerminalRevoked.type, terminal, epoch, reason],
  );
  return rows.length > 0;
}

/** What the cloud holds of the terminal's chains now, the newest first. */
async function headsOf(
  tx: Transaction,
  { tenant, terminal, store }: { readonly tenant: string; readonly terminal: string; readonly store: string },
): Promise<readonly { readonly chain: string; readonly seq: number }[]> {
  return await tx.query<{ chain: string; seq: number }>(
    `select encode(chain, 'hex') as chain, head_seq as seq from chains where tenant_id = $1 and terminal_id = $2 and store_id = $3
     order by epoch desc, series desc, opened_at desc, chain limit $4`,
    [tenant, terminal, store, FENCES_MAX],
  );
}
