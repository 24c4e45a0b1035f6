import { zId, zQuantity } from '@beaveros/domain/scalars';
import { INGREDIENTS_MAX, STOCK_MOVEMENT_KINDS } from '@beaveros/domain/product-catalog';
import { decimalToScaled } from '@beaveros/kit';
import * as z from 'zod';
import { zDecimal6 } from './decimal.ts';
import { defineRoute, page, pageQuery } from './route.ts';

const zUuid = zId();
const zMoment = z.int().min(0);
/** Of the selling unit, within the bounds of a fact. */
const zQuantityText = zDecimal6.refine(
  (text) => zQuantity.safeParse(decimalToScaled(text, 6)).success,
  'a quantity beyond any store',
);
const isPositive = (text: string) => (decimalToScaled(text, 6) ?? 0) > 0;
const isSomething = (text: string) => (decimalToScaled(text, 6) ?? 0) !== 0;

const route = { service: 'product-catalog', identity: 'user' } as const;
const manage = { ...route, permission: 'can_manage_catalog' } as const;
const look = { ...route, permission: 'can_manage_stock' } as const;

const zIngredients = z
  .array(
    z.strictObject({ ingredientId: zUuid, quantity: zQuantityText.refine(isSomething, 'nothing of it') }),
  )
  .max(INGREDIENTS_MAX)
  .refine(
    (lines) => new Set(lines.map(({ ingredientId }) => ingredientId)).size === lines.length,
    'an ingredient stands twice',
  );
const zRecipe = z.strictObject({
  /** How many units the lines make. */
  yield: zQuantityText.refine(isPositive, 'a recipe makes something'),
  lines: zIngredients.min(1),
});
const settings = {
  /** Whether it is counted itself. */
  isTracked: z.boolean(),
  /** At or below this a person is told. */
  lowQuantity: zQuantityText.nullable(),
  recipe: zRecipe.nullable(),
};
const zStockSettings = z.strictObject({ itemId: zUuid, ...settings });
export type StockSettings = z.output<typeof zStockSettings>;

const readStockSettings = defineRoute({
  ...route,
  name: 'readStockSettings',
  method: 'GET',
  path: '/v1/items/{id}/stock-settings',
  response: zStockSettings,
  errors: ['item/not-found'],
  description: 'How an item moves stock, and what it is made of.',
});

const setStockSettings = defineRoute({
  ...manage,
  name: 'setStockSettings',
  method: 'PUT',
  path: '/v1/items/{id}/stock-settings',
  body: z.strictObject(settings),
  response: zStockSettings,
  errors: ['item/not-found', 'recipe/ingredient-unknown', 'recipe/circle', 'recipe/too-deep'],
  description: 'Says all of it; tills take it with their next sync, for sales from then on.',
});

const zOptionRecipe = z.strictObject({
  optionId: zUuid,
  /** For one unit sold with the option; below zero: left out. Empty: it changes nothing. */
  lines: zIngredients,
});
export type OptionRecipe = z.output<typeof zOptionRecipe>;

const readOptionRecipe = defineRoute({
  ...route,
  name: 'readOptionRecipe',
  method: 'GET',
  path: '/v1/modifier-options/{id}/recipe',
  response: zOptionRecipe,
  errors: ['modifier-option/not-found'],
  description: 'What an option adds to what is sold with it.',
});

const setOptionRecipe = defineRoute({
  ...manage,
  name: 'setOptionRecipe',
  method: 'PUT',
  path: '/v1/modifier-options/{id}/recipe',
  body: z.strictObject({ lines: zIngredients }),
  response: zOptionRecipe,
  errors: ['modifier-option/not-found', 'recipe/ingredient-unknown'],
  description: 'Says all of it, for every item that offers the option.',
});

/** A level adds up movements of any number: beyond one quantity's bound. */
const zLevelText = zDecimal6;

const zStockLevel = z.strictObject({
  id: zUuid,
  storeId: zUuid.nullable(),
  itemId: zUuid,
  /** null: facts of an item that this tenant's catalogue does not have. */
  itemName: z.string().nullable(),
  level: zLevelText,
  lowQuantity: zLevelText.nullable(),
  flag: z.enum(['low', 'negative']).nullable(),
  counted: zLevelText.nullable(),
  countedAt: zMoment.nullable(),
  countedBy: zUuid.nullable(),
  /** Of movements that the count did not know. */
  moved: zLevelText,
});
export type StockLevel = z.output<typeof zStockLevel>;

const listStockLevels = defineRoute({
  ...look,
  name: 'listStockLevels',
  method: 'GET',
  path: '/v1/stock-levels',
  query: pageQuery.extend({
    storeId: zUuid.optional(),
    itemId: zUuid.optional(),
    /** Only what is below zero, or at its threshold. */
    flagged: z.enum(['true', 'false']).default('false'),
  }),
  response: page(zStockLevel),
  errors: [],
  description: 'What the stores that the token names have, by item; as far as their tills were heard.',
});

const zStockMovement = z.strictObject({
  id: zUuid,
  commandId: zUuid,
  storeId: zUuid.nullable(),
  itemId: zUuid,
  terminalId: zUuid.nullable(),
  kind: z.enum(STOCK_MOVEMENT_KINDS),
  delta: zLevelText,
  orderId: zUuid.nullable(),
  /** What sold it or gave it back; of a `reversed` one what was taken back. */
  documentId: zUuid.nullable(),
  /** null: none, or several lines of the order. */
  orderItemId: zUuid.nullable(),
  note: z.string().nullable(),
  /** The standing count knew it. */
  isCounted: z.boolean(),
  businessDate: z.iso.date(),
  movedAt: zMoment,
  movedBy: zUuid.nullable(),
});
export type StockMovementRow = z.output<typeof zStockMovement>;

const listStockMovements = defineRoute({
  ...look,
  name: 'listStockMovements',
  method: 'GET',
  path: '/v1/stock-movements',
  query: pageQuery.extend({ storeId: zUuid.optional(), itemId: zUuid }),
  response: page(zStockMovement),
  errors: [],
  description: 'Every movement of an item in the stores that the token names, newest first.',
});

const zSoldOutItem = z.strictObject({
  storeId: zUuid,
  itemId: zUuid,
  itemName: z.string().nullable(),
  /** null: until somebody says otherwise. */
  until: zMoment.nullable(),
  since: zMoment,
  markedBy: zUuid.nullable(),
});
export type SoldOutItem = z.output<typeof zSoldOutItem>;

const listSoldOutItems = defineRoute({
  ...route,
  name: 'listSoldOutItems',
  method: 'GET',
  path: '/v1/sold-out-items',
  query: pageQuery.extend({ storeId: zUuid.optional() }),
  response: page(zSoldOutItem),
  errors: [],
  description: 'What the stores that the token names have run out of now, by item.',
});

/** Stock and what has run out; served by cloud/services/product-catalog. */
export const stockRoutes = [
  readStockSettings,
  setStockSettings,
  readOptionRecipe,
  setOptionRecipe,
  listStockLevels,
  listStockMovements,
  listSoldOutItems,
] as const;
