import {
  API_ROUTES,
  createGateway,
  type GatewayOptions,
  localUpstream,
  type PageFiles,
  readPageFiles,
  remoteUpgrade,
  remoteUpstream,
  serveExchange,
  type Upstream,
} from '@beaveros/gateway';
import { Fault, isFault } from '@beaveros/kit';
import { type Health, healthRoute, type Listening, listen, type Service } from '@beaveros/service-kit';
import { type Context, Hono } from 'hono';
import { type HostConfig, SERVICE_NAMES } from './config.ts';
import type { Parts } from './parts.ts';
import type { Services } from './services.ts';

/** Another process's own answer takes up to two seconds. */
const REMOTE_HEALTH_TIMEOUT_MS = 3_000;

/** Opens the port: the gateway before all services, or the one service of this process by itself. */
export async function openDoor(
  options: Parts & {
    readonly services: Services;
    readonly port: number;
    readonly hostname: string;
    /** Read by {@link readBackOffice}. */
    readonly backOffice: PageFiles | undefined;
  },
): Promise<Listening> {
  const { services, config, port, hostname, publicKeys, clock } = options;
  const closing = new AbortController();
  const app = config.runs.includes('gateway')
    ? gateway({ ...options, closing: closing.signal })
    : alone(services);
  const listening = await listen(app, { port, hostname });
  const { replication } = services;
  const remote = config.serviceUrls.replication;
  const upstream = replication?.handleUpgrade ?? (remote === undefined ? undefined : remoteUpgrade(remote));
  const exchanges =
    upstream === undefined ? null : serveExchange(listening.server, { upstream, publicKeys, clock });
  const close = async () => {
    closing.abort();
    exchanges?.close();
    await listening.close();
  };
  return { ...listening, close, [Symbol.asyncDispose]: close };
}

/**
 * The built back office of `BEAVER_BACKOFFICE_DIR`, for a process that runs the gateway. Faults: `config/invalid`, before
 * anything is started.
 */
export async function readBackOffice({ backOfficeDir, runs }: HostConfig): Promise<PageFiles | undefined> {
  if (backOfficeDir === null || !runs.includes('gateway')) return undefined;
  try {
    return await readPageFiles(backOfficeDir);
  } catch (error) {
    if (!isFault(error, 'pages/unreadable')) throw error;
    const field = 'BEAVER_BACKOFFICE_DIR';
    throw new Fault('config/invalid', `${field} holds no built back office: ${error.message}`, {
      field,
      cause: error,
    });
  }
}

function gateway(
  options: Parts & {
    readonly services: Services;
    readonly backOffice: PageFiles | undefined;
    readonly closing: AbortSignal;
  },
): Hono {
  const { services, config, publicKeys, clock, log, newRequestId, backOffice, closing } = options;
  const upstreams: Record<string, Upstream> = {};
  const health: GatewayOptions['health'][number][] = [];
  for (const name of SERVICE_NAMES) {
    const here: Service | undefined = services[name];
    const away = config.serviceUrls[name];
    if (here !== undefined) {
      upstreams[name] = localUpstream(here.app);
      health.push(here);
    } else if (away !== undefined) {
      upstreams[name] = remoteUpstream(away);
      health.push({ name, health: () => healthOf(away) });
    }
  }
  const addressOf = addressBy(config.trustsForwardedFor);
  return createGateway({
    routes: API_ROUTES,
    upstreams,
    health,
    publicKeys,
    clock,
    log,
    newRequestId,
    addressOf,
    closing,
    ...(backOffice === undefined ? {} : { backOffice }),
  });
}

function alone(services: Services): Hono {
  const [service] = Object.values(services);
  if (service === undefined) throw new TypeError('a process runs the gateway or a service');
  const app = new Hono();
  app.route('/', healthRoute([service]));
  app.mount('/', service.app.fetch);
  return app;
}

async function healthOf(url: string): Promise<Health> {
  const answer = await fetch(new URL('/health', url), {
    signal: AbortSignal.timeout(REMOTE_HEALTH_TIMEOUT_MS),
  });
  await answer.body?.cancel();
  return { ok: answer.ok };
}

function addressBy(trustsForwardedFor: boolean): (context: Context) => string {
  return (context) => {
    const forwarded = trustsForwardedFor
      ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
      : undefined;
    const { incoming } = context.env as {
      readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
    };
    return forwarded ?? incoming?.socket?.remoteAddress ?? 'unknown';
  };
}
