// The journal service by itself, in a process of its own: what takes in entries, without those that follow it. Enrols
// `tills` tills of a fresh tenant through its own routes and prints what each needs to connect on its ready line.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { provisionServiceDatabase } from '@beaveros/host/postgres';
import { type Id, idMinter, instant } from '@beaveros/kit';
import { createReplication } from '@beaveros/replication';
import { generateSigningKey, issueAccessToken, listen } from '@beaveros/service-kit';
import * as z from 'zod';
import { told } from '../run-entry.ts';

const TOKEN_TTL_MS = 600_000;
const SILENT = { info: () => {}, warn: say, error: say, debug: () => {}, child: () => SILENT };

const { postgresUrl, tills } = z.object({ postgresUrl: z.string(), tills: z.int() }).parse(told());
const clock = { now: () => instant(Date.now()) };
const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const newId = idMinter(clock, random);
const urls = await provisionServiceDatabase({
  adminUrl: postgresUrl,
  service: 'replication',
  database: 'bench_ingress',
  secret: 'of a benchmark, on this machine only',
});
const signingKey = await generateSigningKey('bench');
const replication = createReplication({
  urls,
  signingKey,
  publicKeys: () => [signingKey],
  sealKey: randomBytes(32),
  clock,
  random,
  newId,
  newRequestId: randomUUID,
  log: SILENT as never,
});
await replication.start();
const { url, server } = await listen(replication.app, { port: 0, hostname: '127.0.0.1' });
server.on('upgrade', (request, socket, head) => replication.handleUpgrade(request as never, socket, head));
const tenant = newId<'tenant'>();
await replication.createTenant(tenant);
const enrolled = [];
for (let at = 0; at < tills; at += 1) enrolled.push(await enrolTill());
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
process.stdout.write(
  `${JSON.stringify({ ready: true, url: `${url.replace('http', 'ws')}/v1/exchange`, tills: enrolled })}\n`,
);

/** Each in a store of its own, so that no chain comes back to another. */
async function enrolTill(): Promise<object> {
  const store = newId<'store'>();
  const user = {
    kind: 'user' as const,
    tenantId: tenant,
    userId: newId<'user'>(),
    storeIds: 'all' as const,
    permissions: ['can_manage_devices'],
  };
  const token = await issueAccessToken(signingKey, user, clock.now(), TOKEN_TTL_MS);
  const { code } = await post(`/v1/terminals/${newId()}/enrolment-codes`, { storeId: store }, token);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64');
  const answer = await post('/v1/enrolments', { code, publicKey: raw });
  const { terminalId, epoch } = answer as { terminalId: Id<'terminal'>; epoch: number };
  const terminal = { kind: 'terminal' as const, tenantId: tenant, storeId: store, terminalId, epoch };
  return {
    ...answer,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    token: await issueAccessToken(signingKey, terminal, clock.now(), TOKEN_TTL_MS),
  };
}

async function post(path: string, body: object, token?: string): Promise<Readonly<Record<string, unknown>>> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

function say(...words: unknown[]): void {
  process.stderr.write(
    `${JSON.stringify(words, (_key, value: unknown) => (value instanceof Error ? value.stack : value))}\n`,
  );
}
