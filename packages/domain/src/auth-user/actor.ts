import { type Id, ok, type Result, refuse } from '@beaveros/kit';
import type { Permission } from './permissions.ts';

/** Who acts, as decide sees them. */
export interface Actor {
  /** null: a device acts, as a kitchen's screen does; the entry then names only its terminal. */
  readonly user: Id<'User'> | null;
  readonly name: string;
  /** Their own, and for an approved command those of who approved it. */
  readonly permissions: ReadonlySet<string>;
  /** Who approved this one command with a PIN of their own; the entry names them. Absent: nobody. */
  readonly approver?: Approver | null;
}

export interface Approver {
  readonly user: Id<'User'>;
  readonly name: string;
}

export interface ApproverHasNoMore {
  readonly code: 'auth-user/approver-has-no-more';
}

/**
 * Who acts with somebody's approval: for one command, with the permissions of both. Nobody approves what they do
 * themselves: whoever is signed in has lent their permissions already.
 */
export function approvedBy(
  actor: Actor,
  { user, name, permissions }: Approver & Pick<Actor, 'permissions'>,
): Result<Actor, ApproverHasNoMore> {
  if (user === actor.user) return refuse({ code: 'auth-user/approver-has-no-more' });
  return ok({
    ...actor,
    permissions: new Set([...actor.permissions, ...permissions]),
    approver: { user, name },
  });
}

export interface PermissionMissing {
  readonly code: 'auth-user/permission-missing';
  readonly permission: Permission;
}

/** The refusal when the actor lacks a permission, otherwise null. */
export function missing(actor: Actor, permission: Permission): PermissionMissing | null {
  return actor.permissions.has(permission) ? null : { code: 'auth-user/permission-missing', permission };
}
