import { decodeJwt } from 'jose';
import { PERMISSIONS } from '@beaveros/domain/auth-user';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { ADMIN, type House, openHouse } from './_house.ts';

const MINUTE = 60_000;
let house: House;
let slug: string;
let count = 0;

beforeAll(async () => {
  house = await openHouse(inject('postgresUrl'));
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(async () => {
  count += 1;
  slug = `tenant-${count}`;
  await house.tenant(slug);
});

const tryIn = (more: object = {}) =>
  house.call('POST', '/v1/sign-in', { body: { tenant: slug, ...ADMIN, ...more } });
const refresh = (refreshToken: string) =>
  house.call('POST', '/v1/sign-in/refresh', { body: { refreshToken } });

describe('sign-in', () => {
  it('gives an access token with the permissions and stores of the user', async () => {
    const { status, body } = await tryIn({ username: '  ADA ' });
    expect(status).toBe(200);
    expect(decodeJwt(body.accessToken)['who']).toMatchObject({
      kind: 'user',
      storeIds: 'all',
      permissions: PERMISSIONS.toSorted(),
    });
    expect(body.expiresAt).toBe(house.clock.now() + 10 * MINUTE);
    const me = await house.call('GET', '/v1/me', { token: body.accessToken });
    expect(me.body).toMatchObject({ username: 'ada', storeIds: 'all' });
    expect(
      await house.sql(
        'select last_login_at from users u join tenants t on t.id = u.tenant_id where slug = $1',
        [slug],
      ),
    ).toEqual([{ last_login_at: new Date(house.clock.now()) }]);
  });

  it('answers an unknown tenant, an unknown user and a wrong password alike', async () => {
    const answers = [
      await tryIn({ tenant: 'nobody' }),
      await tryIn({ username: 'eve' }),
      await tryIn({ password: 'wrong' }),
    ];
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401, body: { error: { code: 'auth/wrong-credentials' } } });
  });

  it.each([['ada'], ['nobody-here']])(
    'slows guesses for %s down after five, also those made at once',
    async (username) => {
      const guesses = await Promise.all(
        Array.from({ length: 12 }, () => tryIn({ username, password: 'wrong' })),
      );
      expect(guesses.filter(({ status }) => status === 401)).toHaveLength(5);
      expect(guesses.filter(({ status }) => status === 429)).toHaveLength(7);
      expect((await tryIn({ username })).body.error).toMatchObject({
        code: 'auth/too-many',
        details: { retryAfterMs: 1_000 },
      });
      house.clock.advance(1_000);
      expect((await tryIn({ username, password: 'wrong' })).status).toBe(401);
      expect((await tryIn({ username, password: 'wrong' })).body.error.details).toEqual({
        retryAfterMs: 2_000,
      });
    },
  );

  it('never locks for more than a quarter of an hour, forgets after a success, and touches no other user or tenant', async () => {
    await house.tenant(`${slug}-b`);
    const waits: number[] = [];
    for (let guess = 0; guess < 20; guess += 1) {
      expect((await tryIn({ password: 'wrong' })).status).toBe(401);
      const [row] = await house.sql(
        'select locked_until from sign_in_attempts a join tenants t on t.id = a.tenant_id where slug = $1',
        [slug],
      );
      waits.push((row!['locked_until'] as Date).getTime() - house.clock.now());
      house.clock.advance(waits.at(-1)!);
    }
    expect(waits.map((ms) => ms / 1_000)).toEqual([
      0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900, 900,
    ]);
    expect((await tryIn({ tenant: `${slug}-b` })).status).toBe(200);
    expect((await tryIn()).status).toBe(200);
    for (let guess = 0; guess < 5; guess += 1) expect((await tryIn({ password: 'wrong' })).status).toBe(401);
    expect((await tryIn()).status).toBe(429);
  });

  it('keeps a bounded memory of names that nobody has', async () => {
    for (let guess = 0; guess < 3; guess += 1) await tryIn({ username: `ghost-${guess}` });
    house.clock.advance(25 * 60 * MINUTE);
    await tryIn({ username: 'ghost-last' });
    expect(await house.sql("select username from sign_in_attempts where username like 'ghost%'")).toEqual([
      { username: 'ghost-last' },
    ]);
  });

  it('tells an inactive user and a suspended tenant only to who knows the password', async () => {
    await house.sql("update tenants set status = 'suspended' where slug = $1", [slug]);
    expect((await tryIn({ password: 'wrong' })).body.error.code).toBe('auth/wrong-credentials');
    expect((await tryIn()).body.error.code).toBe('auth/tenant-suspended');
    await house.sql(
      'update users set is_active = false from tenants t where t.id = tenant_id and slug = $1',
      [slug],
    );
    expect((await tryIn()).body.error.code).toBe('auth/user-inactive');
  });

  it.each([
    [{ tenant: 'Not A Slug' }, 'body.tenant'],
    [{ username: '' }, 'body.username'],
    [{ password: 'x'.repeat(257) }, 'body.password'],
    [{ extra: 1 }, 'body.extra'],
  ])('names the bad field of %j', async (more, field) => {
    expect((await tryIn(more)).body.error).toMatchObject({ code: 'request/invalid', field });
  });
});

