import type { PriceRuleBody } from '@beaveros/protocol/gateway';
import type { Transaction } from '@beaveros/service-kit';

type Table = 'items' | 'categories' | 'taxes';

/** Fields of a rule that name rows of this service, wherever they stand in it. */
const TABLE_BY_FIELD: Readonly<Record<string, Table>> = {
  item: 'items',
  items: 'items',
  categories: 'categories',
  taxIds: 'taxes',
  from: 'taxes',
  to: 'taxes',
};

interface Link {
  readonly table: Table;
  readonly id: string;
  /** `body.rule.target.items.0` */
  readonly field: string;
}

/** The first id in a rule that names nothing of the tenant, as the field it stands in; null: all name something. */
export async function unknownLink(
  tx: Transaction,
  tenantId: string,
  rule: PriceRuleBody['rule'],
): Promise<string | null> {
  const links = [...linksIn(rule, 'body.rule', undefined)];
  for (const table of ['items', 'categories', 'taxes'] as const) {
    const wanted = links.filter((link) => link.table === table);
    if (wanted.length === 0) continue;
    const rows = await tx.query<{ id: string }>(
      `select id from ${table} where tenant_id = $1 and id = any ($2::uuid[])`,
      [tenantId, wanted.map(({ id }) => id)],
    );
    const known = new Set(rows.map(({ id }) => id));
    const unknown = wanted.find(({ id }) => !known.has(id));
    if (unknown !== undefined) return unknown.field;
  }
  return null;
}

function* linksIn(value: unknown, field: string, table: Table | undefined): Generator<Link> {
  if (typeof value === 'string') {
    if (table !== undefined) yield { table, id: value, field };
  } else if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) yield* linksIn(each, `${field}.${at}`, table);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value))
      yield* linksIn(each, `${field}.${name}`, TABLE_BY_FIELD[name]);
  }
}
