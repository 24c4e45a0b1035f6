import { fileURLToPath } from 'node:url';
import type { Id, NewId, Random, Refusal, Result } from '@beaveros/kit';
import { authUserRoutes } from '@beaveros/protocol/gateway';
import {
  migrate,
  openDatabase,
  type RouteDependencies,
  type Service,
  type ServiceDatabaseUrls,
  type SigningKey,
  serveRoutes,
} from '@beaveros/service-kit';
import { Hono } from 'hono';
import { type CreatedTenant, createTenant, type TenantDraft } from './create-tenant.ts';
import { handlerTools } from './handler-tools.ts';
import { pinHandlers } from './pins.ts';
import { roleHandlers } from './roles.ts';
import { signInHandlers, tenantBySlug } from './sign-in.ts';
import { userHandlers } from './users.ts';

export interface AuthUserDependencies extends RouteDependencies {
  readonly urls: ServiceDatabaseUrls;
  readonly newId: NewId;
  readonly random: Random;
  /** Signs user tokens; its public half is among `publicKeys`. */
  readonly signingKey: SigningKey;
}

/** The service, and what its operator does without a route. */
export interface AuthUser extends Service {
  createTenant(draft: TenantDraft): Promise<Result<CreatedTenant, Refusal<'tenant/duplicate'>>>;
  tenantBySlug(slug: string): Promise<{ readonly id: Id<'tenant'>; readonly status: string } | undefined>;
}

/** Where this service's migrations are, for whoever makes test databases. */
export const AUTH_USER_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Tenants, users, roles, staff of a store, sign-in. Opens no session before it is started. */
export function createAuthUserService(dependencies: AuthUserDependencies): AuthUser {
  const { urls, clock, newId, log } = dependencies;
  const database = openDatabase(urls, {
    onIdleError: (error) => log.warn({ err: error }, 'an idle database session ended'),
  });
  const tools = handlerTools(database, clock, newId);
  const app = new Hono();
  serveRoutes(
    app,
    authUserRoutes,
    {
      ...signInHandlers({ ...dependencies, database }),
      ...userHandlers(tools),
      ...roleHandlers(tools),
      ...pinHandlers(tools),
    },
    dependencies,
  );
  return {
    name: 'auth-user',
    app,
    start: async () => {
      await migrate({ ownerUrl: urls.owner, dir: AUTH_USER_MIGRATIONS });
    },
    stop: () => database.close(),
    health: async () => ({ ok: await database.isReachable() }),
    createTenant: (draft) => createTenant({ database, clock, newId }, draft),
    tenantBySlug: (slug) => tenantBySlug(database, slug),
  };
}
