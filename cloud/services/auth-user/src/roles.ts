import { PERMISSIONS } from '@beaveros/domain/auth-user';
import { ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { authUserRoutes, RoleView } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, isDuplicate, pageOf, type Transaction } from '@beaveros/service-kit';
import * as z from 'zod';
import { audit } from './audit.ts';
import type { HandlerTools } from './handler-tools.ts';
import { lockStaff, publishStoreStaff } from './store-staff.ts';

type RoleHandlers = Pick<Handlers<typeof authUserRoutes>, 'listRoles' | 'createRole' | 'setRolePermissions'>;

/** Handlers of the roles of a tenant. */
export function roleHandlers({ transaction, acting, newId }: HandlerTools): RoleHandlers {
  return {
    listRoles: transaction('listRoles', async ({ tx, query: { limit, cursor } }) => {
      const [after] = cursor === undefined ? [''] : decodeCursor(z.tuple([z.string()]), cursor);
      const rows = await tx.query<RoleRow>(`${ROLE} where name > $1 order by name limit $2`, [
        after,
        limit + 1,
      ]);
      return ok(pageOf(rows, { limit, item: toRole, key: (row) => [row.name] }));
    }),

    createRole: transaction('createRole', async ({ tx, identity, body }) => {
      const given = grantable(identity.permissions, body.permissions);
      if (!given.ok) return given;
      const roleId = newId();
      try {
        await tx.query(
          'insert into roles (id, tenant_id, name, description, permissions) values ($1, $2, $3, $4, $5)',
          [roleId, identity.tenantId, body.name, body.description, JSON.stringify(body.permissions)],
        );
      } catch (error) {
        if (isDuplicate(error, 'unique_role_name_per_tenant'))
          return refuse({ code: 'role/duplicate', field: 'body.name' });
        throw error;
      }
      await audit(tx, acting(identity), {
        action: 'role.created',
        subjectId: roleId,
        details: { permissions: body.permissions },
      });
      return ok(toRole((await roleById(tx, roleId))!));
    }),

    setRolePermissions: transaction(
      'setRolePermissions',
      async ({ tx, identity, params: { roleId }, body }) => {
        await lockStaff(tx, identity.tenantId);
        const before = await roleById(tx, roleId);
        if (before === undefined) return refuse({ code: 'role/not-found' });
        // Both ways: whoever may not give a permission may not take it from others either.
        const given = grantable(
          identity.permissions,
          { ...before.permissions, ...body.permissions },
          { allowOld: before.permissions },
        );
        if (!given.ok) return given;
        const holders = await tx.query<{ user_id: string }>(
          'select user_id from user_roles where role_id = $1',
          [roleId],
        );
        // The administrator who takes the key to this room from their own role locks everyone out.
        const losesOwn =
          before.permissions['can_manage_users'] === true && body.permissions['can_manage_users'] !== true;
        if (losesOwn && holders.some((holder) => holder.user_id === identity.userId))
          return refuse({ code: 'role/own-role' });
        await tx.query('update roles set permissions = $2, updated_at = now() where id = $1', [
          roleId,
          JSON.stringify(body.permissions),
        ]);
        await publishStoreStaff(
          tx,
          identity.tenantId,
          holders.map((holder) => holder.user_id),
        );
        const details = { before: before.permissions, after: body.permissions };
        await audit(tx, acting(identity), { action: 'role.permissions-set', subjectId: roleId, details });
        return ok(toRole((await roleById(tx, roleId))!));
      },
    ),
  };
}

/**
 * The permissions of roles, by name of permission, for {@link isWithin}; a role that is not there is refused.
 */
export async function permissionsOfRoles(
  tx: Transaction,
  roleIds: readonly string[],
): Promise<Result<readonly string[], Refusal<'role/not-found'>>> {
  const rows = await tx.query<RoleRow>(`${ROLE} where id = any ($1::uuid[])`, [roleIds]);
  if (rows.length < new Set(roleIds).size) return refuse({ code: 'role/not-found', field: 'body.roleIds' });
  return ok(
    rows.flatMap(({ permissions }) => Object.keys(permissions).filter((name) => permissions[name] === true)),
  );
}

type GrantRefusal = Refusal<'role/unknown-permission' | 'role/forbidden'> & {
  readonly permission: string;
  readonly field: string;
};

/** Every name is one that code asks for; every one that is given is the caller's own. */
function grantable(
  own: readonly string[],
  wanted: Readonly<Record<string, boolean>>,
  { allowOld = {} }: { readonly allowOld?: Readonly<Record<string, boolean>> } = {},
): Result<null, GrantRefusal> {
  for (const [permission, isGiven] of Object.entries(wanted)) {
    const facts = { permission, field: `body.permissions.${permission}` };
    const isKnown = (PERMISSIONS as readonly string[]).includes(permission);
    // A name that a release dropped may stand in an old role; it gives nothing.
    if (!isKnown && !Object.hasOwn(allowOld, permission))
      return refuse({ code: 'role/unknown-permission', ...facts });
    const isTouched = isGiven || allowOld[permission] === true;
    if (isKnown && isTouched && !own.includes(permission))
      return refuse({ code: 'role/forbidden', ...facts });
  }
  return ok(null);
}

interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly permissions: Readonly<Record<string, boolean>>;
}

const ROLE = 'select id, name, description, permissions from roles';

async function roleById(tx: Transaction, roleId: string): Promise<RoleRow | undefined> {
  return (await tx.query<RoleRow>(`${ROLE} where id = $1`, [roleId]))[0];
}

function toRole(row: RoleRow): RoleView {
  return row as unknown as RoleView;
}
