import { isId, ok } from '@beaveros/kit';
import type { workflowRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { and, desc, eq, lt, or } from 'drizzle-orm';
import * as z from 'zod';
import { tasks } from './tables.ts';

const byRaising = z.tuple([z.int(), z.string().refine(isId)]);

/** The handler of the tasks of a store, as somebody far away reads them. */
export function taskHandlers({
  transaction,
}: IslandTools<typeof workflowRoutes>): Pick<Handlers<typeof workflowRoutes>, 'listTasks'> {
  return {
    listTasks: transaction('listTasks', async ({ tx, identity, params: { storeId }, query }) => {
      const { limit, cursor, isOpen } = query;
      const behind = cursor === undefined ? undefined : decodeCursor(byRaising, cursor);
      const found = await tx.drizzle
        .select()
        .from(tasks)
        .where(
          and(
            eq(tasks.tenantId, identity.tenantId),
            eq(tasks.storeId, storeId),
            isOpen === undefined ? undefined : eq(tasks.isOpen, isOpen === 'true'),
            behind === undefined
              ? undefined
              : or(
                  lt(tasks.raisedAt, behind[0]),
                  and(eq(tasks.raisedAt, behind[0]), lt(tasks.id, behind[1])),
                ),
          ),
        )
        .orderBy(desc(tasks.raisedAt), desc(tasks.id))
        .limit(limit + 1);
      return ok(
        pageOf(found, {
          limit,
          item: ({ tenantId: _tenant, storeId: _store, ...task }) => task,
          key: (task) => [task.raisedAt, task.id],
        }),
      );
    }),
  };
}
