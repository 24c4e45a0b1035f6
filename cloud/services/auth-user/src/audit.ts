import type { Id, Instant, NewId } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';

/** What the routes of this service need besides the request. */
export interface Acting {
  readonly tenantId: Id<'tenant'>;
  /** Null: the operator of the host. */
  readonly actorId: string | null;
  readonly now: Instant;
  readonly newId: NewId;
}

/**
 * Writes down who changed whom, in the transaction of the change. `details` name fields and ids, never a password, PIN,
 * verifier or personal data.
 */
export async function audit(
  tx: Transaction,
  { tenantId, actorId, now, newId }: Acting,
  record: {
    readonly action: string;
    readonly subjectId: string;
    readonly details?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await tx.query(
    'insert into audit_log (id, tenant_id, at, actor_id, action, subject_id, details) values ($1, $2, $3, $4, $5, $6, $7)',
    [
      newId(),
      tenantId,
      new Date(now),
      actorId,
      record.action,
      record.subjectId,
      JSON.stringify(record.details ?? {}),
    ],
  );
}
