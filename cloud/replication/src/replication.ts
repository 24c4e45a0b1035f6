import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { assert, type NewId, type Random, type Result } from '@beaveros/kit';
import { replicationRoutes } from '@beaveros/protocol/gateway';
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
import { ExchangeEndpoint } from './exchange/endpoint.ts';
import { replicationHandlers } from './handlers.ts';
import {
  type Appended,
  appendBackOffice,
  type AppendRefusal,
  type BackOfficeDraft,
} from './journal/back-office.ts';
import { announceIncarnation } from './journal/incarnations.ts';
import { TenantKeys } from './keys/tenant-keys.ts';

export interface ReplicationDependencies extends RouteDependencies {
  readonly urls: ServiceDatabaseUrls;
  /** Signs terminals' tokens; its public half is among `publicKeys`. */
  readonly signingKey: SigningKey;
  /** 32 bytes, the host's secret: seals the tenants' private keys at rest. Another one cannot open them again. */
  readonly sealKey: Uint8Array;
  readonly random: Random;
  readonly newId: NewId;
}

export interface Replication extends Service {
  /** An Upgrade request for `/v1/exchange`. Answers it, whatever it is; before start and after stop with 503. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Makes the tenant's key when it has none, or takes this one; idempotent. Answers its public half, 32 bytes in base64. */
  createTenant(tenant: string, privateKey?: KeyObject): Promise<string>;
  /** Begins a new life after a restore, of one tenant's rows or, with null, of all; see {@link announceIncarnation}. */
  announceIncarnation(tenant: string | null): Promise<string>;
  /** Appends one entry to a back-office chain; see {@link appendBackOffice}. */
  appendBackOffice(draft: BackOfficeDraft): Promise<Result<Appended, AppendRefusal>>;
}

/** Where this service's migrations are, for whoever makes test databases. */
export const REPLICATION_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
/** Tables without a tenant: hashes of open enrolment codes, and the lives of the database. */
export const REPLICATION_SHARED_TABLES = ['enrolment_code_tenants', 'incarnations'] as const;

/** The tenants' journal: exchange with tills, enrolment, back-office chains. Opens no session before it is started. */
export function createReplication(dependencies: ReplicationDependencies): Replication {
  const { urls, clock, random, newId, log, publicKeys, sealKey } = dependencies;
  const database = openDatabase(urls, {
    onIdleError: (error) => log.warn({ err: error }, 'an idle database session ended'),
  });
  const keys = new TenantKeys(database, sealKey);
  const app = new Hono();
  serveRoutes(app, replicationRoutes, replicationHandlers({ ...dependencies, database, keys }), dependencies);
  let endpoint: ExchangeEndpoint | null = null;
  let stopping: Promise<void> | undefined;
  return {
    name: 'replication',
    app,
    start: async () => {
      assert(endpoint === null, 'a service is started once');
      await migrate({ ownerUrl: urls.owner, dir: REPLICATION_MIGRATIONS, allow: REPLICATION_SHARED_TABLES });
      endpoint = new ExchangeEndpoint({ database, keys, clock, log, publicKeys, bellUrl: urls.app });
    },
    stop: () => {
      stopping ??= (async () => {
        await endpoint?.[Symbol.asyncDispose]();
        await database.close();
      })();
      return stopping;
    },
    health: async () => ({ ok: await database.isReachable(), details: { tills: endpoint?.linkCount ?? 0 } }),
    handleUpgrade: (request, socket, head) => {
      if (endpoint === null)
        socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      else endpoint.handleUpgrade(request, socket, head);
    },
    createTenant: (tenant, privateKey) => keys.createTenant(tenant, privateKey),
    announceIncarnation: (tenant) => announceIncarnation(database, tenant),
    appendBackOffice: (draft) => appendBackOffice({ database, keys, clock, random, newId }, draft),
  };
}
