import { type Id, instant, ok, refuse } from '@beaveros/kit';
import { replicationRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, type Identity, inTransaction, pageOf } from '@beaveros/service-kit';
import * as z from 'zod';
import { createEnrolmentCode, type EnrolmentDependencies, enrol } from './enrolment/enrolments.ts';
import { issueTerminalToken, type TokenDependencies } from './enrolment/terminal-tokens.ts';
import { readBatch } from './journal/read-batch.ts';
import { eraseSideRecords } from './supervision/erase-sides.ts';
import { listForks, listSuspense } from './supervision/lists.ts';
import { releaseSuspense } from './supervision/release-suspense.ts';
import { revokeTerminal } from './supervision/revoke-terminal.ts';
import { uploadDisk } from './supervision/upload-disk.ts';

type Named<Name extends string> = Extract<(typeof replicationRoutes)[number], { readonly name: Name }>;

interface ChainRow {
  readonly chain: string;
  readonly kind: 'terminal' | 'store' | 'tenant';
  readonly store_id: Id<'Store'> | null;
  readonly terminal_id: Id<'Terminal'> | null;
  readonly epoch: number;
  readonly head_seq: number;
  readonly head_hash: string;
  readonly opened_at: Date;
  readonly updated_at: Date;
}

/** Handlers of enrolment, tokens, supervision and the lists of chains. */
export function replicationHandlers(
  dependencies: EnrolmentDependencies & TokenDependencies,
): Handlers<typeof replicationRoutes> {
  const { database } = dependencies;
  const route = <Name extends string>(name: Name) =>
    replicationRoutes.find((each) => each.name === name) as Named<Name>;
  return {
    createEnrolmentCode: ({ identity: { tenantId: tenant, userId: user }, params, body }) =>
      createEnrolmentCode(dependencies, { tenant, user, store: body.storeId, terminal: params.terminalId }),

    enrolTerminal: ({ body }) => enrol(dependencies, body),

    issueTerminalToken: ({ body }) => issueTerminalToken(dependencies, body),

    revokeTerminal: inTransaction(database, route('revokeTerminal'), ({ tx, identity, params, body }) =>
      revokeTerminal(tx, dependencies, {
        tenant: identity.tenantId,
        terminal: params.terminalId,
        actor: identity.userId,
        reason: body.reason,
        isAllowed: (store) => namesStore(identity, store),
      }),
    ),

    releaseSuspense: inTransaction(
      database,
      route('releaseSuspense'),
      async ({ tx, identity, params: { chain }, body: { seq } }) =>
        CHAIN.test(chain)
          ? await releaseSuspense(tx, dependencies, {
              tenant: identity.tenantId,
              actor: identity.userId,
              chain,
              seq,
              isAllowed: (store) => namesStore(identity, store),
            })
          : refuse({ code: 'chain/not-found' }),
    ),

    uploadDisk: ({ identity, body: { batch } }) =>
      uploadDisk(dependencies, {
        tenant: identity.tenantId,
        actor: identity.userId,
        batch,
        isAllowed: (store) => namesStore(identity, store),
      }),

    eraseSides: inTransaction(
      database,
      route('eraseSides'),
      async ({ tx, identity: { tenantId: tenant, storeIds, userId: actor }, body: { sides } }) =>
        // It is said in the chain of every store.
        storeIds === 'all'
          ? await eraseSideRecords(tx, dependencies, { tenant, actor, sides })
          : refuse({ code: 'store/not-yours' }),
    ),

    listForks: inTransaction(database, route('listForks'), async ({ tx, identity, query }) =>
      ok(mutable(await listForks(tx, pageRequest(identity, query)))),
    ),

    listSuspense: inTransaction(database, route('listSuspense'), async ({ tx, identity, query }) =>
      ok(mutable(await listSuspense(tx, pageRequest(identity, query)))),
    ),

    readChain: async ({
      identity: { tenantId: tenant, storeId: store },
      params: { chain },
      query: { after },
    }) => {
      if (!CHAIN.test(chain)) return ok({ batch: null });
      const read = await readBatch(database, { tenant, store }, { chain, after, hash: null });
      return ok({ batch: read.kind === 'batch' ? read.batch : null });
    },

    listChains: inTransaction(
      database,
      route('listChains'),
      async ({ tx, identity, query: { limit, cursor, storeId } }) => {
        const [after] =
          cursor === undefined ? [''] : decodeCursor(z.tuple([z.string().regex(/^[0-9a-f]{64}$/)]), cursor);
        const stores = storesOf(identity, storeId);
        const rows = await tx.query<ChainRow>(
          `select encode(chain, 'hex') as chain, kind, store_id, terminal_id, epoch, head_seq, encode(head_hash, 'hex') as head_hash,
           opened_at, updated_at
         from chains where tenant_id = $1 and ($2::uuid[] is null or store_id = any($2)) and chain > decode($3, 'hex')
         order by chain limit $4`,
          [identity.tenantId, stores, after, limit + 1],
        );
        const item = (row: ChainRow) => ({
          chain: row.chain,
          kind: row.kind,
          storeId: row.store_id,
          terminalId: row.terminal_id,
          epoch: row.epoch,
          seq: row.head_seq,
          hash: row.head_hash,
          openedAt: instant(row.opened_at.getTime()),
          updatedAt: instant(row.updated_at.getTime()),
        });
        return ok(mutable(pageOf(rows, { limit, item, key: (row) => [row.chain] })));
      },
    ),
  };
}

/** A chain's name, or no chain at all: what is no hash names none. */
const CHAIN = /^[0-9a-f]{64}$/;

type User = Extract<Identity, { kind: 'user' }>;

function namesStore(identity: User, store: string): boolean {
  return identity.storeIds === 'all' || identity.storeIds.includes(store as Id<'store'>);
}

/** null: all. A store that was asked for is one the token names: the route has checked it. */
function storesOf({ storeIds }: User, storeId: string | undefined): readonly string[] | null {
  if (storeId !== undefined) return [storeId];
  return storeIds === 'all' ? null : storeIds;
}

function pageRequest(
  identity: User,
  query: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly storeId?: string | undefined;
  },
) {
  const { limit, cursor, storeId } = query;
  return { tenant: identity.tenantId, stores: storesOf(identity, storeId), limit, cursor };
}

/** The schema of a page has a mutable list. */
function mutable<Item>({
  items,
  nextCursor,
}: {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}) {
  return { items: [...items], nextCursor };
}
