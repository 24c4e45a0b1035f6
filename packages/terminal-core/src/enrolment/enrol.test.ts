import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { StoreFixture } from '../journal/_journal-fixture.ts';
import { enrol } from './enrol.ts';
import { readIdentity } from './identity-file.ts';

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server = null;
});

/** A cloud that enrols whoever asks, and says `more`. */
async function cloud(store: StoreFixture, more: object): Promise<string> {
  const { certificate, tenantPublicKey, tenant, store: storeId, terminal, epoch } = store.identity();
  const answer = { certificate, tenantPublicKey, tenantId: tenant, storeId, terminalId: terminal, epoch };
  const listening = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...answer, ...more }));
  });
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

describe('an enrolment', () => {
  it('keeps the receipt series that the cloud says were used, for every journal of this terminal', async () => {
    using store = new StoreFixture();
    const path = `${store.directory}/identity.json`;
    const gatewayUrl = await cloud(store, { seriesUsed: 7 });
    const identity = await enrol({ gatewayUrl, code: 'A', path });
    expect(identity.seriesUsed).toBe(7);
    expect(readIdentity(path)).toEqual(identity);
  });

  it('by a cloud that says nothing of series is one all the same', async () => {
    using store = new StoreFixture();
    const path = `${store.directory}/identity.json`;
    const identity = await enrol({ gatewayUrl: await cloud(store, {}), code: 'A', path });
    expect(identity.seriesUsed).toBeUndefined();
    expect(readIdentity(path)).toEqual(identity);
  });
});
