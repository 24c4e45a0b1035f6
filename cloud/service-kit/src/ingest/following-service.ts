import type { NewId } from '@beaveros/kit';
import type { Route } from '@beaveros/protocol/gateway';
import { Hono } from 'hono';
import { type Database, openDatabase, type ServiceDatabaseUrls } from '../database.ts';
import { migrate } from '../migrations.ts';
import { type Handlers, type RouteDependencies, serveRoutes } from '../routes.ts';
import type { Service } from '../service.ts';
import type { Reading } from './apply-batch.ts';
import type { Feed, FeedHead } from './feed.ts';
import { type Follower, followJournal } from './follow-journal.ts';

/** What a service of facts or configuration is given. */
export interface IslandDependencies extends RouteDependencies {
  readonly urls: ServiceDatabaseUrls;
  /** The journal; shared between services and disposed by whoever opened it. */
  readonly feed: Feed;
  readonly newId: NewId;
}

export interface Island extends Service {
  readonly database: Database;
  /** Waits until these heads are folded. Faults: `ingest/late`, `ingest/stopped`. At once for a service that follows nothing. */
  caughtUpTo(heads: readonly FeedHead[], timeoutMs: number): Promise<void>;
}

/**
 * A service as design decision 6 wants it: its own database, migrations and routes, and, where it reads facts, the
 * journal followed from `start()` to `stop()`.
 */
export function createIsland<const Routes extends readonly Route[]>(
  definition: {
    readonly name: string;
    readonly migrationsDir: string;
    readonly routes: Routes;
    readonly handlers: (database: Database) => NoInfer<Handlers<Routes>>;
    /** null: configuration only. */
    readonly follows: Reading | null;
  },
  dependencies: IslandDependencies,
): Island {
  const { name, migrationsDir, routes, handlers, follows } = definition;
  const { urls, feed, log } = dependencies;
  const database = openDatabase(urls, { onIdleError: (error) => log.warn({ service: name, err: error }, 'a session died') });
  const app = new Hono();
  serveRoutes(app, routes, handlers(database) as never, dependencies);
  let follower: Follower | undefined;
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await follower?.[Symbol.asyncDispose]();
    await database.close();
  };
  return {
    name,
    app,
    database,
    async start() {
      await migrate({ ownerUrl: urls.owner, dir: migrationsDir });
      if (follows !== null) follower = followJournal({ service: name, database, feed, log, ...follows });
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
    async health() {
      const isReachable = await database.isReachable();
      if (follower === undefined) return { ok: isReachable };
      const { ok, behind } = follower.health();
      return { ok: isReachable && ok, details: { behind } };
    },
    async caughtUpTo(heads, timeoutMs) {
      await follower?.caughtUpTo(heads, timeoutMs);
    },
  };
}
