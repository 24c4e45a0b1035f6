import type { AuthUser, CreatedTenant, TenantDraft } from '@beaveros/auth-user';
import { type NewId, ok, type Refusal, type Result, refuse } from '@beaveros/kit';

export interface ProvisionedTenant extends CreatedTenant {
  /** The tenant's Ed25519 key, public half, base64: what its tills trust. */
  readonly tenantPublicKey: string;
}

/** Who keeps the tenants' keys. */
export interface TenantKeyKeeper {
  /** Idempotent; answers the public half, base64. */
  createTenant(tenantId: string): Promise<string>;
}

/**
 * A tenant across services, for the operator of the host and for seeds. The key comes first: a tenant that can be signed
 * in to always has one, and a key without a tenant, left by a crash in between, is never used.
 * Refused: `tenant/duplicate`. Faults: `tenant/invalid` with the field.
 */
export async function provisionTenant(
  {
    authUser,
    tenantKeys,
    newId,
  }: { readonly authUser: AuthUser; readonly tenantKeys: TenantKeyKeeper; readonly newId: NewId },
  draft: Omit<TenantDraft, 'id'>,
): Promise<Result<ProvisionedTenant, Refusal<'tenant/duplicate'>>> {
  if ((await authUser.tenantBySlug(draft.slug)) !== undefined) return refuse({ code: 'tenant/duplicate' });
  const tenantId = newId<'tenant'>();
  const tenantPublicKey = await tenantKeys.createTenant(tenantId);
  const created = await authUser.createTenant({ ...draft, id: tenantId });
  return created.ok ? ok({ ...created.value, tenantPublicKey }) : created;
}
