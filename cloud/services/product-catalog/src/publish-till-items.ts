import type { Transaction } from '@beaveros/service-kit';
import { publishTillStock } from './publish-till-stock.ts';

/**
 * Writes what tills sell from, for these items, from their parts as this transaction has them: one statement, one row an
 * item, version + 1 where anything changed and nothing written where not. To be called in every transaction that
 * changes an item, its links, its modifiers or their options. How the items move stock is published with them. Answers
 * how many rows of items changed.
 */
export async function publishTillItems(
  tx: Transaction,
  tenantId: string,
  itemIds: readonly string[],
): Promise<number> {
  if (itemIds.length === 0) return 0;
  await lockPublishing(tx, tenantId);
  const changed = await tx.execute(PUBLISH, [tenantId, itemIds]);
  await publishTillStock(tx, tenantId, itemIds);
  return changed;
}

/** The items that have this modifier. */
export async function itemsWithModifier(
  tx: Transaction,
  tenantId: string,
  modifierId: string,
): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    'select item_id as id from item_modifiers where tenant_id = $1 and modifier_id = $2',
    [tenantId, modifierId],
  );
  return rows.map(({ id }) => id);
}

/** The items that have this tax. */
export async function itemsWithTax(
  tx: Transaction,
  tenantId: string,
  taxId: string,
): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    'select item_id as id from item_taxes where tenant_id = $1 and tax_id = $2',
    [tenantId, taxId],
  );
  return rows.map(({ id }) => id);
}

/**
 * Publishers of a tenant take turns. Without it two transactions that change two parts of one item would each publish the
 * other's old part, and the later one would stand for good: its snapshot is older than its wait for the row.
 */
export async function lockPublishing(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`till-items/${tenantId}`]);
}

const PUBLISH = `
insert into till_items as t (tenant_id, id, name, sku, type, price, category_ids, tax_ids, modifiers, barcodes, image_url,
  color, is_active, is_sold_out, version)
select i.tenant_id, i.id, i.name, i.sku, i.type, i.base_price,
  coalesce((select jsonb_agg(l.category_id order by l.position, l.category_id) from item_categories l
    where l.tenant_id = i.tenant_id and l.item_id = i.id), '[]'),
  coalesce((select jsonb_agg(l.tax_id order by x.sequence, l.tax_id) from item_taxes l
    join taxes x on x.tenant_id = l.tenant_id and x.id = l.tax_id
    where l.tenant_id = i.tenant_id and l.item_id = i.id), '[]'),
  coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'selectionType', m.selection_type,
      'minOptions', m.min_options, 'maxOptions', m.max_options, 'options',
      coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name,
          'priceMicro', (o.price_adjustment * 1000000)::bigint, 'isActive', o.is_active) order by o.position, o.id)
        from modifier_options o where o.tenant_id = m.tenant_id and o.modifier_id = m.id), '[]'))
      order by l.position, m.id)
    from item_modifiers l join modifiers m on m.tenant_id = l.tenant_id and m.id = l.modifier_id
    where l.tenant_id = i.tenant_id and l.item_id = i.id and m.is_active), '[]'),
  coalesce((select jsonb_agg(b.barcode order by b.position, b.barcode) from item_barcodes b
    where b.tenant_id = i.tenant_id and b.item_id = i.id), '[]'),
  i.image_url, i.color, i.is_active, i.is_sold_out, 1
from items i where i.tenant_id = $1 and i.id = any($2::uuid[])
on conflict (tenant_id, id) do update set name = excluded.name, sku = excluded.sku, type = excluded.type,
  price = excluded.price, category_ids = excluded.category_ids, tax_ids = excluded.tax_ids, modifiers = excluded.modifiers,
  barcodes = excluded.barcodes, image_url = excluded.image_url, color = excluded.color, is_active = excluded.is_active,
  is_sold_out = excluded.is_sold_out, version = t.version + 1, updated_at = now()
where (t.name, t.sku, t.type, t.price, t.category_ids, t.tax_ids, t.modifiers, t.barcodes, t.image_url, t.color, t.is_active,
  t.is_sold_out) is distinct from (excluded.name, excluded.sku, excluded.type, excluded.price, excluded.category_ids,
  excluded.tax_ids, excluded.modifiers, excluded.barcodes, excluded.image_url, excluded.color, excluded.is_active,
  excluded.is_sold_out)`;