describe('a refresh token', () => {
  it('is used up by a refresh, which answers the next one', async () => {
    const first = await house.signIn(slug);
    house.clock.advance(9 * MINUTE);
    const second = await refresh(first.refreshToken);
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    expect((await refresh(second.body.refreshToken)).status).toBe(200);
  });

  it('ends its whole session, and no other, when a used one comes again', async () => {
    const [stolen, other] = [await house.signIn(slug), await house.signIn(slug)];
    const next = await refresh(stolen.refreshToken);
    expect((await refresh(stolen.refreshToken)).body.error.code).toBe('session/revoked');
    expect((await refresh(next.body.refreshToken)).body.error.code).toBe('session/revoked');
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it('works for exactly one of two that come at once', async () => {
    const { refreshToken } = await house.signIn(slug);
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403]);
  });

  it('expires after thirty days, is swept at the next sign-in, and is not guessed', async () => {
    const { refreshToken } = await house.signIn(slug);
    const [tenantId, tokenId] = refreshToken.split('.');
    expect((await refresh(`${tenantId}.${tokenId}.${'A'.repeat(43)}`)).body.error.code).toBe(
      'session/wrong-credentials',
    );
    expect((await refresh('nonsense')).body.error.code).toBe('session/wrong-credentials');
    house.clock.advance(30 * 24 * 60 * MINUTE);
    expect((await refresh(refreshToken)).body.error.code).toBe('session/wrong-credentials');
    await house.signIn(slug);
    expect(await house.sql('select id from refresh_tokens where id = $1', [tokenId])).toEqual([]);
  });

  it('ends with sign-out, with a new password and with deactivation', async () => {
    const out = await house.signIn(slug);
    expect(
      (await house.call('POST', '/v1/sign-out', { body: { refreshToken: out.refreshToken } })).status,
    ).toBe(200);
    expect((await refresh(out.refreshToken)).body.error.code).toBe('session/revoked');

    const mine = await house.signIn(slug);
    const password = 'another good password';
    const change = (current: string) =>
      house.call('PUT', '/v1/me/password', { token: mine.accessToken, body: { current, password } });
    expect((await change('wrong')).body.error.code).toBe('auth/wrong-credentials');
    expect((await change(ADMIN.password)).status).toBe(200);
    expect((await refresh(mine.refreshToken)).body.error.code).toBe('session/revoked');
    expect((await house.signIn(slug, { ...ADMIN, password })).accessToken).toBeTruthy();
  });

  it('is neither used up nor revoked while its tenant is suspended', async () => {
    const { refreshToken } = await house.signIn(slug);
    await house.sql("update tenants set status = 'suspended' where slug = $1", [slug]);
    expect((await refresh(refreshToken)).body.error.code).toBe('auth/tenant-suspended');
    await house.sql("update tenants set status = 'active' where slug = $1", [slug]);
    expect((await refresh(refreshToken)).status).toBe(200);
  });
});

it('writes no password, token or hash to the log or the audit log', async () => {
  const session = await house.signIn(slug);
  await tryIn({ password: 'a very secret guess' });
  const audit = JSON.stringify(await house.sql('select * from audit_log'));
  const [, , secret] = session.refreshToken.split('.');
  for (const word of [ADMIN.password, 'a very secret guess', session.accessToken, secret!, 'argon2id']) {
    expect(house.logged()).not.toContain(word);
    expect(audit).not.toContain(word);
  }
});
