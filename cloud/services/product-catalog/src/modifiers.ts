import { decimalToScaled, isId, type NewId, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { type Modifier, type productCatalogRoutes, scaledToText } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf, type Transaction, uniquely } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';
import { changed } from './changed.ts';
import { itemsWithModifier, publishTillItems } from './publish-till-items.ts';

type ModifierHandlers = Pick<
  Handlers<typeof productCatalogRoutes>,
  'listModifiers' | 'createModifier' | 'changeModifier'
>;
type Option = Modifier['options'][number];
interface OptionGiven {
  readonly id?: string | undefined;
  readonly name: string;
  readonly priceAdjustment?: string | undefined;
  readonly isActive?: boolean | undefined;
}
type Content = Omit<Modifier, 'id' | 'options'>;
type OptionRefusal = Refusal<'modifier-option/not-found'>;

const byName = z.tuple([z.string(), z.string().refine(isId)]);
const NEW: Omit<Content, 'name'> = {
  description: null,
  selectionType: 'single',
  minOptions: 0,
  maxOptions: 1,
  isActive: true,
};

/** Handlers of modifiers and their options. A change publishes every item that has the modifier. */
export function modifierHandlers({
  transaction,
  newId,
}: IslandTools<typeof productCatalogRoutes>): ModifierHandlers {
  return {
    listModifiers: transaction('listModifiers', async ({ tx, identity, query: { limit, cursor } }) => {
      const [name, id] = cursor === undefined ? ['', null] : decodeCursor(byName, cursor);
      const rows = await tx.query<Modifier>(
        `${MODIFIER} where m.tenant_id = $1 and ($3::uuid is null or (m.name, m.id) > ($2, $3)) order by m.name, m.id limit $4`,
        [identity.tenantId, name, id, limit + 1],
      );
      return ok(pageOf(rows, { limit, item: toModifier, key: (row) => [row.name, row.id] }));
    }),

    createModifier: transaction('createModifier', async ({ tx, identity, body }) => {
      const { tenantId } = identity;
      const { options = [], id = newId(), ...given } = body;
      const content: Content = changed({ ...NEW, name: body.name }, given);
      if (content.minOptions > content.maxOptions)
        return refuse({ code: 'modifier/min-above-max', field: 'body.minOptions' });
      const written = await uniquely('modifier/duplicate', () =>
        tx.execute(
          `insert into modifiers (tenant_id, id, name, description, selection_type, min_options, max_options, is_active)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [tenantId, id, ...valuesOf(content)],
        ),
      );
      if (!written.ok) return written;
      const replaced = await replaceOptions(tx, { tenantId, id, before: [], options, newId });
      return replaced.ok ? ok((await modifierById(tx, tenantId, id))!) : replaced;
    }),

    changeModifier: transaction('changeModifier', async ({ tx, identity, params: { id }, body }) => {
      const { tenantId } = identity;
      // Locked: two who change it at once do not undo each other.
      await tx.query('select from modifiers where tenant_id = $1 and id = $2 for update', [tenantId, id]);
      const before = await modifierById(tx, tenantId, id);
      if (before === undefined) return refuse({ code: 'modifier/not-found' });
      const { options, ...given } = body;
      const content: Content = changed<Content>(before, given);
      if (content.minOptions > content.maxOptions)
        return refuse({ code: 'modifier/min-above-max', field: 'body.minOptions' });
      const written = await uniquely('modifier/duplicate', () =>
        tx.execute(
          `update modifiers set name = $3, description = $4, selection_type = $5, min_options = $6, max_options = $7,
             is_active = $8, updated_at = now() where tenant_id = $1 and id = $2`,
          [tenantId, id, ...valuesOf(content)],
        ),
      );
      if (!written.ok) return written;
      if (options !== undefined) {
        const replaced = await replaceOptions(tx, { tenantId, id, before: before.options, options, newId });
        if (!replaced.ok) return replaced;
      }
      await publishTillItems(tx, tenantId, await itemsWithModifier(tx, tenantId, id));
      return ok((await modifierById(tx, tenantId, id))!);
    }),
  };
}

function valuesOf({
  name,
  description,
  selectionType,
  minOptions,
  maxOptions,
  isActive,
}: Content): readonly unknown[] {
  return [name, description, selectionType, minOptions, maxOptions, isActive];
}

/** The whole list in its order. An id that is not this modifier's is refused: it may be another's, even a neighbour's. */
async function replaceOptions(
  tx: Transaction,
  {
    tenantId,
    id,
    before,
    options,
    newId,
  }: {
    readonly tenantId: string;
    readonly id: string;
    readonly before: readonly Option[];
    readonly options: readonly OptionGiven[];
    readonly newId: NewId;
  },
): Promise<Result<void, OptionRefusal>> {
  const known = new Map(before.map((option) => [option.id as string, option]));
  for (const option of options) {
    if (option.id !== undefined && !known.has(option.id))
      return refuse({ code: 'modifier-option/not-found' });
  }
  const rows = options.map((option, position) => {
    const old = option.id === undefined ? undefined : known.get(option.id);
    return {
      id: option.id ?? newId(),
      name: option.name,
      position,
      price: option.priceAdjustment ?? old?.priceAdjustment ?? '0',
      isActive: option.isActive ?? old?.isActive ?? true,
    };
  });
  await tx.execute(
    'delete from modifier_options where tenant_id = $1 and modifier_id = $2 and not id = any($3::uuid[])',
    [tenantId, id, rows.map((row) => row.id)],
  );
  await tx.execute(
    `insert into modifier_options (tenant_id, id, modifier_id, name, price_adjustment, position, is_active)
     select $1::uuid, id, $2::uuid, name, price, position, "isActive"
     from json_to_recordset($3::json) as r(id uuid, name text, price numeric, position integer, "isActive" boolean)
     on conflict (tenant_id, id) do update set name = excluded.name, price_adjustment = excluded.price_adjustment,
       position = excluded.position, is_active = excluded.is_active, updated_at = now()`,
    [tenantId, id, JSON.stringify(rows)],
  );
  return ok(undefined);
}

const MODIFIER = `
select m.id, m.name, m.description, m.selection_type as "selectionType", m.min_options as "minOptions",
  m.max_options as "maxOptions", m.is_active as "isActive",
  coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'priceAdjustment', o.price_adjustment::text,
      'isActive', o.is_active) order by o.position, o.id)
    from modifier_options o where o.tenant_id = m.tenant_id and o.modifier_id = m.id), '[]') as options
from modifiers m`;

async function modifierById(tx: Transaction, tenantId: string, id: string): Promise<Modifier | undefined> {
  const [row] = await tx.query<Modifier>(`${MODIFIER} where m.tenant_id = $1 and m.id = $2`, [tenantId, id]);
  return row === undefined ? undefined : toModifier(row);
}

function toModifier(row: Modifier): Modifier {
  const options = row.options.map((option) => {
    return { ...option, priceAdjustment: scaledToText(decimalToScaled(option.priceAdjustment, 6)!, 6) };
  });
  return { ...row, options };
}
