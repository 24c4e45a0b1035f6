import { decimalToScaled, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { type Item, type productCatalogRoutes, scaledToText } from '@beaveros/protocol/gateway';
import { type Handlers, type Transaction, linked, uniquely } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { changed } from './changed.ts';
import { isPictureOf } from './pictures.ts';
import { publishTillItems } from './publish-till-items.ts';

type ItemHandlers = Pick<Handlers<typeof productCatalogRoutes>, 'readItem' | 'createItem' | 'changeItem'>;
type Content = Omit<Item, 'id' | 'version'>;
type Links = Pick<Content, 'categoryIds' | 'taxIds' | 'modifierIds' | 'barcodes'>;
type LinkRefusal = Refusal<'item/link-unknown' | 'item/duplicate'>;

const NEW: Omit<Content, 'name' | 'price' | keyof Links> = {
  description: null,
  sku: null,
  type: 'product',
  isActive: true,
  isSoldOut: false,
  imageUrl: null,
  color: null,
};

const PICTURE_UNKNOWN = { code: 'item/picture-unknown', field: 'body.imageUrl' } as const;

/** Handlers of one item: its own columns and its links, published in the same transaction. */
export function itemHandlers({ transaction, newId }: IslandTools<typeof productCatalogRoutes>): ItemHandlers {
  return {
    readItem: transaction('readItem', async ({ tx, identity, params: { id } }) => {
      const item = await itemById(tx, identity.tenantId, id);
      return item === undefined ? refuse({ code: 'item/not-found' }) : ok(item);
    }),

    createItem: transaction('createItem', async ({ tx, identity, body }) => {
      const { tenantId } = identity;
      const id = body.id ?? newId();
      if (!(await isPictureOf(tx, tenantId, body.imageUrl ?? null))) return refuse(PICTURE_UNKNOWN);
      const written = await uniquely('item/duplicate', () =>
        tx.execute(
          `insert into items (tenant_id, id, name, description, sku, base_price, type, is_active, is_sold_out, image_url, color)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
          [tenantId, id, ...valuesOf(changed({ ...NEW, name: body.name, price: body.price }, body))],
        ),
      );
      if (!written.ok) return written;
      const taxIds = body.taxIds ?? (await defaultTaxes(tx, tenantId));
      const replaced = await replaceLinks(tx, tenantId, id, { ...body, taxIds });
      if (!replaced.ok) return replaced;
      await publishTillItems(tx, tenantId, [id]);
      return ok((await itemById(tx, tenantId, id))!);
    }),

    changeItem: transaction('changeItem', async ({ tx, identity, params: { id }, body }) => {
      const { tenantId } = identity;
      // Locked: two who change it at once do not undo each other.
      await tx.query('select from items where tenant_id = $1 and id = $2 for update', [tenantId, id]);
      const before = await itemById(tx, tenantId, id);
      if (before === undefined) return refuse({ code: 'item/not-found' });
      const { imageUrl = before.imageUrl } = body;
      // What stands there may be older than pictures; sent back unchanged, it stays.
      if (imageUrl !== before.imageUrl && !(await isPictureOf(tx, tenantId, imageUrl)))
        return refuse(PICTURE_UNKNOWN);
      const written = await uniquely('item/duplicate', () =>
        tx.execute(
          `update items set name = $3, description = $4, sku = $5, base_price = $6, type = $7, is_active = $8,
             is_sold_out = $9, image_url = $10, color = $11, updated_at = now() where tenant_id = $1 and id = $2`,
          [tenantId, id, ...valuesOf(changed(before, body))],
        ),
      );
      if (!written.ok) return written;
      const replaced = await replaceLinks(tx, tenantId, id, body);
      if (!replaced.ok) return replaced;
      await publishTillItems(tx, tenantId, [id]);
      return ok((await itemById(tx, tenantId, id))!);
    }),
  };
}

function valuesOf(item: Omit<Content, keyof Links>): readonly unknown[] {
  const { name, description, sku, price, type, isActive, isSoldOut, imageUrl, color } = item;
  return [name, description, sku, price, type, isActive, isSoldOut, imageUrl, color];
}

async function defaultTaxes(tx: Transaction, tenantId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from taxes where tenant_id = $1 and is_default and is_active',
    [tenantId],
  );
  return rows.map(({ id }) => id);
}

type LinksGiven = { readonly [Field in keyof Links]?: readonly string[] | undefined };

/** Replaces the lists that are given; those that are not stay. */
async function replaceLinks(
  tx: Transaction,
  tenantId: string,
  id: string,
  links: LinksGiven,
): Promise<Result<void, LinkRefusal>> {
  for (const { table, column, field, type } of LINKS) {
    const given = links[field];
    if (given === undefined) continue;
    await tx.execute(`delete from ${table} where tenant_id = $1 and item_id = $2`, [tenantId, id]);
    const position =
      table === 'item_taxes' ? { name: '', value: '' } : { name: ', position', value: ', place' };
    const written = await linked('item/link-unknown', () =>
      tx.execute(
        `insert into ${table} (tenant_id, item_id, ${column}${position.name})
         select $1::uuid, $2::uuid, value${position.value} from unnest($3::${type}[]) with ordinality as l(value, place)`,
        [tenantId, id, [...new Set(given)]],
      ),
    );
    if (!written.ok) return refuse({ code: 'item/link-unknown', field: `body.${field}` } as LinkRefusal);
  }
  return ok(undefined);
}

const LINKS = [
  { table: 'item_categories', column: 'category_id', field: 'categoryIds', type: 'uuid' },
  { table: 'item_taxes', column: 'tax_id', field: 'taxIds', type: 'uuid' },
  { table: 'item_modifiers', column: 'modifier_id', field: 'modifierIds', type: 'uuid' },
  { table: 'item_barcodes', column: 'barcode', field: 'barcodes', type: 'text' },
] as const;

/** An item with its links, as every answer shows it. `i` is the row of `items`. */
export const ITEM = `
select i.id, i.name, i.description, i.sku, i.type, i.base_price as price, i.is_active as "isActive",
  i.is_sold_out as "isSoldOut", i.image_url as "imageUrl", i.color,
  array(select l.category_id::text from item_categories l where l.tenant_id = i.tenant_id and l.item_id = i.id
    order by l.position, l.category_id) as "categoryIds",
  array(select l.tax_id::text from item_taxes l where l.tenant_id = i.tenant_id and l.item_id = i.id order by l.tax_id) as "taxIds",
  array(select l.modifier_id::text from item_modifiers l where l.tenant_id = i.tenant_id and l.item_id = i.id
    order by l.position, l.modifier_id) as "modifierIds",
  array(select l.barcode::text from item_barcodes l where l.tenant_id = i.tenant_id and l.item_id = i.id
    order by l.position, l.barcode) as barcodes,
  (select t.version from till_items t where t.tenant_id = i.tenant_id and t.id = i.id) as version
from items i`;

async function itemById(tx: Transaction, tenantId: string, id: string): Promise<Item | undefined> {
  const [row] = await tx.query<Item>(`${ITEM} where i.tenant_id = $1 and i.id = $2`, [tenantId, id]);
  return row === undefined ? undefined : toItem(row);
}

/** Prices as short decimal text. */
export function toItem(row: Item): Item {
  return { ...row, price: scaledToText(decimalToScaled(row.price, 6)!, 6) };
}
