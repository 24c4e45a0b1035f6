import type { Clock, Instant } from '@beaveros/kit';
import {
  type Listening,
  listen,
  openDatabase,
  type PublicKey,
  verifyAccessToken,
} from '@beaveros/service-kit';
import type { ElectricTarget } from './electric-proxy.ts';
import { createShapeRoutes, type ShapeRoutesOptions } from './shape-routes.ts';

export interface ServeShapesOptions {
  /** Connection string of the reader role, by service. */
  readonly readerUrls: Readonly<Record<string, string>>;
  readonly electricUrls?: Readonly<Record<string, ElectricTarget>>;
  readonly publicKeys: () => readonly PublicKey[];
  /** 0 picks a free one. */
  readonly port: number;
  readonly hostname: string;
  readonly log: ShapeRoutesOptions['log'];
}

/** The shape server alone: listens when it returns, ends everything when disposed. Faults: `service/cannot-listen`. */
export async function serveShapes(
  options: ServeShapesOptions,
): Promise<Pick<Listening, 'url'> & AsyncDisposable> {
  const { readerUrls, publicKeys, port, hostname, log } = options;
  const databases = Object.entries(readerUrls).map(
    // Only the reader's pool is ever asked for.
    ([service, reader]) => [service, openDatabase({ app: reader, reader })] as const,
  );
  const clock: Clock = { now: () => Date.now() as Instant };
  const routes = createShapeRoutes({
    readers: Object.fromEntries(databases.map(([service, database]) => [service, database.readerPool()])),
    verify: (token) => verifyAccessToken(publicKeys(), token, clock.now()),
    ...(options.electricUrls === undefined ? {} : { electricUrls: options.electricUrls }),
    clock,
    log,
  });
  const close = async () => {
    await routes[Symbol.asyncDispose]();
    await Promise.all(databases.map(([, database]) => database.close()));
  };
  try {
    const listening = await listen(routes.app, { port, hostname });
    return {
      url: listening.url,
      [Symbol.asyncDispose]: async () => {
        await routes[Symbol.asyncDispose]();
        await listening.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
