import { scaledToDecimal, type RatePpm, type UnitPriceMicro } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import { publishTillItems } from './publish-till-items.ts';

/** A catalogue as rows with ids of the caller: what is there is changed, what is not is added, nothing is taken away. */
export interface CatalogueImport {
  readonly categories?: readonly {
    readonly id: string;
    readonly name: string;
    readonly position?: number;
    readonly color?: string | null;
  }[];
  readonly taxes?: readonly {
    readonly id: string;
    readonly name: string;
    readonly ratePpm: RatePpm | number;
    readonly mode: 'included' | 'excluded';
    readonly compound?: boolean;
    readonly sequence?: number;
    readonly isDefault?: boolean;
  }[];
  readonly modifiers?: readonly {
    readonly id: string;
    readonly name: string;
    readonly selectionType: 'single' | 'multiple';
    readonly minOptions: number;
    readonly maxOptions: number;
    readonly options: readonly {
      readonly id: string;
      readonly name: string;
      readonly priceMicro: UnitPriceMicro | number;
    }[];
  }[];
  /** Their links replace those that are there. */
  readonly items?: readonly ImportedItem[];
}

export interface ImportedItem {
  readonly id: string;
  readonly name: string;
  readonly sku: string | null;
  readonly priceMicro: UnitPriceMicro | number;
  readonly type?: 'product' | 'service' | 'combo' | 'gift_card';
  readonly isActive?: boolean;
  readonly categoryIds?: readonly string[];
  readonly taxIds?: readonly string[];
  readonly modifierIds?: readonly string[];
  readonly barcodes?: readonly string[];
}

/** Items of one statement: about 1.5 MB of JSON, well under a statement's 15 s on a slow machine. */
const CHUNK_ITEMS = 5_000;

/**
 * Imports in the transaction it is given, set by set, and publishes the items. 100,000 items take some seconds, so a
 * caller with that many gives a transaction of its own to each part. Answers how many items were added and changed.
 * Faults: `database/duplicate` (a name or SKU that another row has), `database/missing-reference` (an unknown link).
 */
export async function importCatalogue(
  tx: Transaction,
  tenantId: string,
  { categories = [], taxes = [], modifiers = [], items = [] }: CatalogueImport,
): Promise<{ readonly created: number; readonly changed: number }> {
  if (categories.length > 0) await importCategories(tx, tenantId, categories);
  if (taxes.length > 0) await importTaxes(tx, tenantId, taxes);
  if (modifiers.length > 0) await importModifiers(tx, tenantId, modifiers);
  let created = 0;
  for (let from = 0; from < items.length; from += CHUNK_ITEMS) {
    created += await importItems(tx, tenantId, items.slice(from, from + CHUNK_ITEMS));
  }
  return { created, changed: items.length - created };
}

async function importCategories(
  tx: Transaction,
  tenantId: string,
  categories: NonNullable<CatalogueImport['categories']>,
): Promise<void> {
  await tx.execute(
    `insert into categories (tenant_id, id, name, position, color)
     select $1::uuid, id, name, coalesce(position, 0), color
     from json_to_recordset($2::json) as r(id uuid, name text, position integer, color text)
     on conflict (tenant_id, id) do update set name = excluded.name, position = excluded.position, color = excluded.color,
       updated_at = now()`,
    [tenantId, JSON.stringify(categories)],
  );
}

async function importTaxes(
  tx: Transaction,
  tenantId: string,
  taxes: NonNullable<CatalogueImport['taxes']>,
): Promise<void> {
  const rows = taxes.map(({ ratePpm, ...tax }) => ({ ...tax, rate: scaledToDecimal(ratePpm, 6) }));
  await tx.execute(
    `insert into taxes (tenant_id, id, name, rate, mode, compound, sequence, is_default)
     select $1::uuid, id, name, rate, mode, coalesce(compound, false), coalesce(sequence, 0), coalesce("isDefault", false)
     from json_to_recordset($2::json) as r(id uuid, name text, rate numeric, mode text, compound boolean, sequence integer,
       "isDefault" boolean)
     on conflict (tenant_id, id) do update set name = excluded.name, rate = excluded.rate, mode = excluded.mode,
       compound = excluded.compound, sequence = excluded.sequence, is_default = excluded.is_default, updated_at = now()`,
    [tenantId, JSON.stringify(rows)],
  );
}

