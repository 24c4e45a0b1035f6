import {
  assert,
  type Clock,
  type Instant,
  type NewId,
  type Refusal,
  type Result,
  refuse,
} from '@beaveros/kit';
import type { Route } from '@beaveros/protocol/gateway';
import { Hono } from 'hono';
import { type Database, openDatabase, type ServiceDatabaseUrls } from '../database.ts';
import type { Identity } from '../identity.ts';
import { LiveChanges } from '../live/live-changes.ts';
import { migrate } from '../migrations.ts';
import {
  type Handler,
  type Handlers,
  inTransaction,
  type RouteDependencies,
  type RouteRequest,
  serveRoutes,
} from '../routes.ts';
import type { Service } from '../service.ts';
import type { Transaction } from '../transaction.ts';
import type { Reading } from './apply-batch.ts';
import {
  type AppendBackOffice,
  type Decision,
  type DecisionRefusal,
  decideAndAppend,
} from './decide-and-append.ts';
import type { Feed, FeedHead } from './feed.ts';
import { type Follower, followJournal } from './follow-journal.ts';

/** What a service of facts or configuration is given. */
export interface IslandDependencies extends RouteDependencies {
  readonly urls: ServiceDatabaseUrls;
  /** The journal; shared between services and disposed by whoever opened it. */
  readonly feed: Feed;
  readonly newId: NewId;
  /** The store's back-office chain, for routes that make facts; absent: this process writes none. */
  readonly appendBackOffice?: AppendBackOffice;
}

export interface Island extends Service {
  readonly database: Database;
  /** Waits until these heads are folded. Faults: `ingest/late`, `ingest/stopped`. At once for a service that follows nothing. */
  caughtUpTo(heads: readonly FeedHead[], timeoutMs: number): Promise<void>;
}

type RouteNamed<Routes extends readonly Route[], Name> = Extract<Routes[number], { readonly name: Name }>;

/** What the handlers of an island are made with. */
export interface IslandTools<Routes extends readonly Route[]> {
  readonly newId: NewId;
  readonly clock: Clock;
  /** The handler of a route that is one transaction of the caller's tenant. */
  readonly transaction: <Name extends Routes[number]['name']>(
    name: Name,
    work: (
      request: RouteRequest<RouteNamed<Routes, Name>> & { readonly tx: Transaction },
    ) => ReturnType<Handler<RouteNamed<Routes, Name>>>,
  ) => Handler<RouteNamed<Routes, Name>>;
  /** Decides about one aggregate and appends to the store's back-office chain; `journal/no-back-office` without one. */
  readonly decideAndAppend: <Value>(
    decision: Decision<Value>,
  ) => Promise<Result<Value, DecisionRefusal | Refusal<'journal/no-back-office'>>>;
  /** The handler of a live route: what `tellChange` says of the caller's tenant and stores. */
  readonly watch: (request: {
    readonly identity: Identity;
    readonly expiresAt: Instant;
  }) => ReturnType<LiveChanges['open']>;
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
    readonly handlers: (tools: IslandTools<NoInfer<Routes>>) => Handlers<NoInfer<Routes>>;
    /** null: configuration only. */
    readonly follows: Reading | null;
  },
  dependencies: IslandDependencies,
): Island {
  const { name, migrationsDir, routes, handlers, follows } = definition;
  const { urls, feed, log, clock } = dependencies;
  let stopping: Promise<void> | undefined;
  const database = openDatabase(urls, {
    onIdleError: (error) => {
      // While we stop, the server may be going as well.
      if (stopping === undefined) log.warn({ service: name, err: error }, 'an idle database session ended');
    },
  });
  const live = new LiveChanges({ url: urls.app, clock });
  let follower: Follower | undefined;
  const caughtUpTo: Island['caughtUpTo'] = async (heads, timeoutMs) => {
    await follower?.caughtUpTo(heads, timeoutMs);
  };
  const app = new Hono();
  const tools: IslandTools<Routes> = {
    newId: dependencies.newId,
    clock,
    watch: (request) => live.open(request),
    async decideAndAppend(decision) {
      const { appendBackOffice: append } = dependencies;
      if (append === undefined || follows === null) return refuse({ code: 'journal/no-back-office' });
      const { readEvent } = follows;
      return await decideAndAppend({ database, feed, readEvent, append, caughtUpTo }, decision);
    },
    transaction(routeName, work) {
      const route = routes.find((each) => each.name === routeName);
      assert(route !== undefined, `${name} has no route ${routeName}`);
      return inTransaction(database, route as RouteNamed<Routes, typeof routeName>, work);
    },
  };
  serveRoutes(app, routes, handlers(tools) as never, dependencies);
  const stop = async () => {
    await live.close();
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
    endStreams: () => live.close(),
    async health() {
      const isReachable = await database.isReachable();
      if (follower === undefined) return { ok: isReachable };
      const { ok, behind } = follower.health();
      return { ok: isReachable && ok, details: { behind } };
    },
    caughtUpTo,
  };
}
