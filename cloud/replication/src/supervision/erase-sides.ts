import { Erased } from '@beaveros/domain/journal';
import { type Id, ok, type Refusal, type Result } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import type { WriterDependencies } from '../journal/back-office.ts';
import { sayControl } from './say-control.ts';

/**
 * Deletes side records here and, by an `Erased` in the tenant's chain and in every store's, on every till. All of it in
 * the caller's transaction. Repeated it is said again and deletes nothing more.
 */
export async function eraseSideRecords(
  tx: Transaction,
  dependencies: WriterDependencies,
  {
    tenant,
    actor,
    sides,
  }: { readonly tenant: string; readonly actor: string | null; readonly sides: readonly string[] },
): Promise<Result<{ readonly stores: number }, Refusal>> {
  const { type, v } = Erased;
  const stores = await tx.query<{ store_id: string }>(
    `select store_id from chains where tenant_id = $1 and store_id is not null
     union select store_id from terminals_enrolled where tenant_id = $1 order by store_id`,
    [tenant],
  );
  for (const store of [null, ...stores.map(({ store_id }) => store_id)]) {
    const appended = await sayControl(tx, dependencies, {
      tenant,
      store,
      actor,
      command: 'EraseSides',
      event: { type, v, aggregate: (store ?? tenant) as Id, body: { sides: [...sides] } },
    });
    if (!appended.ok) return appended;
  }
  return ok({ stores: stores.length });
}
