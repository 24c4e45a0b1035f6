import { randomBytes, randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TenantDraft } from '@beaveros/auth-user';
import {
  type Clock,
  Fault,
  type Id,
  idMinter,
  instant,
  type Random,
  type Refusal,
  type Result,
} from '@beaveros/kit';
import { openBackOfficePen } from '@beaveros/replication';
import { installCapture, trimCapture } from '@beaveros/replication/shapes';
import {
  type Listening,
  type Service,
  type ServiceDatabaseUrls,
  startAll,
  stopAll,
} from '@beaveros/service-kit';
import { pgFeed } from '@beaveros/service-kit/ingest';
import type { Logger } from 'pino';
import { databasesOf, type HostConfig, readConfig, type ServiceName } from './config.ts';
import { openDoor, readBackOffice } from './door.ts';
import { openLog } from './log.ts';
import { type Postgres, provisionServiceDatabase, startPostgres } from './postgres/index.ts';
import { type ProvisionedTenant, provisionTenant } from './provision-tenant.ts';
import { type HostSecrets, openSecrets } from './secrets.ts';
import { createServices, type Services } from './services.ts';

export interface StartCloudOptions {
  /** Secrets and the embedded server's data. Created when missing. */
  readonly dataDir: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The address to listen on; this machine only when absent. */
  readonly hostname?: string;
  /** {@link readConfig} says which variables count. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One service by its folder's name, or `gateway`; everything when absent. */
  readonly service?: string;
  readonly log?: Logger;
  /** Of the embedded server; `full` when absent. */
  readonly durability?: 'full' | 'throwaway';
}

export interface Cloud extends AsyncDisposable {
  /** Where the gateway (or the one service) answers. */
  readonly url: string;
  readonly port: number;
  readonly services: Services;
  /** A tenant with its key, roles and administrator. Needs auth-user and replication in this process. */
  createTenant(
    draft: Omit<TenantDraft, 'id'>,
  ): Promise<Result<ProvisionedTenant, Refusal<'tenant/duplicate'>>>;
  tenantBySlug(slug: string): Promise<{ readonly id: Id<'tenant'>; readonly status: string } | undefined>;
  /** Resolves when the embedded server ends although nobody stopped it; never otherwise. */
  readonly died: Promise<Fault>;
  /** Lets calls under way end, then services, then the embedded server. Idempotent. Throws the first failure. */
  stop(): Promise<void>;
}

/** Calls have ten seconds to end and statements fifteen; whatever still runs then is cut by the server's own stop. */
const STOP_TIMEOUT_MS = 20_000;

/**
 * The cloud in one process, or one service of it: makes what is missing (secrets, databases, roles), applies migrations
 * and shape capture, and answers when it returns. Faults: `config/invalid`, `host/...`, `postgres/...`, `provision/...`,
 * `migrations/...`, `isolation/violated`, `shapes/...`, `service/cannot-listen`, `database/...`.
 */
export async function startCloud(options: StartCloudOptions): Promise<Cloud> {
  const config = readConfig(options.env, options.service);
  const log = options.log ?? openLog(config);
  const backOffice = await readBackOffice(config);
  const dir = join(options.dataDir, 'postgres');
  const secrets = await openSecrets(options.dataDir, { hasData: await exists(dir) });
  // What has been started, to be undone in reverse.
  const started: (() => Promise<void>)[] = [];
  const stop = once(() => undo(started, log));
  try {
    const postgres = await startEmbedded(config, { dir, durability: options.durability ?? 'full', log });
    if (postgres !== undefined) started.push(() => postgres.stop());
    const urls = await provision(config, postgres, secrets);
    const parts = partsOf({ config, secrets, log, urls });
    started.push(async () => await parts.feed[Symbol.asyncDispose]());
    started.push(async () => await parts.pen[Symbol.asyncDispose]());
    const services = createServices(parts);
    const running = Object.values(services).map((service) => withCapture(service, urls, log));
    await startAll(running);
    started.push(() => stopAll(running));
    const door = await openDoor({
      ...parts,
      services,
      port: options.port,
      hostname: options.hostname ?? '127.0.0.1',
      backOffice,
    });
    started.push(() => closeDoor(door, services));
    log.info({ url: door.url, runs: config.runs }, 'the cloud answers');
    return cloud({ door, services, postgres, newId: parts.newId, stop });
  } catch (error) {
    await stop().catch((failure: unknown) =>
      log.error({ err: failure }, 'could not clean up after a failed start'),
    );
    throw error;
  }
}

