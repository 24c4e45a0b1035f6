import type { Transaction } from '@beaveros/service-kit';

/**
 * Writes how these items move stock, from settings, recipes and their options' recipes as this transaction has them: one
 * row an item that moves any, version + 1 where anything changed and nothing written where not; the row goes where nothing
 * is left to say. Called by `publishTillItems`, under its lock.
 */
export async function publishTillStock(
  tx: Transaction,
  tenantId: string,
  itemIds: readonly string[],
): Promise<void> {
  await tx.execute(PUBLISH, [tenantId, itemIds]);
  await tx.execute(TAKE_AWAY, [tenantId, itemIds]);
}

/** The items whose row a recipe's change moves: its own, or those that offer its option. */
export async function itemsWithOption(
  tx: Transaction,
  tenantId: string,
  optionId: string,
): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    `select l.item_id as id from modifier_options o
      join item_modifiers l on l.tenant_id = o.tenant_id and l.modifier_id = o.modifier_id
     where o.tenant_id = $1 and o.id = $2`,
    [tenantId, optionId],
  );
  return rows.map(({ id }) => id);
}

const LINES_OF = (recipe: string) => `coalesce((select jsonb_agg(jsonb_build_object('item', l.ingredient_id,
    'quantityMicro', (l.quantity * 1000000)::bigint) order by l.position, l.ingredient_id)
  from recipe_lines l where l.tenant_id = ${recipe}.tenant_id and l.recipe_id = ${recipe}.id), '[]')`;

/** Of the items asked for, those that say anything of stock. */
const MOVING = `
select i.tenant_id, i.id, coalesce(s.is_tracked, false) as is_tracked, s.low_quantity, coalesce(r.yield, 1) as yield,
  case when r.id is null then '[]' else ${LINES_OF('r')} end as ingredients,
  coalesce((select jsonb_agg(jsonb_build_object('option', o.id, 'ingredients', ${LINES_OF('p')}) order by m.position, o.position, o.id)
    from item_modifiers m
    join modifier_options o on o.tenant_id = m.tenant_id and o.modifier_id = m.modifier_id
    join recipes p on p.tenant_id = o.tenant_id and p.option_id = o.id
    where m.tenant_id = i.tenant_id and m.item_id = i.id), '[]') as options
from items i
left join stock_settings s on s.tenant_id = i.tenant_id and s.item_id = i.id
left join recipes r on r.tenant_id = i.tenant_id and r.item_id = i.id
where i.tenant_id = $1 and i.id = any($2::uuid[])`;

const SAYS_SOMETHING = `(m.is_tracked or m.low_quantity is not null or m.ingredients <> '[]' or m.options <> '[]')`;

const PUBLISH = `
insert into till_stock as t (tenant_id, id, is_tracked, low_quantity, yield, ingredients, options, version)
select m.tenant_id, m.id, m.is_tracked, m.low_quantity, m.yield, m.ingredients, m.options, 1 from (${MOVING}) m
where ${SAYS_SOMETHING}
on conflict (tenant_id, id) do update set is_tracked = excluded.is_tracked, low_quantity = excluded.low_quantity,
  yield = excluded.yield, ingredients = excluded.ingredients, options = excluded.options, version = t.version + 1,
  updated_at = now()
where (t.is_tracked, t.low_quantity, t.yield, t.ingredients, t.options) is distinct from (excluded.is_tracked,
  excluded.low_quantity, excluded.yield, excluded.ingredients, excluded.options)`;

const TAKE_AWAY = `
delete from till_stock t using (${MOVING}) m
where t.tenant_id = m.tenant_id and t.id = m.id and not ${SAYS_SOMETHING}`;
