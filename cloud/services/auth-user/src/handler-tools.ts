import type { Clock, NewId } from '@beaveros/kit';
import { authUserRoutes } from '@beaveros/protocol/gateway';
import {
  type Database,
  type Handler,
  type Identity,
  inTransaction,
  type RouteRequest,
  type Transaction,
} from '@beaveros/service-kit';
import type { Acting } from './audit.ts';
import { hashSecret } from './secrets.ts';

type RouteNamed<Name extends string> = Extract<(typeof authUserRoutes)[number], { readonly name: Name }>;
type Name = (typeof authUserRoutes)[number]['name'];
type InTransaction<R extends RouteNamed<Name>> = RouteRequest<R> & { readonly tx: Transaction };
type Answer<R extends RouteNamed<Name>> = ReturnType<Handler<R>>;

/** What the handlers of this service are made with. */
export interface HandlerTools {
  /** The handler of a route that is one transaction. */
  readonly transaction: <N extends Name>(
    name: N,
    work: (request: InTransaction<RouteNamed<N>>) => Answer<RouteNamed<N>>,
  ) => Handler<RouteNamed<N>>;
  /** The same with a secret of the request hashed before the transaction begins: a hash takes 30 ms, a session is dear. */
  readonly afterHashing: <N extends Name>(
    name: N,
    secretOf: (request: RouteRequest<RouteNamed<N>>) => string,
    work: (request: InTransaction<RouteNamed<N>> & { readonly hashed: string }) => Answer<RouteNamed<N>>,
  ) => Handler<RouteNamed<N>>;
  readonly acting: (identity: Extract<Identity, { kind: 'user' }>) => Acting;
  readonly newId: NewId;
}

/** Tools over one database. */
export function handlerTools(database: Database, clock: Clock, newId: NewId): HandlerTools {
  const routeNamed = <N extends Name>(name: N) =>
    authUserRoutes.find((route) => route.name === name) as RouteNamed<N>;
  return {
    transaction: (name, work) => inTransaction(database, routeNamed(name), work),
    afterHashing: (name, secretOf, work) => async (request) => {
      const hashed = await hashSecret(secretOf(request));
      return await inTransaction(database, routeNamed(name), (inside) => work({ ...inside, hashed }))(
        request,
      );
    },
    acting: ({ tenantId, userId }) => ({ tenantId, actorId: userId, now: clock.now(), newId }),
    newId,
  };
}
