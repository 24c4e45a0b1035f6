import {
  type Clock,
  type Id,
  type Instant,
  id,
  instant,
  type NewId,
  ok,
  type Random,
  type Refusal,
  type Result,
  refuse,
} from '@beaveros/kit';
import { type authUserRoutes } from '@beaveros/protocol/gateway';
import {
  type Database,
  type Handlers,
  type Identity,
  issueAccessToken,
  type SigningKey,
  type Transaction,
} from '@beaveros/service-kit';
import { type AttemptRefusal, clearAttempts, takeAttempt } from './attempts.ts';
import { personById } from './people.ts';
import {
  mintRefreshToken,
  parseRefreshToken,
  revokePresented,
  revokeSessionsOf,
  useRefreshToken,
} from './refresh-tokens.ts';
import { hashSecret, isSecret } from './secrets.ts';

/** Short, because a token outlives the change of a role by so much. */
const ACCESS_TOKEN_MS = 10 * 60 * 1_000;

export interface SignInDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly random: Random;
  readonly signingKey: SigningKey;
}

type SignInHandlers = Pick<
  Handlers<typeof authUserRoutes>,
  'signIn' | 'refreshSession' | 'signOut' | 'changeMyPassword'
>;

/** Handlers of everything that looks at a password or a refresh token. */
export function signInHandlers(dependencies: SignInDependencies): SignInHandlers {
  const { database, clock } = dependencies;
  return {
    signIn: async ({ body: { tenant: slug, username, password } }) => {
      const tenant = await tenantBySlug(database, slug);
      if (tenant === undefined) {
        await isSecret(undefined, password); // The same work as for a tenant that exists.
        return refuse({ code: 'auth/wrong-credentials' });
      }
      const checked = await checkPassword(dependencies, { tenantId: tenant.id, username, password });
      if (!checked.ok) return checked;
      // Only now, so that a stranger learns nothing about accounts.
      const { userId, isActive } = checked.value;
      if (!isActive) return refuse({ code: 'auth/user-inactive' });
      if (tenant.status !== 'active') return refuse({ code: 'auth/tenant-suspended' });
      const now = clock.now();
      return ok(
        await database.withTenant(tenant.id, async (tx) => {
          await tx.query('update users set last_login_at = $2 where id = $1', [userId, new Date(now)]);
          return await openSession(tx, dependencies, {
            tenantId: tenant.id,
            userId,
            familyId: dependencies.newId(),
            now,
          });
        }),
      );
    },

    refreshSession: async ({ body }) => {
      const presented = parseRefreshToken(body.refreshToken);
      if (presented === null) return refuse({ code: 'session/wrong-credentials' });
      const { tenantId } = presented;
      // No transaction that a refusal undoes: the revocation of a family must stand.
      return await database.withTenant(tenantId, async (tx): Promise<Result<Session, Refusal>> => {
        const now = clock.now();
        // Before the token is used up: a suspended tenant goes on with its sessions when it is back.
        const [tenant] = await tx.query<{ status: string }>('select status from tenants where id = $1', [
          tenantId,
        ]);
        if (tenant === undefined) return refuse({ code: 'session/wrong-credentials' });
        if (tenant.status !== 'active') return refuse({ code: 'auth/tenant-suspended' });
        const used = await useRefreshToken(tx, presented, now);
        if (!used.ok) return used;
        const [user] = await tx.query<{ is_active: boolean }>('select is_active from users where id = $1', [
          used.value.userId,
        ]);
        if (user?.is_active !== true) return refuse({ code: 'auth/user-inactive' });
        return ok(await openSession(tx, dependencies, { tenantId, ...used.value, now }));
      });
    },

    signOut: async ({ body }) => {
      const presented = parseRefreshToken(body.refreshToken);
      if (presented !== null) {
        await database.withTenant(presented.tenantId, (tx) => revokePresented(tx, presented, clock.now()));
      }
      return ok({});
    },

    changeMyPassword: async ({ identity, body }) => {
      const { tenantId, userId } = identity;
      const me = await database.withReadOnlyTenant(tenantId, (tx) => personById(tx, userId));
      if (me === undefined) return refuse({ code: 'user/not-found' });
      const { username } = me.view;
      const checked = await checkPassword(dependencies, { tenantId, username, password: body.current });
      if (!checked.ok) return checked;
      const hashed = await hashSecret(body.password);
      await database.withTenant(tenantId, async (tx) => {
        await tx.query('update users set password_hash = $2, updated_at = now() where id = $1', [
          userId,
          hashed,
        ]);
        await revokeSessionsOf(tx, userId, clock.now());
      });
      return ok({});
    },
  };
}

/** The tenant a slug names; asked before a tenant is known, through the one narrow function that may. */
export async function tenantBySlug(
  database: Database,
  slug: string,
): Promise<{ readonly id: Id<'tenant'>; readonly status: string } | undefined> {
  const rows = await database.withoutTenant((tx) =>
    tx.query<{ id: string; status: string }>('select id, status from tenant_by_slug($1)', [slug]),
  );
  const row = rows[0];
  return row === undefined ? undefined : { id: id<'tenant'>(row.id), status: row.status };
}

interface Credentials {
  readonly tenantId: Id<'tenant'>;
  readonly username: string;
  readonly password: string;
}

/** Takes an attempt, then compares outside of any transaction: a hash takes 30 ms and a session is dear. */
async function checkPassword(
  { database, clock }: SignInDependencies,
  { tenantId, username, password }: Credentials,
): Promise<
  Result<
    { readonly userId: string; readonly isActive: boolean },
    AttemptRefusal | Refusal<'auth/wrong-credentials'>
  >
> {
  const now = clock.now();
  const found = await database.withTenant(tenantId, async (tx) => {
    const taken = await takeAttempt(tx, { tenantId, username, now });
    if (!taken.ok) return taken;
    const rows = await tx.query<{ id: string; password_hash: string; is_active: boolean }>(
      'select id, password_hash, is_active from users where lower(username) = $1',
      [username],
    );
    return ok(rows[0]);
  });
  if (!found.ok) return found;
  const user = found.value;
  if (!(await isSecret(user?.password_hash, password)) || user === undefined)
    return refuse({ code: 'auth/wrong-credentials' });
  await database.withTenant(tenantId, (tx) => clearAttempts(tx, tenantId, username));
  return ok({ userId: user.id, isActive: user.is_active });
}

interface Session {
  readonly accessToken: string;
  readonly expiresAt: Instant;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Instant;
}

interface Opening {
  readonly tenantId: Id<'tenant'>;
  readonly userId: string;
  readonly familyId: string;
  readonly now: Instant;
}

async function openSession(
  tx: Transaction,
  dependencies: SignInDependencies,
  opening: Opening,
): Promise<Session> {
  const { tenantId, userId, now } = opening;
  const { signingKey, newId, random } = dependencies;
  const person = await personById(tx, userId);
  if (person === undefined) throw new TypeError('a session was opened for nobody');
  const identity: Identity = {
    kind: 'user',
    tenantId,
    userId: id<'user'>(userId),
    storeIds: person.view.hasAllStores ? 'all' : person.view.storeIds.map((store) => id<'store'>(store)),
    permissions: person.permissions,
  };
  const refresh = await mintRefreshToken(tx, { ...opening, newId, random });
  return {
    accessToken: await issueAccessToken(signingKey, identity, now, ACCESS_TOKEN_MS),
    expiresAt: instant(now + ACCESS_TOKEN_MS),
    refreshToken: refresh.text,
    refreshExpiresAt: refresh.expiresAt,
  };
}
