import { decimalToScaled, type NewId, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import {
  type OptionRecipe,
  type productCatalogRoutes,
  scaledToText,
  type StockSettings,
} from '@beaveros/protocol/gateway';
import { type Handlers, linked, type Transaction } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { lockPublishing, publishTillItems } from './publish-till-items.ts';
import { itemsWithOption } from './publish-till-stock.ts';

type RecipeHandlers = Pick<
  Handlers<typeof productCatalogRoutes>,
  'readStockSettings' | 'setStockSettings' | 'readOptionRecipe' | 'setOptionRecipe'
>;
type Line = OptionRecipe['lines'][number];
type Owner = { readonly column: 'item_id' | 'option_id'; readonly id: string };

/** As many as a till follows (domain, stock/movements.ts). */
const RECIPE_DEPTH_MAX = 4;

/** Handlers of how items move stock. Each publishes, in its transaction, every item that it changes. */
export function recipeHandlers({
  transaction,
  newId,
}: IslandTools<typeof productCatalogRoutes>): RecipeHandlers {
  return {
    readStockSettings: transaction('readStockSettings', async ({ tx, identity, params: { id } }) => {
      const settings = await settingsOf(tx, identity.tenantId, id);
      return settings === undefined ? refuse({ code: 'item/not-found' }) : ok(settings);
    }),

    setStockSettings: transaction('setStockSettings', async ({ tx, identity, params: { id }, body }) => {
      const { tenantId } = identity;
      // Recipes that name each other are written one after the other, so that no circle closes between two looks.
      await lockPublishing(tx, tenantId);
      if ((await settingsOf(tx, tenantId, id)) === undefined) return refuse({ code: 'item/not-found' });
      await tx.execute(
        `insert into stock_settings (tenant_id, item_id, is_tracked, low_quantity) values ($1, $2, $3, $4)
         on conflict (tenant_id, item_id) do update set is_tracked = excluded.is_tracked,
           low_quantity = excluded.low_quantity, updated_at = now()`,
        [tenantId, id, body.isTracked, body.lowQuantity],
      );
      const owner = { column: 'item_id', id } as const;
      const { yield: made = '1', lines = [] } = body.recipe ?? {};
      const written = await replaceRecipe(tx, { tenantId, owner, made, lines, newId });
      if (!written.ok) return written;
      const wrong = await wrongRecipe(tx, tenantId, id);
      if (wrong !== null) return refuse(wrong);
      await publishTillItems(tx, tenantId, [id]);
      return ok((await settingsOf(tx, tenantId, id))!);
    }),

    readOptionRecipe: transaction('readOptionRecipe', async ({ tx, identity, params: { id } }) => {
      const recipe = await optionRecipe(tx, identity.tenantId, id);
      return recipe === undefined ? refuse({ code: 'modifier-option/not-found' }) : ok(recipe);
    }),

    setOptionRecipe: transaction('setOptionRecipe', async ({ tx, identity, params: { id }, body }) => {
      const { tenantId } = identity;
      await lockPublishing(tx, tenantId);
      if ((await optionRecipe(tx, tenantId, id)) === undefined)
        return refuse({ code: 'modifier-option/not-found' });
      const owner = { column: 'option_id', id } as const;
      const written = await replaceRecipe(tx, { tenantId, owner, made: '1', lines: body.lines, newId });
      if (!written.ok) return written;
      await publishTillItems(tx, tenantId, await itemsWithOption(tx, tenantId, id));
      return ok((await optionRecipe(tx, tenantId, id))!);
    }),
  };
}

async function replaceRecipe(
  tx: Transaction,
  {
    tenantId,
    owner,
    made,
    lines,
    newId,
  }: {
    readonly tenantId: string;
    readonly owner: Owner;
    readonly made: string;
    readonly lines: readonly Line[];
    readonly newId: NewId;
  },
): Promise<Result<void, Refusal<'recipe/ingredient-unknown'>>> {
  await tx.execute(`delete from recipes where tenant_id = $1 and ${owner.column} = $2`, [tenantId, owner.id]);
  if (lines.length === 0) return ok(undefined);
  const recipe = newId();
  await tx.execute(`insert into recipes (tenant_id, id, ${owner.column}, yield) values ($1, $2, $3, $4)`, [
    tenantId,
    recipe,
    owner.id,
    made,
  ]);
  const rows = lines.map((line, position) => ({ ...line, position }));
  const written = await linked('recipe/ingredient-unknown', () =>
    tx.execute(
      `insert into recipe_lines (tenant_id, recipe_id, ingredient_id, quantity, position)
       select $1::uuid, $2::uuid, "ingredientId", quantity, position
       from json_to_recordset($3::json) as r("ingredientId" uuid, quantity numeric, position integer)`,
      [tenantId, recipe, JSON.stringify(rows)],
    ),
  );
  return written.ok ? ok(undefined) : written;
}

/** Whether what an item is made of leads back to it, or further down than a till follows. */
async function wrongRecipe(
  tx: Transaction,
  tenantId: string,
  item: string,
): Promise<Refusal<'recipe/circle' | 'recipe/too-deep'> | null> {
  const [found] = await tx.query<{ circle: boolean | null; depth: number | null }>(
    `with recursive made_of (item, depth) as (
       select l.ingredient_id, 1 from recipes r
         join recipe_lines l on l.tenant_id = r.tenant_id and l.recipe_id = r.id
        where r.tenant_id = $1 and r.item_id = $2
       union
       select l.ingredient_id, m.depth + 1 from made_of m
         join recipes r on r.tenant_id = $1 and r.item_id = m.item
         join recipe_lines l on l.tenant_id = r.tenant_id and l.recipe_id = r.id
        where m.depth <= $3
     )
     select bool_or(item = $2) as circle, max(depth) as depth from made_of`,
    [tenantId, item, RECIPE_DEPTH_MAX],
  );
  if (found?.circle === true) return { code: 'recipe/circle' };
  return (found?.depth ?? 0) > RECIPE_DEPTH_MAX ? { code: 'recipe/too-deep' } : null;
}

const LINES_OF = (column: Owner['column'], id: string) => `
coalesce((select jsonb_agg(jsonb_build_object('ingredientId', l.ingredient_id, 'quantity', l.quantity::text)
    order by l.position, l.ingredient_id)
  from recipes r join recipe_lines l on l.tenant_id = r.tenant_id and l.recipe_id = r.id
  where r.tenant_id = $1 and r.${column} = ${id}), '[]')`;

async function settingsOf(
  tx: Transaction,
  tenantId: string,
  item: string,
): Promise<StockSettings | undefined> {
  const [row] = await tx.query<{
    readonly isTracked: boolean;
    readonly lowQuantity: string | null;
    readonly yield: string | null;
    readonly lines: readonly Line[];
  }>(
    `select coalesce(s.is_tracked, false) as "isTracked", s.low_quantity as "lowQuantity",
       (select r.yield from recipes r where r.tenant_id = $1 and r.item_id = i.id) as yield,
       ${LINES_OF('item_id', 'i.id')} as lines
     from items i left join stock_settings s on s.tenant_id = i.tenant_id and s.item_id = i.id
     where i.tenant_id = $1 and i.id = $2`,
    [tenantId, item],
  );
  if (row === undefined) return undefined;
  return {
    itemId: item as StockSettings['itemId'],
    isTracked: row.isTracked,
    lowQuantity: row.lowQuantity === null ? null : plain(row.lowQuantity),
    recipe: row.yield === null ? null : { yield: plain(row.yield), lines: row.lines.map(plainLine) },
  };
}

async function optionRecipe(
  tx: Transaction,
  tenantId: string,
  option: string,
): Promise<OptionRecipe | undefined> {
  const [row] = await tx.query<{ readonly lines: readonly Line[] }>(
    `select ${LINES_OF('option_id', 'o.id')} as lines from modifier_options o where o.tenant_id = $1 and o.id = $2`,
    [tenantId, option],
  );
  if (row === undefined) return undefined;
  return { optionId: option as OptionRecipe['optionId'], lines: row.lines.map(plainLine) };
}

function plainLine(line: Line): Line {
  return { ...line, quantity: plain(line.quantity) };
}

function plain(decimal: string): string {
  return scaledToText(decimalToScaled(decimal, 6)!, 6);
}
