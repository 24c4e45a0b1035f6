import { type Entry, TailVouched } from '@beaveros/domain/journal';
import { assert, type Id, isFault, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { type Database, transientRetry, type Transaction } from '@beaveros/service-kit';
import type { Batch } from '@beaveros/sync/exchange';
import type { WriterDependencies } from '../journal/back-office.ts';
import { isVouched } from '../journal/control-facts.ts';
import { readEntryQuickly } from '../journal/quick-entry.ts';
import { type Stored, storeInTransaction } from '../journal/store-batch.ts';
import { sayControl } from './say-control.ts';

export interface UploadDependencies extends WriterDependencies {
  readonly database: Database;
}

/** Undoes the voucher together with what it vouched for. Caught below, and nowhere else. */
class NotTaken extends Error {
  readonly stored: Stored;

  constructor(stored: Stored) {
    super('what was uploaded was not taken');
    this.stored = stored;
  }
}

/**
 * Takes a batch of a dead till's chain from a person who has its disk. A head that the till did not sign any more is
 * vouched for by a `TailVouched` in the store's back-office chain, in the transaction that stores the entries; only for
 * a terminal that is revoked or replaced, which signs nothing itself. Answers as the exchange does.
 */
export async function uploadDisk(
  dependencies: UploadDependencies,
  {
    tenant,
    actor,
    batch,
    isAllowed,
  }: {
    readonly tenant: string;
    readonly actor: string;
    readonly batch: Batch;
    readonly isAllowed: (store: string) => boolean;
  },
): Promise<Result<Stored, Refusal>> {
  const last = entryOf(batch.entries.at(-1)!.text);
  if (last === null || last.store === null || last.terminal === null)
    return refuse({ code: 'exchange/bad-entry' });
  const { store, terminal, epoch } = last;
  if (!isAllowed(store)) return refuse({ code: 'store/not-yours' });
  // Who brings it is the person.
  const scope = { tenant, store, terminal: actor };
  try {
    return await transientRetry(() =>
      dependencies.database.withTenant(tenant as Id<'tenant'>, async (tx) => {
        if (batch.head.signature === null) {
          if (!(await isOver(tx, { tenant, terminal, epoch })))
            return refuse({ code: 'terminal/not-revoked' });
          await vouchFor(tx, dependencies, { tenant, store, actor, batch });
        }
        const stored = await storeInTransaction(tx, dependencies.keys, scope, batch);
        if (stored.answer.kind !== 'stored' && stored.answer.kind !== 'aside') throw new NotTaken(stored);
        return ok(stored);
      }),
    );
  } catch (error) {
    if (error instanceof NotTaken) return ok(error.stored);
    throw error;
  }
}

function entryOf(text: string): Entry | null {
  try {
    return readEntryQuickly(text);
  } catch (error) {
    if (isFault(error)) return null;
    throw error;
  }
}

/** Whether that enrolment is revoked, or replaced by a newer one. */
async function isOver(
  tx: Transaction,
  { tenant, terminal, epoch }: { readonly tenant: string; readonly terminal: string; readonly epoch: number },
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from terminals_enrolled where tenant_id = $1 and terminal_id = $2
       and (epoch > $3 or (epoch = $3 and revoked_at is not null)) limit 1`,
    [tenant, terminal, epoch],
  );
  return rows.length > 0;
}

async function vouchFor(
  tx: Transaction,
  dependencies: WriterDependencies,
  {
    tenant,
    store,
    actor,
    batch: { chain, head },
  }: { readonly tenant: string; readonly store: string; readonly actor: string; readonly batch: Batch },
): Promise<void> {
  const { seq, hash } = head;
  if (await isVouched(tx, { tenant, chain: Buffer.from(chain, 'hex') }, { store, seq, hash })) return;
  const { type, v } = TailVouched;
  const appended = await sayControl(tx, dependencies, {
    tenant,
    store,
    actor,
    command: 'VouchForTail',
    event: { type, v, aggregate: store as Id, body: { chain, seq, hash } },
  });
  assert(appended.ok, 'a tenant with enrolled terminals has a key');
}
