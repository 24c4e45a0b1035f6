import type { SideRecord } from '@beaveros/domain/journal';
import type { Transaction } from '@beaveros/service-kit';
import type { ChainKey } from './chain-row.ts';

export interface SideOfEntry {
  readonly seq: number;
  readonly side: SideRecord;
}

/**
 * Whoever keeps records and whoever erases them wait for each other: a record that comes while it is erased would stay.
 * Held to the end of the transaction; many may keep at once.
 */
async function lockSides(tx: Transaction, tenant: string, mode: 'keep' | 'erase'): Promise<void> {
  const lock = mode === 'keep' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await tx.query(`select ${lock}(hashtextextended($1, 0))`, [`journal-sides/${tenant}`]);
}

/** Keeps records beside entries that stand; erased ones are left out. */
export async function insertSides(
  tx: Transaction,
  { tenant, chain }: ChainKey,
  sides: readonly SideOfEntry[],
): Promise<void> {
  if (sides.length === 0) return;
  await lockSides(tx, tenant, 'keep');
  await tx.execute(
    `insert into sides (tenant_id, id, chain, seq, salt, value)
     select $1, s.id, $2, s.seq, s.salt, s.value from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[]) as s (id, seq, salt, value)
     where not exists (select 1 from erased_sides e where e.tenant_id = $1 and e.id = s.id)
     on conflict do nothing`,
    [
      tenant,
      chain,
      sides.map(({ side }) => side.id),
      sides.map(({ seq }) => seq),
      sides.map(({ side }) => side.salt),
      sides.map(({ side }) => side.value),
    ],
  );
}

/** Those of the records that no known `Erased` names. */
export async function standingSides(
  tx: Transaction,
  tenant: string,
  sides: readonly SideRecord[],
): Promise<ReadonlySet<string>> {
  const ids = new Set(sides.map(({ id }) => id as string));
  if (ids.size === 0) return ids;
  await lockSides(tx, tenant, 'keep');
  const erased = await tx.query<{ id: string }>(
    'select id from erased_sides where tenant_id = $1 and id = any($2::uuid[])',
    [tenant, [...ids]],
  );
  for (const { id } of erased) ids.delete(id);
  return ids;
}

/** Deletes records wherever they are, also beside entries that were set aside, and takes them never again. */
export async function eraseSides(tx: Transaction, tenant: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await lockSides(tx, tenant, 'erase');
  await tx.execute(
    'insert into erased_sides (tenant_id, id) select $1, id from unnest($2::uuid[]) as e (id) on conflict do nothing',
    [tenant, ids],
  );
  await tx.execute('delete from sides where tenant_id = $1 and id = any($2::uuid[])', [tenant, ids]);
  await tx.execute(
    `update forks f set sides = (
       select coalesce(jsonb_agg(side), '[]') from jsonb_array_elements(f.sides) as side where not (side ->> 'id')::uuid = any($2::uuid[]))
     where tenant_id = $1 and sides <> '[]'
       and exists (select 1 from jsonb_array_elements(f.sides) as side where (side ->> 'id')::uuid = any($2::uuid[]))`,
    [tenant, ids],
  );
}
