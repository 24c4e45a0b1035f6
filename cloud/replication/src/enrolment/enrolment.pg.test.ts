import { certificateToSign } from '@beaveros/protocol/exchange';
import { verifyAccessToken } from '@beaveros/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { TestCloud } from '../_cloud.ts';
import { CLOCK, newId, TestKey } from '../_test-till.ts';
import { isSignedBy } from '../keys/ed25519.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
});
afterAll(() => cloud[Symbol.asyncDispose]());

let tenant: string;
let store: string;
beforeEach(async () => {
  tenant = await cloud.tenant();
  store = newId();
});

async function codeFor(terminal: string): Promise<string> {
  const { body } = await cloud.post(
    `/v1/terminals/${terminal}/enrolment-codes`,
    { storeId: store },
    await cloud.userToken(tenant),
  );
  return body['code'] as string;
}
const enrol = (code: string, key = new TestKey()) =>
  cloud.post('/v1/enrolments', { code, publicKey: key.publicKey });

describe('an enrolment code', () => {
  it('gives a certificate that the tenant’s key signed, for the next epoch', async () => {
    const [terminal, key] = [newId(), new TestKey()];
    const first = await enrol(await codeFor(terminal), key);
    expect(first).toMatchObject({
      status: 200,
      body: { tenantId: tenant, storeId: store, terminalId: terminal, epoch: 1 },
    });
    const certificate = first.body['certificate'] as { text: string; signature: string };
    expect(JSON.parse(certificate.text)).toMatchObject({
      tenant,
      store,
      terminal,
      epoch: 1,
      publicKey: key.publicKey,
    });
    const tenantKey = Buffer.from(first.body['tenantPublicKey'] as string, 'base64');
    expect(
      isSignedBy(
        tenantKey,
        certificateToSign(certificate.text),
        Buffer.from(certificate.signature, 'base64'),
      ),
    ).toBe(true);
    expect(await cloud.replication.createTenant(tenant)).toBe(first.body['tenantPublicKey']);
    expect(await enrol(await codeFor(terminal))).toMatchObject({ body: { epoch: 2 } });
  });

  it('works once; the same key again gets the same answer, another key nothing', async () => {
    const [code, key] = [await codeFor(newId()), new TestKey()];
    const first = await enrol(code, key);
    expect(await enrol(code, key)).toEqual(first);
    expect(await enrol(code)).toMatchObject({
      status: 401,
      body: { error: { code: 'enrolment/wrong-credentials' } },
    });
  });

  it('may be typed in lower case, with blanks, with O for 0 and L for 1', async () => {
    const code = await codeFor(newId());
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await enrol(typed)).status).toBe(200);
  });

  it('is refused when it is unknown or has expired', async () => {
    expect(await enrol('AAAA-BBBB-CCCC')).toMatchObject({
      body: { error: { code: 'enrolment/wrong-credentials' } },
    });
    const code = await codeFor(newId());
    await cloud.owner.query(
      "update enrolment_codes set expires_at = now() - interval '1 second' where tenant_id = $1",
      [tenant],
    );
    expect(await enrol(code)).toMatchObject({ body: { error: { code: 'enrolment/wrong-credentials' } } });
  });

  it('is used by one of two tills that try it at once', async () => {
    const code = await codeFor(newId());
    const answers = await Promise.all([enrol(code), enrol(code), enrol(code)]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401]);
  });

  it('is made only by whoever may manage devices of that store, in a tenant that has a key', async () => {
    const ask = async (more: object, of = tenant) =>
      (
        await cloud.post(
          `/v1/terminals/${newId()}/enrolment-codes`,
          { storeId: store },
          await cloud.userToken(of, more),
        )
      ).body.error?.code;
    expect(await ask({ permissions: ['can_sell'] })).toBe('permission/missing');
    expect(await ask({ storeIds: [newId()] })).toBe('store/not-yours');
    expect(await ask({}, newId())).toBe('tenant/not-found');
    expect(await ask({ storeIds: [store] })).toBeUndefined();
  });

  it('is nowhere in the database, and neither is a private key', async () => {
    const code = await codeFor(newId());
    const dump = async (table: string) =>
      JSON.stringify((await cloud.owner.query(`select * from ${table}`)).rows);
    for (const table of ['enrolment_codes', 'enrolment_code_tenants'])
      expect(await dump(table)).not.toContain(code);
    const { rows } = await cloud.owner.query<{ sealed_private_key: Buffer }>(
      'select sealed_private_key from tenant_keys where tenant_id = $1',
      [tenant],
    );
    // PKCS #8 of Ed25519 begins so (RFC 8410 section 7).
    expect(rows[0]!.sealed_private_key.includes(Buffer.from('302e020100300506032b6570', 'hex'))).toBe(false);
    expect(cloud.logged.join('')).not.toContain(code);
  });
});

describe('a terminal’s token', () => {
  it('says who the terminal is, for ten minutes', async () => {
    const { till } = await cloud.enrol(tenant, store);
    const { status, body } = await cloud.askToken(till);
    expect(status).toBe(200);
    expect(Math.abs((body['expiresAt'] as number) - CLOCK.now() - 600_000)).toBeLessThan(5_000);
    expect(await verifyAccessToken([cloud.signingKey], body['accessToken'] as string, CLOCK.now())).toEqual({
      ok: true,
      value: {
        kind: 'terminal',
        tenantId: tenant,
        storeId: store,
        terminalId: till.identity.terminalId,
        epoch: 1,
      },
    });
  });

  it('needs the key of the certificate, a certificate of ours, and a clock near ours', async () => {
    const { till } = await cloud.enrol(tenant, store);
    const { till: other } = await cloud.enrol(tenant, store);
    const sign = (issuedAt: number) => ({
      issuedAt,
      signature: till.key.sign(Buffer.from(`beaveros-token/1\n${till.identity.terminalId}\n${issuedAt}`)),
    });
    const wrong = 'terminal/wrong-credentials';
    const cases: readonly (readonly [object, string, string | undefined])[] = [
      [{ certificate: other.identity.certificate }, wrong, 'body.signature'],
      [
        { certificate: { ...till.identity.certificate, signature: other.identity.certificate.signature } },
        wrong,
        'body.certificate.signature',
      ],
      [{ certificate: { ...till.identity.certificate, text: '{}' } }, wrong, 'body.certificate.text'],
      [
        {
          certificate: {
            ...till.identity.certificate,
            text: till.identity.certificate.text.replace(tenant, newId()),
          },
        },
        wrong,
        'body.certificate.signature',
      ],
      [{ issuedAt: 5 }, wrong, 'body.signature'],
      [sign(CLOCK.now() - 301_000), 'terminal/wrong-clock', undefined],
      [sign(CLOCK.now() + 301_000), 'terminal/wrong-clock', undefined],
    ];
    for (const [change, code, field] of cases) {
      expect((await cloud.askToken(till, change as never)).body.error).toMatchObject({
        code,
        ...(field === undefined ? {} : { field }),
      });
    }
    expect(await cloud.askToken(till, { signature: 'x' })).toMatchObject({
      status: 400,
      body: { error: { field: 'body.signature' } },
    });
  });
});
