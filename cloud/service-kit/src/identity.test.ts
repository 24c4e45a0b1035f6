import { type Instant, id, instant, ok, refuse } from '@beaveros/kit';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  exportSigningKey,
  generateSigningKey,
  type Identity,
  importSigningKey,
  issueAccessToken,
  type PublicKey,
  type SigningKey,
  verifyAccessToken,
} from './index.ts';

const NOW = instant(1_795_000_000_000);
const TTL_MS = 15 * 60_000;
const later = (ms: number): Instant => instant(NOW + ms);

const USER: Identity = {
  kind: 'user',
  tenantId: id('0192f0c0-0000-7000-8000-00000000000a'),
  userId: id('0192f0c0-0000-7000-8000-000000000001'),
  storeIds: [id('0192f0c0-0000-7000-8000-0000000000f1')],
  permissions: ['items.write'],
};
const TERMINAL: Identity = {
  kind: 'terminal',
  tenantId: id('0192f0c0-0000-7000-8000-00000000000a'),
  storeId: id('0192f0c0-0000-7000-8000-0000000000f1'),
  terminalId: id('0192f0c0-0000-7000-8000-0000000000e1'),
  epoch: 2,
};

let key: SigningKey & PublicKey;
let other: SigningKey & PublicKey;
beforeAll(async () => {
  [key, other] = await Promise.all([generateSigningKey('k1'), generateSigningKey('k1')]);
});

const claims = {
  who: USER,
  iss: 'beaveros/gateway',
  aud: 'beaveros/cloud',
  iat: NOW / 1000,
  nbf: NOW / 1000,
  exp: NOW / 1000 + 60,
};
const signed = (payload: object, header: object = {}) =>
  new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', typ: 'at+jwt', ...header })
    .sign(key.privateKey);

describe('an access token', () => {
  it.each([
    ['a user', USER],
    ['a user of all stores', { ...USER, storeIds: 'all' } as const],
    ['a terminal', TERMINAL],
  ])('carries %s through', async (_name, identity) => {
    const token = await issueAccessToken(key, identity, NOW, TTL_MS);
    expect(await verifyAccessToken([key], token, later(TTL_MS - 1_000))).toEqual(ok(identity));
  });

  it('expires', async () => {
    const token = await issueAccessToken(key, USER, NOW, TTL_MS);
    expect(await verifyAccessToken([key], token, later(TTL_MS + 6_000))).toEqual(
      refuse({ code: 'token/expired' }),
    );
  });

  it('is invalid before its time, under another key of the same name, and under an unknown name', async () => {
    const token = await issueAccessToken(key, USER, NOW, TTL_MS);
    const invalid = refuse({ code: 'token/invalid' });
    expect(await verifyAccessToken([key], token, later(-60_000))).toEqual(invalid);
    expect(await verifyAccessToken([other], token, NOW)).toEqual(invalid);
    expect(await verifyAccessToken([{ ...key, keyId: 'k2' }], token, NOW)).toEqual(invalid);
    expect(await verifyAccessToken([], token, NOW)).toEqual(invalid);
  });

  it('is invalid with a changed payload, another issuer or another audience', async () => {
    const invalid = refuse({ code: 'token/invalid' });
    const [header, , signature] = (await signed(claims)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, who: { ...USER, storeIds: 'all' } })).toString(
      'base64url',
    );
    expect(await verifyAccessToken([key], `${header}.${forged}.${signature}`, NOW)).toEqual(invalid);
    expect(await verifyAccessToken([key], await signed({ ...claims, iss: 'someone' }), NOW)).toEqual(invalid);
    expect(await verifyAccessToken([key], await signed({ ...claims, aud: 'something' }), NOW)).toEqual(
      invalid,
    );
    expect(await verifyAccessToken([key], await signed({ ...claims, exp: undefined }), NOW)).toEqual(invalid);
    expect(await verifyAccessToken([key], await signed(claims, { typ: 'JWT' }), NOW)).toEqual(invalid);
  });

  it('is not accepted unsigned, nor signed with another algorithm', async () => {
    const unsecured = new UnsecuredJWT(claims).encode();
    expect((await verifyAccessToken([key], unsecured, NOW)).ok).toBe(false);
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1', typ: 'at+jwt' })
      .sign(new Uint8Array(32));
    expect(await verifyAccessToken([key], symmetric, NOW)).toEqual(refuse({ code: 'token/invalid' }));
  });

  it.each(['', 'x', 'a.b.c', '...', 'é'.repeat(20)])('is malformed as %j', async (token) => {
    expect(await verifyAccessToken([key], token, NOW)).toEqual(refuse({ code: 'token/malformed' }));
  });

  it('is malformed when it is too long to be one', async () => {
    const token = await issueAccessToken(key, USER, NOW, TTL_MS);
    expect(await verifyAccessToken([key], token.padEnd(9_000, 'A'), NOW)).toEqual(
      refuse({ code: 'token/malformed' }),
    );
  });

  it('is malformed when it is well signed but says something else', async () => {
    const malformed = refuse({ code: 'token/malformed' });
    for (const who of [
      undefined,
      null,
      'admin',
      { ...USER, tenantId: 'x' },
      { ...USER, admin: true },
      { ...TERMINAL, epoch: 0 },
    ]) {
      expect(await verifyAccessToken([key], await signed({ ...claims, who }), NOW)).toEqual(malformed);
    }
  });

  it('verifies under a key that was stored and read again, and under one of several', async () => {
    const kept = await importSigningKey(JSON.parse(JSON.stringify(await exportSigningKey(key))));
    const token = await issueAccessToken(kept, TERMINAL, NOW, TTL_MS);
    const second = await generateSigningKey('k2');
    expect(await verifyAccessToken([second, key], token, NOW)).toEqual(ok(TERMINAL));
    // Read again, the private part cannot be had out of the process any more.
    await expect(exportSigningKey(kept)).rejects.toThrow(/non-extractable/);
  });
});
