import {
  type EntityStatusFolded,
  storePoliciesOf,
  type TableStatus,
  tableStatus,
  type TableVisitFolded,
  visitAwaiting,
} from '@beaveros/domain/service-entity';
import type { Transaction } from '@beaveros/service-kit';
import { and, eq, inArray } from 'drizzle-orm';
import { entityStatuses, tableVisits } from './folded-tables.ts';

/** `service_entities.current_status`; `available` is the seed's word for a table that is free. */
export type CurrentStatus = 'available' | Exclude<TableStatus, 'free' | 'reserved'>;

/**
 * Writes what the folded rows now say of these tables, rooms and bays, in the transaction that changed the rows. Ids that
 * head office does not know (any more) have no row and are skipped.
 */
export async function writeCurrentStatus(
  tx: Transaction,
  tenantId: string,
  entities: Iterable<string>,
): Promise<void> {
  const ids = [...new Set(entities)];
  if (ids.length === 0) return;
  const said = await tx.drizzle
    .select()
    .from(entityStatuses)
    .where(and(eq(entityStatuses.tenantId, tenantId), inArray(entityStatuses.id, ids)));
  const visits = await visitsOf(tx, tenantId, ids);
  const awaiting = await awaitingOf(tx, tenantId, ids);
  const rows = await tx.query<{ readonly id: string; readonly policies: unknown }>(
    `select e.id, p.policies from service_entities e left join store_policies p on p.tenant_id = e.tenant_id and p.id = e.store_id
     where e.tenant_id = $1 and e.id = any($2::uuid[])`,
    [tenantId, ids],
  );
  const own = new Map(said.map((row): readonly [string, EntityStatusFolded] => [row.id, row]));
  const statuses = rows.map(({ id, policies }) => {
    const { isTableDirtyAfterClose: isDirtyAfterClose } = storePoliciesOf(policies);
    const known = {
      own: own.get(id) ?? null,
      visits: (visits.get(id) ?? []).map((visit) => visitAwaiting(visit, awaiting)),
    };
    const status = tableStatus(known, { isDirtyAfterClose });
    return { id, status: (status === 'free' ? 'available' : status) satisfies CurrentStatus };
  });
  await tx.execute(
    `update service_entities e set current_status = s.status
     from json_to_recordset($2::json) as s(id uuid, status text)
     where e.tenant_id = $1 and e.id = s.id and e.current_status <> s.status`,
    [tenantId, JSON.stringify(statuses)],
  );
}

/** Open orders at each, and of those that have left the last: a table has had thousands. */
async function visitsOf(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly TableVisitFolded[]>> {
  const found = await tx.query<{ readonly orderId: string }>(
    `select order_id as "orderId" from table_visits
       where tenant_id = $1 and entity_id = any($2::uuid[]) and left_place is null
     union all
     select last.order_id from unnest($2::uuid[]) as e(id), lateral (
       select order_id from table_visits where tenant_id = $1 and entity_id = e.id and left_place is not null
       order by left_place desc limit 1) last`,
    [tenantId, ids],
  );
  const rows = await tx.drizzle
    .select()
    .from(tableVisits)
    .where(
      and(
        eq(tableVisits.tenantId, tenantId),
        inArray(
          tableVisits.orderId,
          found.map(({ orderId }) => orderId),
        ),
      ),
    );
  return Map.groupBy(rows, ({ entityId }) => entityId);
}

/** Orders at these to which a kitchen owes lines that another order had fired. */
async function awaitingOf(
  tx: Transaction,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ readonly orderId: string }>(
    `select distinct a.order_id as "orderId" from table_visits v
       join arrived_lines a on a.tenant_id = v.tenant_id and a.order_id = v.order_id
       join owed_lines o on o.tenant_id = a.tenant_id and o.order_id = a.ticket_order_id
         and o.order_item_id = a.ticket_item_id and o.firing_id = a.firing_id
     where v.tenant_id = $1 and v.entity_id = any($2::uuid[]) and v.left_place is null`,
    [tenantId, ids],
  );
  return new Set(rows.map(({ orderId }) => orderId));
}
