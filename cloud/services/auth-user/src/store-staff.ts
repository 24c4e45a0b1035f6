import type { Id } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';

/**
 * Makes changes of staff one after the other within a tenant. Called first in every transaction that ends with
 * {@link publishStoreStaff}: two that change different roles of one user would otherwise each publish without the other.
 */
export async function lockStaff(tx: Transaction, tenantId: Id<'tenant'>): Promise<void> {
  await tx.query('select 1 from tenants where id = $1 for no key update', [tenantId]);
}

/**
 * Brings `store_staff`, what tills know of users, to what users, roles, assignments and PINs of this transaction say:
 * one row per store a user is assigned to, with the union of the permissions of their roles. Rows that would not change
 * are not touched, so tills hear only of what changed. After {@link lockStaff}, in the transaction of the change.
 */
export async function publishStoreStaff(
  tx: Transaction,
  tenantId: Id<'tenant'>,
  userIds: readonly string[],
): Promise<void> {
  await tx.query(REMOVE, [tenantId, userIds]);
  await tx.query(UPSERT, [tenantId, userIds]);
}

const REMOVE = `
delete from store_staff s where s.tenant_id = $1 and s.id = any ($2::uuid[]) and not exists (
  select from user_stores a where a.tenant_id = s.tenant_id and a.store_id = s.store_id and a.user_id = s.id)`;

const UPSERT = `
insert into store_staff as s (tenant_id, store_id, id, name, permissions, pin_verifier, is_active)
select u.tenant_id, a.store_id, u.id,
  coalesce(nullif(concat_ws(' ', u.first_name, u.last_name), ''), u.username),
  coalesce((select jsonb_object_agg(p.key, true)
    from user_roles m join roles r on r.tenant_id = m.tenant_id and r.id = m.role_id
    cross join lateral jsonb_each(r.permissions) p
    where m.tenant_id = u.tenant_id and m.user_id = u.id and p.value = 'true'), '{}'),
  u.pin_verifier, u.is_active
from users u join user_stores a on a.tenant_id = u.tenant_id and a.user_id = u.id
where u.tenant_id = $1 and u.id = any ($2::uuid[])
on conflict (tenant_id, store_id, id) do update set name = excluded.name, permissions = excluded.permissions,
  pin_verifier = excluded.pin_verifier, is_active = excluded.is_active, updated_at = now()
where (s.name, s.permissions, s.pin_verifier, s.is_active)
  is distinct from (excluded.name, excluded.permissions, excluded.pin_verifier, excluded.is_active)`;
