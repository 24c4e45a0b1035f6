export type { CreatedTenant, TenantDraft } from './create-tenant.ts';
export {
  AUTH_USER_MIGRATIONS,
  type AuthUser,
  type AuthUserDependencies,
  createAuthUserService,
} from './service.ts';
