import { EVENT_CATALOGUE } from '@beaveros/domain/journal';
import type { AutomationRow } from '@beaveros/domain/workflow';
import { isId, ok, type Refusal, refuse } from '@beaveros/kit';
import type { workflowRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf, type Transaction, uniquely } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';

type Automation = Omit<AutomationRow, 'tenantId'>;
type AutomationHandlers = Pick<
  Handlers<typeof workflowRoutes>,
  'listAutomations' | 'createAutomation' | 'changeAutomation' | 'deleteAutomation'
>;

const byName = z.tuple([z.string(), z.string().refine(isId)]);
/** Facts about the journal itself are no business of a rule. */
const TRIGGERS: ReadonlySet<string> = new Set(
  [...EVENT_CATALOGUE.values()].map(({ type }) => type).filter((type) => !type.startsWith('journal.')),
);

/** Handlers of the rules that answer facts at the tills. */
export function automationHandlers({
  transaction,
  newId,
}: IslandTools<typeof workflowRoutes>): AutomationHandlers {
  return {
    listAutomations: transaction('listAutomations', async ({ tx, identity, query: { limit, cursor } }) => {
      const [name, id] = cursor === undefined ? ['', null] : decodeCursor(byName, cursor);
      const rows = await tx.query<Automation>(
        `${AUTOMATION} where tenant_id = $1 and ($3::uuid is null or (name, id) > ($2, $3))
         order by name, id limit $4`,
        [identity.tenantId, name, id, limit + 1],
      );
      return ok(pageOf(rows, { limit, item: (row) => row, key: (row) => [row.name, row.id] }));
    }),

    createAutomation: transaction('createAutomation', async ({ tx, identity, body }) => {
      const id = body.id ?? newId();
      const { name, trigger, conditions = [], actions, perHour, isActive = true } = body;
      const unknown = unknownTrigger(trigger);
      if (unknown !== null) return refuse(unknown);
      const written = await uniquely('automation/duplicate', () =>
        tx.execute(
          `insert into automations (tenant_id, id, name, trigger, conditions, actions, per_hour, is_active)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [identity.tenantId, id, ...columns({ name, trigger, conditions, actions, perHour, isActive })],
        ),
      );
      return written.ok ? ok((await automationById(tx, identity.tenantId, id))!) : written;
    }),

    changeAutomation: transaction('changeAutomation', async ({ tx, identity, params: { id }, body }) => {
      const before = await automationById(tx, identity.tenantId, id);
      if (before === undefined) return refuse({ code: 'automation/not-found' });
      const unknown = unknownTrigger(body.trigger);
      if (unknown !== null) return refuse(unknown);
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const written = await uniquely('automation/duplicate', () =>
        tx.execute(
          `update automations set name = $3, trigger = $4, conditions = $5, actions = $6, per_hour = $7, is_active = $8,
             updated_at = now()
           where tenant_id = $1 and id = $2`,
          [identity.tenantId, id, ...columns({ ...before, ...given })],
        ),
      );
      return written.ok ? ok((await automationById(tx, identity.tenantId, id))!) : written;
    }),

    deleteAutomation: transaction('deleteAutomation', async ({ tx, identity, params: { id } }) => {
      const gone = await tx.execute('delete from automations where tenant_id = $1 and id = $2', [
        identity.tenantId,
        id,
      ]);
      return gone === 1 ? ok({ id }) : refuse({ code: 'automation/not-found' });
    }),
  };
}

const AUTOMATION = `select id, name, trigger, conditions, actions, per_hour as "perHour", is_active as "isActive"
  from automations`;

function columns(rule: Omit<Automation, 'id'>): readonly unknown[] {
  const { name, trigger, conditions, actions, perHour, isActive } = rule;
  return [name, trigger, JSON.stringify(conditions), JSON.stringify(actions), perHour, isActive];
}

function unknownTrigger(trigger: string | undefined): (Refusal & { readonly field: string }) | null {
  return trigger === undefined || TRIGGERS.has(trigger)
    ? null
    : { code: 'automation/trigger-unknown', field: 'body.trigger' };
}

/** Locked where it is changed: two who change it at once do not undo each other. */
async function automationById(
  tx: Transaction,
  tenantId: string,
  id: string,
): Promise<Automation | undefined> {
  const text = `${AUTOMATION} where tenant_id = $1 and id = $2 for update`;
  const [row] = await tx.query<Automation>(text, [tenantId, id]);
  return row;
}
