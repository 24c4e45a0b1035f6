import { instant } from '@beaveros/kit';
import type { UserView } from '@beaveros/protocol/gateway';
import type { Identity, Transaction } from '@beaveros/service-kit';

type UserIdentity = Extract<Identity, { kind: 'user' }>;

/** A user as this service sees one, with what their roles add up to. */
export interface Person {
  readonly view: UserView;
  /** Names, sorted. */
  readonly permissions: readonly string[];
}

interface PersonRow {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly is_active: boolean;
  readonly last_login_at: Date | null;
  readonly has_pin: boolean;
  readonly has_all_stores: boolean;
  readonly role_ids: readonly string[];
  readonly store_ids: readonly string[];
  readonly permissions: readonly string[];
}

const PERSON = `
select u.id, u.username, u.email, u.first_name, u.last_name, u.is_active, u.last_login_at, u.pin_verifier is not null as has_pin,
  u.has_all_stores,
  array(select m.role_id::text from user_roles m where m.tenant_id = u.tenant_id and m.user_id = u.id order by 1) as role_ids,
  array(select a.store_id::text from user_stores a where a.tenant_id = u.tenant_id and a.user_id = u.id order by 1) as store_ids,
  array(select distinct p.key from user_roles m join roles r on r.tenant_id = m.tenant_id and r.id = m.role_id
    cross join lateral jsonb_each(r.permissions) p
    where m.tenant_id = u.tenant_id and m.user_id = u.id and p.value = 'true' order by 1) as permissions
from users u`;

/** One user of the transaction's tenant. */
export async function personById(tx: Transaction, userId: string): Promise<Person | undefined> {
  const [row] = await tx.query<PersonRow>(`${PERSON} where u.id = $1`, [userId]);
  return row === undefined ? undefined : toPerson(row);
}

/**
 * Users by name from behind `after`, `limit` + 1 at most. `storeIds` keeps those who work in one of them and leaves head
 * office out; `all` is everyone.
 */
export async function listPeople(
  tx: Transaction,
  {
    limit,
    after,
    storeIds,
  }: { readonly limit: number; readonly after: string; readonly storeIds: readonly string[] | 'all' },
): Promise<readonly Person[]> {
  const rows = await tx.query<PersonRow>(
    `${PERSON} where lower(u.username) > $1 and ($3::uuid[] is null or not u.has_all_stores and exists (
      select from user_stores a where a.tenant_id = u.tenant_id and a.user_id = u.id and a.store_id = any ($3)))
    order by lower(u.username) limit $2`,
    [after, limit + 1, storeIds === 'all' ? null : storeIds],
  );
  return rows.map(toPerson);
}

/** A caller with some stores sees who works in one of them, and nobody of head office. */
export function isVisibleTo(caller: UserIdentity, { view }: Person): boolean {
  const { storeIds } = caller;
  return (
    storeIds === 'all' ||
    (!view.hasAllStores && view.storeIds.some((store) => (storeIds as readonly string[]).includes(store)))
  );
}

/** What somebody has or is about to get, measured against a caller. */
export interface Grant {
  readonly permissions: readonly string[];
  readonly storeIds: readonly string[];
  readonly hasAllStores: boolean;
}

/** Nobody gives, or changes the account of one who has, what they do not have themselves. */
export function isWithin(caller: UserIdentity, grant: Grant): boolean {
  const { storeIds, permissions } = caller;
  if (!grant.permissions.every((permission) => permissions.includes(permission))) return false;
  if (storeIds === 'all') return true;
  return (
    !grant.hasAllStores && grant.storeIds.every((store) => (storeIds as readonly string[]).includes(store))
  );
}

export function grantOf({ view, permissions }: Person): Grant {
  return { permissions, storeIds: view.storeIds, hasAllStores: view.hasAllStores };
}

function toPerson(row: PersonRow): Person {
  const view = {
    id: row.id,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    isActive: row.is_active,
    lastLoginAt: row.last_login_at === null ? null : instant(row.last_login_at.getTime()),
    hasPin: row.has_pin,
    hasAllStores: row.has_all_stores,
    roleIds: row.role_ids,
    storeIds: row.store_ids,
  };
  return { view: view as unknown as UserView, permissions: row.permissions };
}
