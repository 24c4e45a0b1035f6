import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TestCloud } from '../_cloud.ts';
import { newId, note, type TestTill } from '../_test-till.ts';
import { storeBatch } from './store-batch.ts';

let cloud: TestCloud;
let till: TestTill;

beforeAll(async () => {
  cloud = await TestCloud.start(inject('postgresUrl'));
  ({ till } = await cloud.enrol(await cloud.tenant(), newId()));
  for (let at = 2; at <= 4; at += 1) till.append([note(`entry ${at}`)]);
  const { tenantId: tenant, storeId: store, terminalId: terminal } = till.identity;
  await storeBatch(cloud.journal, { tenant, store, terminal }, till.batch(1, 4));
});
afterAll(() => cloud[Symbol.asyncDispose]());

const tokenOf = async (asker: TestTill) => (await cloud.askToken(asker)).body['accessToken'] as string;

describe('GET /v1/chains/{chain}/entries', () => {
  it('gives a till of the store what the cloud has, byte for byte', async () => {
    const { status, body } = await cloud.get(`/v1/chains/${till.own}/entries?after=1`, await tokenOf(till));
    expect(status).toBe(200);
    expect(body['batch']).toEqual(till.batch(2, 4));
  });

  it('has nothing beyond the head, nor of a chain that is none', async () => {
    const token = await tokenOf(till);
    for (const path of [`${till.own}/entries?after=4`, `${'0'.repeat(64)}/entries`, 'nonsense/entries']) {
      expect(await cloud.get(`/v1/chains/${path}`, token), path).toEqual({
        status: 200,
        body: { batch: null },
      });
    }
  });

  it('names a malformed place', async () => {
    const answer = await cloud.get(`/v1/chains/${till.own}/entries?after=-1`, await tokenOf(till));
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'request/invalid', field: 'query.after' } },
    });
  });

  it('is nothing to another store, another tenant, or a user', async () => {
    const { till: sister } = await cloud.enrol(till.identity.tenantId, newId());
    const { till: neighbour } = await cloud.enrol(await cloud.tenant(), newId());
    for (const asker of [sister, neighbour]) {
      const answer = await cloud.get(`/v1/chains/${till.own}/entries`, await tokenOf(asker));
      expect(answer).toEqual({ status: 200, body: { batch: null } });
    }
    const user = await cloud.userToken(till.identity.tenantId);
    expect((await cloud.get(`/v1/chains/${till.own}/entries`, user)).status).toBe(403);
  });
});