async function importModifiers(
  tx: Transaction,
  tenantId: string,
  modifiers: NonNullable<CatalogueImport['modifiers']>,
): Promise<void> {
  await tx.execute(
    `insert into modifiers (tenant_id, id, name, selection_type, min_options, max_options)
     select $1::uuid, id, name, "selectionType", "minOptions", "maxOptions"
     from json_to_recordset($2::json) as r(id uuid, name text, "selectionType" text, "minOptions" integer, "maxOptions" integer)
     on conflict (tenant_id, id) do update set name = excluded.name, selection_type = excluded.selection_type,
       min_options = excluded.min_options, max_options = excluded.max_options, updated_at = now()`,
    [tenantId, JSON.stringify(modifiers.map(({ options: _options, ...modifier }) => modifier))],
  );
  const options = modifiers.flatMap(({ id, options }) =>
    options.map((option, position) => ({
      ...option,
      modifier: id,
      position,
      price: scaledToDecimal(option.priceMicro, 6),
    })),
  );
  await tx.execute(
    `insert into modifier_options (tenant_id, id, modifier_id, name, price_adjustment, position)
     select $1::uuid, id, modifier, name, price, position
     from json_to_recordset($2::json) as r(id uuid, modifier uuid, name text, price numeric, position integer)
     on conflict (tenant_id, id) do update set modifier_id = excluded.modifier_id, name = excluded.name,
       price_adjustment = excluded.price_adjustment, position = excluded.position, updated_at = now()`,
    [tenantId, JSON.stringify(options)],
  );
}

/** Answers how many were new. */
async function importItems(
  tx: Transaction,
  tenantId: string,
  items: readonly ImportedItem[],
): Promise<number> {
  const rows = JSON.stringify(
    items.map(({ priceMicro, ...item }) => ({ ...item, price: scaledToDecimal(priceMicro, 6) })),
  );
  const [counted] = await tx.query<{ created: number }>(
    `with written as (
       insert into items (tenant_id, id, name, sku, base_price, type, is_active)
       select $1::uuid, id, name, sku, price, coalesce(type, 'product'), coalesce("isActive", true)
       from json_to_recordset($2::json) as r(id uuid, name text, sku text, price numeric, type text, "isActive" boolean)
       on conflict (tenant_id, id) do update set name = excluded.name, sku = excluded.sku, base_price = excluded.base_price,
         type = excluded.type, is_active = excluded.is_active, updated_at = now()
       -- xmax is 0 in a row that this statement inserted.
       returning (xmax = 0) as is_new
     ) select count(*) filter (where is_new)::int as created from written`,
    [tenantId, rows],
  );
  const ids = items.map(({ id }) => id);
  const created = counted!.created;
  for (const { table, column, field, type } of LINKS) {
    if (created < items.length)
      await tx.execute(`delete from ${table} where tenant_id = $1 and item_id = any($2::uuid[])`, [
        tenantId,
        ids,
      ]);
    if (!items.some((item) => (item[field]?.length ?? 0) > 0)) continue;
    const position =
      table === 'item_taxes' ? { name: '', value: '' } : { name: ', position', value: ', min(l.place)' };
    await tx.execute(
      `insert into ${table} (tenant_id, item_id, ${column}${position.name})
       select $1::uuid, r.id, l.value::${type}${position.value}
       from json_to_recordset($2::json) as r(id uuid, "${field}" json),
         json_array_elements_text(r."${field}") with ordinality as l(value, place) group by 2, 3`,
      [tenantId, rows],
    );
  }
  await publishTillItems(tx, tenantId, ids);
  return created;
}

const LINKS = [
  { table: 'item_categories', column: 'category_id', field: 'categoryIds', type: 'uuid' },
  { table: 'item_taxes', column: 'tax_id', field: 'taxIds', type: 'uuid' },
  { table: 'item_modifiers', column: 'modifier_id', field: 'modifierIds', type: 'uuid' },
  { table: 'item_barcodes', column: 'barcode', field: 'barcodes', type: 'text' },
] as const;
