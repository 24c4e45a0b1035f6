import {
  API_ROUTES,
  createGateway,
  type GatewayOptions,
  localUpstream,
  remoteUpgrade,
  remoteUpstream,
  serveExchange,
  type Upstream,
} from '@beaveros/gateway';
import { type Health, healthRoute, type Listening, listen, type Service } from '@beaveros/service-kit';
import { type Context, Hono } from 'hono';
import { SERVICE_NAMES } from './config.ts';
import type { Parts } from './parts.ts';
import type { Services } from './services.ts';

/** Another process's own answer takes up to two seconds. */
const REMOTE_HEALTH_TIMEOUT_MS = 3_000;

/** Opens the port: the gateway before all services, or the one service of this process by itself. */
export async function openDoor(
  options: Parts & { readonly services: Services; readonly port: number; readonly hostname: string },
): Promise<Listening> {
  const { services, config, port, hostname, publicKeys, clock } = options;
  const app = config.runs.includes('gateway') ? gateway(options) : alone(services);
  const listening = await listen(app, { port, hostname });
  const { replication } = services;
  const remote = config.serviceUrls.replication;
  const upstream = replication?.handleUpgrade ?? (remote === undefined ? undefined : remoteUpgrade(remote));
  if (upstream === undefined) return listening;
  const exchanges = serveExchange(listening.server, { upstream, publicKeys, clock });
  const close = async () => {
    exchanges.close();
    await listening.close();
  };
  return { ...listening, close, [Symbol.asyncDispose]: close };
}

function gateway(options: Parts & { readonly services: Services }): Hono {
  const { services, config, publicKeys, clock, log, newRequestId } = options;
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
