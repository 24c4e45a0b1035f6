import { storePoliciesOf, type StorePolicies } from '@beaveros/domain/service-entity';
import type { Transaction } from '@beaveros/service-kit';

/** The policies of a store; the defaults where it chose nothing. */
export async function readStorePolicies(tx: Transaction, storeId: string): Promise<StorePolicies> {
  const [row] = await tx.query<{ policies: unknown }>('select policies from store_policies where id = $1', [
    storeId,
  ]);
  return storePoliciesOf(row?.policies);
}

/** Chooses the fields that are given; two who choose different ones at once both have their way. */
export async function chooseStorePolicies(
  tx: Transaction,
  of: { readonly tenantId: string; readonly storeId: string },
  chosen: object,
): Promise<void> {
  await tx.execute(
    `insert into store_policies as p (id, tenant_id, policies) values ($1, $2, $3)
     on conflict (tenant_id, id) do update set policies = p.policies || excluded.policies, updated_at = now()`,
    [of.storeId, of.tenantId, JSON.stringify(chosen)],
  );
}
