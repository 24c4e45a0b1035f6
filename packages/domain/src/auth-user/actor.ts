import type { Id } from '@beaveros/kit';
import type { Permission } from './permissions.ts';

/** Who acts, as decide sees them. */
export interface Actor {
  /** null: a device acts, as a kitchen's screen does; the entry then names only its terminal. */
  readonly user: Id<'User'> | null;
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
}

export interface PermissionMissing {
  readonly code: 'auth-user/permission-missing';
  readonly permission: Permission;
}

/** The refusal when the actor lacks a permission, otherwise null. */
export function missing(actor: Actor, permission: Permission): PermissionMissing | null {
  return actor.permissions.has(permission) ? null : { code: 'auth-user/permission-missing', permission };
}
