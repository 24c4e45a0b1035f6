import { ROLE_TEMPLATES } from '@beaveros/domain/auth-user';
import {
  type Clock,
  Fault,
  type Id,
  id,
  type NewId,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@beaveros/kit';
import { type Database, isDuplicate } from '@beaveros/service-kit';
import * as z from 'zod';
import { audit } from './audit.ts';
import { hashSecret } from './secrets.ts';

export interface TenantDraft {
  /** Minted by the operator, because other services keep something under it too. */
  readonly id: Id<'tenant'>;
  /** What sign-in names the tenant by: lower-case letters, digits and hyphens, 63 at most. */
  readonly slug: string;
  readonly name: string;
  readonly contactEmail?: string;
  readonly phoneNumber?: string;
  readonly address?: string;
  readonly admin: {
    readonly username: string;
    readonly password: string;
    readonly email?: string;
    readonly firstName?: string;
    readonly lastName?: string;
  };
}

export interface CreatedTenant {
  readonly tenantId: Id<'tenant'>;
  readonly adminId: Id<'user'>;
  readonly roleIdByName: Readonly<Record<string, string>>;
}

/**
 * A tenant with the role templates of the domain and one administrator with every permission and store; all or nothing.
 * For the operator of the host and for seeds: there is no route. Refused: `tenant/duplicate` (slug or id is taken).
 * Faults: `tenant/invalid`, with the field.
 */
export async function createTenant(
  { database, clock, newId }: { readonly database: Database; readonly clock: Clock; readonly newId: NewId },
  draft: TenantDraft,
): Promise<Result<CreatedTenant, Refusal<'tenant/duplicate'>>> {
  const problem = zDraft.safeParse(draft).error?.issues[0];
  if (problem !== undefined) {
    const field = problem.path.join('.');
    throw new Fault('tenant/invalid', `the tenant's ${field} is not valid: ${problem.code}`, { field });
  }
  const passwordHash = await hashSecret(draft.admin.password);
  const adminId = id<'user'>(newId());
  const roles = ROLE_TEMPLATES.map((template) => ({ ...template, id: newId() }));
  const write = database.withTenant(draft.id, async (tx) => {
    await tx.query(
      'insert into tenants (id, slug, name, contact_email, phone_number, address) values ($1, $2, $3, $4, $5, $6)',
      [
        draft.id,
        draft.slug,
        draft.name,
        draft.contactEmail ?? null,
        draft.phoneNumber ?? null,
        draft.address ?? null,
      ],
    );
    for (const { id: roleId, name, permissions } of roles) {
      const json = JSON.stringify(Object.fromEntries(permissions.map((permission) => [permission, true])));
      await tx.query('insert into roles (id, tenant_id, name, permissions) values ($1, $2, $3, $4)', [
        roleId,
        draft.id,
        name,
        json,
      ]);
    }
    const { username, email = null, firstName = null, lastName = null } = draft.admin;
    await tx.query(
      `insert into users (id, tenant_id, username, password_hash, email, first_name, last_name, has_all_stores)
       values ($1, $2, $3, $4, $5, $6, $7, true)`,
      [adminId, draft.id, username.toLowerCase(), passwordHash, email, firstName, lastName],
    );
    await tx.query('insert into user_roles (tenant_id, user_id, role_id) values ($1, $2, $3)', [
      draft.id,
      adminId,
      roles[0]!.id,
    ]);
    const acting = { tenantId: draft.id, actorId: null, now: clock.now(), newId };
    await audit(tx, acting, { action: 'tenant.created', subjectId: draft.id });
  });
  try {
    await write;
  } catch (error) {
    if (isDuplicate(error, 'tenants_slug_unique') || isDuplicate(error, 'tenants_pkey'))
      return refuse({ code: 'tenant/duplicate' });
    throw error;
  }
  return ok({
    tenantId: draft.id,
    adminId,
    roleIdByName: Object.fromEntries(roles.map((role) => [role.name, role.id])),
  });
}

/** As the routes bound the same fields. */
const zDraft = z.object({
  slug: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/),
  name: z.string().min(1).max(255),
  contactEmail: z.email().max(255).optional(),
  phoneNumber: z.string().max(50).optional(),
  address: z.string().max(2_000).optional(),
  admin: z.object({
    username: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[^\s/]+$/u),
    password: z.string().min(8).max(256),
    email: z.email().max(255).optional(),
    firstName: z.string().min(1).max(100).optional(),
    lastName: z.string().min(1).max(100).optional(),
  }),
});
