import type { ServiceDatabase } from './databases.ts';

/** Every row of a tenant in one database, as it was at one moment: a backup as far as that tenant goes. */
export interface Copy {
  readonly rows: Readonly<Record<string, string>>;
}

export async function copyOf({ admin, tables }: ServiceDatabase, tenant: string): Promise<Copy> {
  const parts = tables.names.map(
    (name) =>
      `select '${name}' as name, coalesce(json_agg(t), '[]')::text as rows from ${name} t where tenant_id = $1`,
  );
  const { rows } = await admin.query<{ name: string; rows: string }>(parts.join(' union all '), [tenant]);
  return { rows: Object.fromEntries(rows.map(({ name, rows: text }) => [name, text])) };
}

/** The tenant's rows go back to what a copy holds. */
export async function giveBack(
  { admin, tables }: ServiceDatabase,
  tenant: string,
  copy: Copy,
): Promise<void> {
  await admin.query('begin');
  for (const name of tables.names) {
    await admin.query(`delete from ${name} where tenant_id = $1`, [tenant]);
    const text = copy.rows[name];
    if (text === undefined || text === '[]') continue;
    const columns = tables.columns[name]!;
    await admin.query(
      `insert into ${name} (${columns}) overriding system value select ${columns} from json_populate_recordset(null::${name}, $1::json)`,
      [text],
    );
  }
  await admin.query('commit');
}
