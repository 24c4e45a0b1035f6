import { randomBytes } from 'node:crypto';
import { type Id, id, type Instant, idMinter, instant } from '@beaveros/kit';
import type { SessionView } from '@beaveros/protocol/gateway';
import { generateSigningKey } from '@beaveros/service-kit';
import { createTestDatabase } from '@beaveros/service-kit/testing';
import pg from 'pg';
import { pino } from 'pino';
import { AUTH_USER_MIGRATIONS, type AuthUser, createAuthUserService, type CreatedTenant } from './index.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every route.
export type Loose = any;

export const ADMIN = { username: 'ada', password: 'correct horse battery' } as const;

export interface Answer {
  readonly status: number;
  readonly body: Loose;
}

/** The service over a database of its own, with a clock that moves only when told and a log that can be searched. */
export interface House extends AsyncDisposable {
  readonly service: AuthUser;
  readonly clock: { now: () => Instant; advance: (ms: number) => void };
  readonly logged: () => string;
  /** A session of the role that the service has. */
  readonly appUrl: string;
  readonly newId: () => string;
  tenant(slug: string): Promise<CreatedTenant>;
  call(
    method: string,
    path: string,
    options?: { readonly token?: string; readonly body?: unknown },
  ): Promise<Answer>;
  signIn(slug: string, who?: { readonly username: string; readonly password: string }): Promise<SessionView>;
  /** As the owner, past row-level security. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

export async function openHouse(postgresUrl: string): Promise<House> {
  const test = await createTestDatabase({
    postgresUrl,
    service: 'auth-user',
    migrationsDir: AUTH_USER_MIGRATIONS,
  });
  let at = 1_795_000_000_000;
  const clock = {
    now: () => instant(at),
    advance: (ms: number) => {
      at += ms;
    },
  };
  const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
  const newId = idMinter(clock, random);
  const key = await generateSigningKey('test');
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const service = createAuthUserService({
    urls: test.urls,
    clock,
    random,
    newId,
    log,
    signingKey: key,
    publicKeys: () => [key],
    newRequestId: () => 'request-of-a-test',
  });
  await service.start();
  const owner = new pg.Pool({ connectionString: test.urls.owner, max: 2 });

  const call: House['call'] = async (method, path, { token, body } = {}) => {
    const response = await service.app.request(path, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    service,
    clock,
    call,
    appUrl: test.urls.app,
    newId: () => newId(),
    logged: () => lines.join(''),
    tenant: async (slug) => {
      const tenantId: Id<'tenant'> = id(newId());
      const created = await service.createTenant({ id: tenantId, slug, name: `The ${slug}`, admin: ADMIN });
      if (!created.ok) throw new Error(created.refusal.code);
      return created.value;
    },
    signIn: async (slug, who = ADMIN) => {
      const { status, body } = await call('POST', '/v1/sign-in', { body: { tenant: slug, ...who } });
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body;
    },
    sql: async (text, values = []) => (await owner.query(text, [...values])).rows,
    [Symbol.asyncDispose]: async () => {
      await owner.end();
      await service.stop();
      await test.dispose();
    },
  };
}
