import { type Id, instant, ok } from '@beaveros/kit';
import { replicationRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, type Identity, inTransaction, pageOf } from '@beaveros/service-kit';
import * as z from 'zod';
import { createEnrolmentCode, type EnrolmentDependencies, enrol } from './enrolment/enrolments.ts';
import { revokeTerminal } from './enrolment/fence.ts';
import { readBatch } from './journal/read-batch.ts';
import { issueTerminalToken, type TokenDependencies } from './enrolment/terminal-tokens.ts';

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

/** Handlers of enrolment, tokens, revocation and the list of chains. */
export function replicationHandlers(
  dependencies: EnrolmentDependencies & TokenDependencies,
): Handlers<typeof replicationRoutes> {
  const { database, clock } = dependencies;
  const route = <Name extends string>(name: Name) =>
    replicationRoutes.find((each) => each.name === name) as Named<Name>;
  return {
    createEnrolmentCode: ({ identity: { tenantId: tenant, userId: user }, params, body }) =>
      createEnrolmentCode(dependencies, { tenant, user, store: body.storeId, terminal: params.terminalId }),

    enrolTerminal: ({ body }) => enrol(dependencies, body),

    issueTerminalToken: ({ body }) => issueTerminalToken(dependencies, body),

    revokeTerminal: inTransaction(database, route('revokeTerminal'), ({ tx, identity, params }) =>
      revokeTerminal(tx, {
        tenant: identity.tenantId,
        terminal: params.terminalId,
        now: clock.now(),
        isAllowed: (store) => namesStore(identity, store),
      }),
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
        const stores =
          storeId !== undefined ? [storeId] : identity.storeIds === 'all' ? null : identity.storeIds;
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
        return ok(
          pageOf(rows, { limit, item, key: (row) => [row.chain] }) as {
            items: ReturnType<typeof item>[];
            nextCursor: string | null;
          },
        );
      },
    ),
  };
}

/** A chain's name, or no chain at all: what is no hash names none. */
const CHAIN = /^[0-9a-f]{64}$/;

function namesStore(identity: Extract<Identity, { kind: 'user' }>, store: string): boolean {
  return identity.storeIds === 'all' || identity.storeIds.includes(store as Id<'store'>);
}