function cloud({
  door,
  services,
  postgres,
  newId,
  stop,
}: {
  readonly door: Listening;
  readonly services: Services;
  readonly postgres: Postgres | undefined;
  readonly newId: ReturnType<typeof idMinter>;
  readonly stop: () => Promise<void>;
}): Cloud {
  const operator = () => {
    const { 'auth-user': authUser, replication } = services;
    if (authUser !== undefined && replication !== undefined)
      return { authUser, tenantKeys: replication, newId };
    throw new Fault('host/not-here', 'auth-user and replication run in other processes');
  };
  return {
    url: door.url,
    port: door.port,
    services,
    createTenant: async (draft) => await provisionTenant(operator(), draft),
    tenantBySlug: async (slug) => await operator().authUser.tenantBySlug(slug),
    died: postgres?.died ?? new Promise(() => {}),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function startEmbedded(
  { adminUrls, runs }: HostConfig,
  {
    dir,
    durability,
    log,
  }: { readonly dir: string; readonly durability: 'full' | 'throwaway'; readonly log: Logger },
): Promise<Postgres | undefined> {
  if ([...databasesOf(runs)].every((name) => adminUrls[name] !== undefined)) return undefined;
  return await startPostgres({ dir, durability, log: (line) => log.info(line) });
}

type Urls = Partial<Record<ServiceName, ServiceDatabaseUrls>>;

/** One after the other: the server makes databases one at a time anyway. */
async function provision(
  config: HostConfig,
  postgres: Postgres | undefined,
  secrets: HostSecrets,
): Promise<Urls> {
  const urls: Urls = {};
  for (const service of databasesOf(config.runs)) {
    const adminUrl = config.adminUrls[service] ?? postgres!.url;
    const readerReplicates = config.electricUrls[service] !== undefined;
    urls[service] = await provisionServiceDatabase({
      adminUrl,
      service,
      secret: secrets.databaseSecret,
      readerReplicates,
    });
  }
  return urls;
}

function partsOf({
  config,
  secrets,
  log,
  urls,
}: {
  config: HostConfig;
  secrets: HostSecrets;
  log: Logger;
  urls: Urls;
}) {
  const clock: Clock = { now: () => instant(Date.now()) };
  const random: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) };
  const keys = [secrets.signingKey];
  const newId = idMinter(clock, random);
  // Neither opens a session before somebody uses it.
  const { app = '', reader = '' } = urls.replication ?? {};
  const onIdleError = (error: Error) => log.warn({ err: error }, 'an idle session of the journal ended');
  const { sealKey } = secrets;
  return {
    config,
    secrets,
    urls,
    log,
    clock,
    random,
    newId,
    newRequestId: () => randomUUID(),
    publicKeys: () => keys,
    feed: pgFeed(reader),
    pen: openBackOfficePen({ urls: { app, reader }, sealKey, clock, random, newId, onIdleError }),
  };
}

/** The log of captured changes is trimmed at every start and once a day, so that no long life lets it grow. */
const TRIM_EVERY_MS = 24 * 60 * 60_000;

/** Rows come down from the moment a service answers: capture is part of its start, behind its migrations. */
function withCapture(service: Service, urls: Urls, log: Logger): Service {
  const { name } = service;
  const { owner } = urls[name as ServiceName]!;
  let trimming: NodeJS.Timeout | undefined;
  const trim = () => {
    trimCapture(owner).catch((error: unknown) =>
      log.error({ err: error, service: name }, 'capture was not trimmed'),
    );
  };
  return {
    name,
    app: service.app,
    health: () => service.health(),
    start: async () => {
      await service.start();
      const isPublished = await installCapture(owner, name);
      if (isPublished) trimming = setInterval(trim, TRIM_EVERY_MS).unref();
    },
    stop: async () => {
      clearInterval(trimming);
      await service.stop();
    },
  };
}

/** Live shapes, exchanges and streams would hold the door open: their services end them while the door closes. */
async function closeDoor(door: Listening, services: Services): Promise<void> {
  const closed = door.close();
  const running: readonly Service[] = Object.values(services);
  await Promise.all([services.replication?.stop(), ...running.map((service) => service.endStreams?.())]);
  await closed;
}

async function undo(started: readonly (() => Promise<void>)[], log: Logger): Promise<void> {
  const failures: unknown[] = [];
  const deadline = AbortSignal.timeout(STOP_TIMEOUT_MS);
  for (const [at, step] of started.toReversed().entries()) {
    const isLast = at === started.length - 1;
    // The last is the embedded server, which has a bound of its own and must not be left running.
    const late = isLast
      ? new Promise<never>(() => {})
      : sleep(STOP_TIMEOUT_MS, undefined, { signal: deadline, ref: false }).catch(() => {});
    const ended = step().catch((error: unknown) => {
      failures.push(error);
    });
    await Promise.race([ended, late]);
  }
  if (deadline.aborted) log.warn('the cloud did not end in time and was cut off');
  if (failures.length > 0) throw failures[0];
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
