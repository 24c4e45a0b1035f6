import { createReplication, type Replication } from '@beaveros/replication';
import { createShapeRoutes } from '@beaveros/replication/shapes';
import { openDatabase, verifyAccessToken } from '@beaveros/service-kit';
import { Hono } from 'hono';
import { SERVICE_NAMES } from './config.ts';
import { type Parts, urlsOf } from './parts.ts';

/** Replication and the shapes of all services, which are served beside it from their readers: one service to its host. */
export function replicationWithShapes(parts: Parts): Replication {
  const { secrets, config, clock, log, publicKeys } = parts;
  const { signingKey, sealKey } = secrets;
  const replication = createReplication({
    ...parts,
    urls: urlsOf(parts, 'replication'),
    signingKey,
    sealKey,
  });
  const databases = SERVICE_NAMES.map((name) => {
    const { reader } = urlsOf(parts, name);
    // Only the reader's pool is ever asked for; the app role stays with the service.
    return [
      name,
      openDatabase(
        { app: reader, reader },
        { onIdleError: (error) => log.warn({ err: error }, 'a reader session ended') },
      ),
    ] as const;
  });
  const shapes = createShapeRoutes({
    readers: Object.fromEntries(databases.map(([name, database]) => [name, database.readerPool()])),
    verify: (token) => verifyAccessToken(publicKeys(), token, clock.now()),
    electricUrls: config.electricUrls,
    clock,
    log: ({ shape, error }) => log.error({ shape, err: error }, 'a shape could not be served'),
  });
  const app = new Hono();
  app.route('/', shapes.app);
  app.mount('/', replication.app.fetch);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await shapes[Symbol.asyncDispose]();
    await replication.stop();
    await Promise.all(databases.map(([, database]) => database.close()));
  };
  return {
    ...replication,
    app,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
