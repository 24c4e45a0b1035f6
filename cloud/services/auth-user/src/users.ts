import { type Instant, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { authUserRoutes } from '@beaveros/protocol/gateway';
import {
  decodeCursor,
  type Handlers,
  type Identity,
  isDuplicate,
  pageOf,
  type Transaction,
} from '@beaveros/service-kit';
import * as z from 'zod';
import { audit } from './audit.ts';
import { grantOf, isVisibleTo, isWithin, listPeople, type Person, personById } from './people.ts';
import { revokeSessionsOf } from './refresh-tokens.ts';
import { permissionsOfRoles } from './roles.ts';
import type { HandlerTools } from './handler-tools.ts';
import { lockStaff, publishStoreStaff } from './store-staff.ts';

type UserHandlers = Pick<
  Handlers<typeof authUserRoutes>,
  | 'getMe'
  | 'listUsers'
  | 'getUser'
  | 'createUser'
  | 'updateUser'
  | 'setUserPassword'
  | 'setUserRoles'
  | 'setUserStores'
  | 'listAuditLog'
>;

/** Handlers of accounts: who there is, in which roles and stores. */
export function userHandlers({ transaction, afterHashing, acting, newId }: HandlerTools): UserHandlers {
  return {
    getMe: transaction('getMe', async ({ tx, identity }) => {
      const me = await personById(tx, identity.userId);
      if (me === undefined) return refuse({ code: 'user/not-found' });
      const { view, permissions } = me;
      const name = [view.firstName, view.lastName].filter((part) => part !== null).join(' ') || view.username;
      const storeIds = view.hasAllStores ? ('all' as const) : view.storeIds;
      return ok({
        id: view.id,
        tenantId: identity.tenantId,
        username: view.username,
        name,
        permissions: [...permissions],
        storeIds,
      });
    }),

    listUsers: transaction('listUsers', async ({ tx, identity, query: { limit, cursor, storeId } }) => {
      const [after] = cursor === undefined ? [''] : decodeCursor(z.tuple([z.string()]), cursor);
      const own = identity.storeIds;
      if (storeId !== undefined && own !== 'all' && !(own as readonly string[]).includes(storeId)) {
        return refuse({ code: 'store/not-yours', field: 'query.storeId' });
      }
      const people = await listPeople(tx, {
        limit,
        after,
        storeIds: storeId === undefined ? own : [storeId],
      });
      return ok(
        pageOf(people, { limit, item: ({ view }) => view, key: ({ view }) => [view.username.toLowerCase()] }),
      );
    }),

    getUser: transaction('getUser', async ({ tx, identity, params: { userId } }) => {
      const person = await personById(tx, userId);
      return person === undefined || !isVisibleTo(identity, person)
        ? refuse({ code: 'user/not-found' })
        : ok(person.view);
    }),

    createUser: afterHashing(
      'createUser',
      ({ body }) => body.password,
      async ({ tx, identity, body, hashed }) => {
        await lockStaff(tx, identity.tenantId);
        const given = await permissionsOfRoles(tx, body.roleIds);
        if (!given.ok) return given;
        // Somebody without a store would be out of sight of a caller with some stores.
        const isHomeless = identity.storeIds !== 'all' && body.storeIds.length === 0;
        if (isHomeless || !isWithin(identity, { ...body, permissions: given.value }))
          return refuse({ code: 'user/forbidden' });
        const userId = newId();
        const inserted = await uniquely(() =>
          tx.query(
            `insert into users (id, tenant_id, username, password_hash, email, first_name, last_name, has_all_stores)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
            [
              userId,
              identity.tenantId,
              body.username,
              hashed,
              body.email ?? null,
              body.firstName ?? null,
              body.lastName ?? null,
              body.hasAllStores,
            ],
          ),
        );
        if (!inserted.ok) return inserted;
        await replaceRoles(tx, identity, userId, body.roleIds);
        await replaceStores(tx, identity, userId, body.storeIds);
        await publishStoreStaff(tx, identity.tenantId, [userId]);
        const details = { roleIds: body.roleIds, storeIds: body.storeIds, hasAllStores: body.hasAllStores };
        await audit(tx, acting(identity), { action: 'user.created', subjectId: userId, details });
        return ok((await personById(tx, userId))!.view);
      },
    ),

    updateUser: transaction('updateUser', async ({ tx, identity, params: { userId }, body }) => {
      const found = await manageable(tx, identity, userId);
      if (!found.ok) return found;
      if (body.isActive === false && userId === identity.userId) return refuse({ code: 'user/own-account' });
      const { view } = found.value;
      const next = { ...view, ...withoutUndefined(body) };
      const updated = await uniquely(() =>
        tx.query(
          `update users set username = $2, email = $3, first_name = $4, last_name = $5, is_active = $6, updated_at = now()
           where id = $1`,
          [userId, next.username, next.email, next.firstName, next.lastName, next.isActive],
        ),
      );
      if (!updated.ok) return updated;
      if (view.isActive && !next.isActive) await revokeSessionsOf(tx, userId, acting(identity).now);
      await publishStoreStaff(tx, identity.tenantId, [userId]);
      const details = { fields: Object.keys(withoutUndefined(body)), isActive: next.isActive };
      await audit(tx, acting(identity), { action: 'user.updated', subjectId: userId, details });
      return ok((await personById(tx, userId))!.view);
    }),

    setUserPassword: afterHashing(
      'setUserPassword',
      ({ body }) => body.password,
      async ({ tx, identity, params: { userId }, hashed }) => {
        const found = await manageable(tx, identity, userId);
        if (!found.ok) return found;
        const { now } = acting(identity);
        await tx.query('update users set password_hash = $2, updated_at = now() where id = $1', [
          userId,
          hashed,
        ]);
        await tx.query('delete from sign_in_attempts where username = lower($1)', [
          found.value.view.username,
        ]);
        await revokeSessionsOf(tx, userId, now);
        await audit(tx, acting(identity), { action: 'user.password-set', subjectId: userId });
        return ok({});
      },
    ),

    setUserRoles: transaction(
      'setUserRoles',
      async ({ tx, identity, params: { userId }, body: { roleIds } }) => {
        const found = await manageable(tx, identity, userId);
        if (!found.ok) return found;
        // Nobody raises themselves, and the last administrator does not step down by mistake.
        if (userId === identity.userId) return refuse({ code: 'user/own-account' });
        const given = await permissionsOfRoles(tx, roleIds);
        if (!given.ok) return given;
        if (!isWithin(identity, { ...grantOf(found.value), permissions: given.value }))
          return refuse({ code: 'user/forbidden' });
        await replaceRoles(tx, identity, userId, roleIds);
        await publishStoreStaff(tx, identity.tenantId, [userId]);
        const details = { before: found.value.view.roleIds, after: roleIds };
        await audit(tx, acting(identity), { action: 'user.roles-set', subjectId: userId, details });
        return ok((await personById(tx, userId))!.view);
      },
    ),

    setUserStores: transaction(
      'setUserStores',
      async ({ tx, identity, params: { userId }, body: { storeIds, hasAllStores } }) => {
        const found = await manageable(tx, identity, userId);
        if (!found.ok) return found;
        const isHomeless = identity.storeIds !== 'all' && storeIds.length === 0;
        if (isHomeless || !isWithin(identity, { permissions: [], storeIds, hasAllStores }))
          return refuse({ code: 'user/forbidden' });
        await tx.query('update users set has_all_stores = $2, updated_at = now() where id = $1', [
          userId,
          hasAllStores,
        ]);
        await replaceStores(tx, identity, userId, storeIds);
        await publishStoreStaff(tx, identity.tenantId, [userId]);
        const { view } = found.value;
        const details = { before: view.storeIds, after: storeIds, hasAllStores };
        await audit(tx, acting(identity), { action: 'user.stores-set', subjectId: userId, details });
        return ok((await personById(tx, userId))!.view);
      },
    ),

    listAuditLog: transaction('listAuditLog', async ({ tx, identity, query: { limit, cursor } }) => {
      if (identity.storeIds !== 'all') return refuse({ code: 'user/forbidden' });
      const after = cursor === undefined ? null : decodeCursor(z.tuple([z.int(), z.uuid()]), cursor);
      const rows = await tx.query<AuditRow>(
        `select id, at, actor_id, action, subject_id, details from audit_log
         where $1::timestamptz is null or (at, id) < ($1::timestamptz, $2::uuid) order by at desc, id desc limit $3`,
        [after === null ? null : new Date(after[0]), after === null ? null : after[1], limit + 1],
      );
      return ok(pageOf(rows, { limit, item: toAuditView, key: (row) => [row.at.getTime(), row.id] }));
    }),
  };
}

type UserIdentity = Extract<Identity, { kind: 'user' }>;

/** The user, locked for a change of staff, when the caller sees them and has all that they have. */
export async function manageable(
  tx: Transaction,
  caller: UserIdentity,
  userId: string,
): Promise<Result<Person, Refusal<'user/not-found' | 'user/forbidden'>>> {
  await lockStaff(tx, caller.tenantId);
  const person = await personById(tx, userId);
  if (person === undefined || !isVisibleTo(caller, person)) return refuse({ code: 'user/not-found' });
  return isWithin(caller, grantOf(person)) ? ok(person) : refuse({ code: 'user/forbidden' });
}

/** Roles of a user as a whole. */
async function replaceRoles(
  tx: Transaction,
  { tenantId }: { readonly tenantId: string },
  userId: string,
  roleIds: readonly string[],
): Promise<void> {
  await tx.query('delete from user_roles where user_id = $1', [userId]);
  await tx.query(
    'insert into user_roles (tenant_id, user_id, role_id) select $1, $2, r from (select distinct unnest($3::uuid[])) as wanted (r)',
    [tenantId, userId, roleIds],
  );
}

/** Stores of a user as a whole. */
async function replaceStores(
  tx: Transaction,
  { tenantId }: { readonly tenantId: string },
  userId: string,
  storeIds: readonly string[],
): Promise<void> {
  await tx.query('delete from user_stores where user_id = $1 and store_id <> all ($2::uuid[])', [
    userId,
    storeIds,
  ]);
  await tx.query(
    `insert into user_stores (tenant_id, user_id, store_id)
     select $1, $2, s from (select distinct unnest($3::uuid[])) as wanted (s) on conflict do nothing`,
    [tenantId, userId, storeIds],
  );
}

const FIELD_BY_INDEX = { users_username_unique: 'body.username', users_email_unique: 'body.email' } as const;

/** The statement fails the transaction, which the refusal undoes anyway. */
async function uniquely(write: () => Promise<unknown>): Promise<Result<null, Refusal<'user/duplicate'>>> {
  try {
    await write();
    return ok(null);
  } catch (error) {
    for (const [index, field] of Object.entries(FIELD_BY_INDEX)) {
      if (isDuplicate(error, index)) return refuse({ code: 'user/duplicate', field });
    }
    throw error;
  }
}

interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor_id: string | null;
  readonly action: string;
  readonly subject_id: string;
  readonly details: Record<string, unknown>;
}

function toAuditView(row: AuditRow) {
  return {
    id: row.id,
    at: row.at.getTime() as Instant,
    actorId: row.actor_id,
    action: row.action,
    subjectId: row.subject_id,
    details: row.details,
  } as never;
}

/** Fields that were given; `null` empties one. */
function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
