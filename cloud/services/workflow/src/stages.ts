import type { WorkflowStageRow } from '@beaveros/domain/workflow';
import { isId, ok, refuse } from '@beaveros/kit';
import type { workflowRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf, type Transaction, uniquely } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';

type Stage = Omit<WorkflowStageRow, 'tenantId'>;
type StageHandlers = Pick<
  Handlers<typeof workflowRoutes>,
  'listWorkflowStages' | 'createWorkflowStage' | 'changeWorkflowStage' | 'deleteWorkflowStage'
>;

const byPlace = z.tuple([z.int(), z.string().refine(isId)]);

/** Handlers of the tenant's stages. */
export function stageHandlers({ transaction, newId }: IslandTools<typeof workflowRoutes>): StageHandlers {
  return {
    listWorkflowStages: transaction(
      'listWorkflowStages',
      async ({ tx, identity, query: { limit, cursor } }) => {
        const [place, id] = cursor === undefined ? [0, null] : decodeCursor(byPlace, cursor);
        const rows = await tx.query<Stage>(
          `${STAGE} where tenant_id = $1 and ($3::uuid is null or (order_sequence, id) > ($2, $3))
         order by order_sequence, id limit $4`,
          [identity.tenantId, place, id, limit + 1],
        );
        return ok(pageOf(rows, { limit, item: (row) => row, key: (row) => [row.orderSequence, row.id] }));
      },
    ),

    createWorkflowStage: transaction('createWorkflowStage', async ({ tx, identity, body }) => {
      const id = body.id ?? newId();
      const written = await uniquely('workflow-stage/duplicate', () =>
        tx.execute(
          `insert into workflow_stages (tenant_id, id, name, description, order_sequence, is_final_stage)
           values ($1, $2, $3, $4, $5, $6)`,
          [
            identity.tenantId,
            id,
            body.name,
            body.description ?? null,
            body.orderSequence,
            body.isFinalStage ?? false,
          ],
        ),
      );
      return written.ok ? ok((await stageById(tx, identity.tenantId, id))!) : written;
    }),

    changeWorkflowStage: transaction(
      'changeWorkflowStage',
      async ({ tx, identity, params: { id }, body }) => {
        const before = await stageById(tx, identity.tenantId, id);
        if (before === undefined) return refuse({ code: 'workflow-stage/not-found' });
        const { name, description, orderSequence, isFinalStage } = { ...before, ...body };
        const written = await uniquely('workflow-stage/duplicate', () =>
          tx.execute(
            `update workflow_stages set name = $3, description = $4, order_sequence = $5, is_final_stage = $6, updated_at = now()
           where tenant_id = $1 and id = $2`,
            [identity.tenantId, id, name, description, orderSequence, isFinalStage],
          ),
        );
        return written.ok ? ok((await stageById(tx, identity.tenantId, id))!) : written;
      },
    ),

    deleteWorkflowStage: transaction('deleteWorkflowStage', async ({ tx, identity, params: { id } }) => {
      const deleted = await tx.execute('delete from workflow_stages where tenant_id = $1 and id = $2', [
        identity.tenantId,
        id,
      ]);
      return deleted === 1 ? ok({ id }) : refuse({ code: 'workflow-stage/not-found' });
    }),
  };
}

const STAGE = `select id, name, description, order_sequence as "orderSequence", is_final_stage as "isFinalStage"
  from workflow_stages`;

/** Locked where it is changed: two who change it at once do not undo each other. */
async function stageById(tx: Transaction, tenantId: string, id: string): Promise<Stage | undefined> {
  const [row] = await tx.query<Stage>(`${STAGE} where tenant_id = $1 and id = $2 for update`, [tenantId, id]);
  return row;
}
