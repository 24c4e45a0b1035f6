import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve, type ServerType } from '@hono/node-server';
import { Fault } from '@beaveros/kit';
import { Hono } from 'hono';

/** One of the islands: its own database, migrations and routes, started and stopped by whoever hosts it. */
export interface Service {
  /** The folder's name: `product-catalog`. */
  readonly name: string;
  /** Its routes. */
  readonly app: Hono;
  /** Migrates, opens pools, begins to follow the journal. Returns when it can answer. */
  start(): Promise<void>;
  /** Lets calls under way end, stops following, closes pools. Idempotent. */
  stop(): Promise<void>;
  /** Ends answers that have no end of their own, and begins no more: without it they would hold a closing door open. */
  endStreams?(): Promise<void>;
  health(): Promise<Health>;
}

export interface Health {
  readonly ok: boolean;
  /** Facts for whoever watches: no tenant's data, no secret. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** A service that does not know within this time whether it is well is not. */
const HEALTH_TIMEOUT_MS = 2_000;

/** `GET /health`: 200 when all are well, else 503; each by its name. Public, and says nothing of a tenant. */
export function healthRoute(services: readonly Pick<Service, 'name' | 'health'>[]): Hono {
  const app = new Hono();
  app.get('/health', async (context) => {
    const answers = await Promise.all(
      services.map(async (service) => [service.name, await healthOf(service)] as const),
    );
    const isWell = answers.every(([, health]) => health.ok);
    context.header('cache-control', 'no-store');
    return context.json({ ok: isWell, services: Object.fromEntries(answers) }, isWell ? 200 : 503);
  });
  return app;
}

async function healthOf(service: Pick<Service, 'health'>): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, details: { reason: 'no answer' } }), HEALTH_TIMEOUT_MS);
  });
  const asked = service.health().catch((): Health => ({ ok: false, details: { reason: 'failed' } }));
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

export interface Listening extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** The server itself, for WebSocket upgrades. */
  readonly server: ServerType;
  /** Takes no more calls, waits for those under way, then cuts what is left. Idempotent. */
  close(): Promise<void>;
}

/** A call under way may be a transaction of at most 15 s; long-polls end at once by their own signal. */
const DRAIN_TIMEOUT_MS = 10_000;
const SWEEP_INTERVAL_MS = 20;

/** Serves an app over HTTP. Port 0 picks a free one. Faults: `service/cannot-listen`. */
export async function listen(
  app: Hono<{ Bindings: HttpBindings }> | Hono,
  options: { readonly port: number; readonly hostname: string },
): Promise<Listening> {
  const { server, address } = await new Promise<{ server: ServerType; address: AddressInfo }>(
    (resolve, reject) => {
      const server = serve({ fetch: app.fetch, ...options }, (address) => resolve({ server, address }));
      server.once('error', (cause: unknown) => {
        reject(
          new Fault('service/cannot-listen', `cannot listen on ${options.hostname}:${options.port}`, {
            cause,
          }),
        );
      });
    },
  );
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= drain(server);
    return closed;
  };
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    server,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function drain(server: ServerType): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A connection kept alive after its last call would otherwise hold the server open until it times out.
  const sweeper = setInterval(() => {
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  }, SWEEP_INTERVAL_MS);
  const timer = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
  }, DRAIN_TIMEOUT_MS);
  await ended;
  clearInterval(sweeper);
  clearTimeout(timer);
}

/** Starts services one after the other; when one fails, those before it are stopped again. */
export async function startAll(services: readonly Service[]): Promise<void> {
  const started: Service[] = [];
  try {
    for (const service of services) {
      await service.start();
      started.push(service);
    }
  } catch (error) {
    await stopAll(started).catch(() => {}); // The first failure is the one to report.
    throw error;
  }
}

/** Stops services in reverse order; every one is asked, then the first failure is thrown. */
export async function stopAll(services: readonly Service[]): Promise<void> {
  const failures: unknown[] = [];
  for (const service of services.toReversed()) {
    await service.stop().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
