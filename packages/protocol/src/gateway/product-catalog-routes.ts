import { zId, zStorable, zUnitPrice } from '@beaveros/domain/scalars';
import { decimalToScaled } from '@beaveros/kit';
import * as z from 'zod';
import { zDecimal6 } from './decimal.ts';
import { LIVE_ERRORS, zChanged } from './live.ts';
import { priceRuleRoutes } from './price-rule-routes.ts';
import { defineRoute, page, pageQuery, zBytes } from './route.ts';
import { stockRoutes } from './stock-routes.ts';

const zUuid = zId();
const zName = zStorable.trim().min(1).max(255);
const zPlace = z.int().min(0).max(1_000_000);
const zColor = z
  .string()
  .regex(/^#[0-9a-f]{6}$/)
  .nullable();
const zDescription = zStorable.max(2_000).nullable();
const zSku = zStorable.trim().min(1).max(100);
const zBarcode = zStorable.trim().min(1).max(64);
const zItemType = z.enum(['product', 'service', 'combo', 'gift_card']);
/** A fraction: `0.2` is 20 %, up to 10. */
const zRateText = zDecimal6.refine(
  (text) => Number(text) >= 0 && Number(text) <= 10,
  'a rate lies between 0 and 10',
);

/** Signed, within the bounds of the row that comes down. */
const zPriceText = zDecimal6.refine(
  (text) => zUnitPrice.safeParse(decimalToScaled(text, 6)).success,
  'a price beyond any till',
);

/** Links of one item, and options of one modifier: more is a mistake in the input. */
const LINKS_MAX = 100;
/** An id minted where the person acts; without it the service mints one. */
const minted = { id: zUuid };
const zLinks = z.array(zUuid).max(LINKS_MAX);
/** As the row that comes down and the fact that captures them bound it. */
const TAXES_MAX = 16;

const route = { service: 'product-catalog', identity: 'user' } as const;
const manage = { ...route, permission: 'can_manage_catalog' } as const;

const categoryContent = {
  name: zName,
  description: zDescription,
  position: zPlace,
  color: zColor,
  isActive: z.boolean(),
};
const zCategory = z.strictObject({ id: zUuid, ...categoryContent });
export type Category = z.output<typeof zCategory>;

const listCategories = defineRoute({
  ...route,
  name: 'listCategories',
  method: 'GET',
  path: '/v1/categories',
  query: pageQuery,
  response: page(zCategory),
  errors: [],
  description: 'Categories by position, then name.',
});

const createCategory = defineRoute({
  ...manage,
  name: 'createCategory',
  method: 'POST',
  path: '/v1/categories',
  body: z
    .strictObject({ ...minted, ...categoryContent })
    .partial()
    .required({ name: true }),
  response: zCategory,
  errors: ['category/duplicate'],
  description: 'Adds a category; its name is unique in the tenant.',
});

const changeCategory = defineRoute({
  ...manage,
  name: 'changeCategory',
  method: 'PATCH',
  path: '/v1/categories/{id}',
  body: z.strictObject(categoryContent).partial(),
  response: zCategory,
  errors: ['category/not-found', 'category/duplicate'],
  description: 'Changes the fields that are given.',
});

const taxContent = {
  name: zStorable.trim().min(1).max(100),
  rate: zRateText,
  mode: z.enum(['included', 'excluded']),
  /** Its base holds the taxes of a lower sequence. */
  compound: z.boolean(),
  sequence: zPlace,
  rounding: z.enum(['per_line']),
  isActive: z.boolean(),
  isDefault: z.boolean(),
};
const zTax = z.strictObject({ id: zUuid, ...taxContent });
export type Tax = z.output<typeof zTax>;

const listTaxes = defineRoute({
  ...route,
  name: 'listTaxes',
  method: 'GET',
  path: '/v1/taxes',
  query: pageQuery,
  response: page(zTax),
  errors: [],
  description: 'Taxes by sequence, then name.',
});

const createTax = defineRoute({
  ...manage,
  name: 'createTax',
  method: 'POST',
  path: '/v1/taxes',
  body: z
    .strictObject({ ...minted, ...taxContent })
    .partial()
    .required({ name: true, rate: true, mode: true }),
  response: zTax,
  errors: ['tax/duplicate'],
  description: 'Adds a tax. Open orders keep the taxes their lines were captured with.',
});

const changeTax = defineRoute({
  ...manage,
  name: 'changeTax',
  method: 'PATCH',
  path: '/v1/taxes/{id}',
  body: z.strictObject(taxContent).partial(),
  response: zTax,
  errors: ['tax/not-found', 'tax/duplicate'],
  description: 'Changes the fields that are given, for lines added from now on.',
});

const modifierContent = {
  name: zName,
  description: zDescription,
  selectionType: z.enum(['single', 'multiple']),
  minOptions: z.int().min(0).max(LINKS_MAX),
  maxOptions: z.int().min(0).max(LINKS_MAX),
  isActive: z.boolean(),
};
const optionContent = { name: zName, priceAdjustment: zPriceText, isActive: z.boolean() };
const zModifier = z.strictObject({
  id: zUuid,
  ...modifierContent,
  options: z.array(z.strictObject({ id: zUuid, ...optionContent })),
});
export type Modifier = z.output<typeof zModifier>;
/** The whole list in its order; an option without an id is new, one that is left out is taken away. */
const zOptions = z
  .array(
    z
      .strictObject({ id: zUuid.optional(), ...optionContent })
      .partial({ priceAdjustment: true, isActive: true }),
  )
  .max(LINKS_MAX);
const MODIFIER_ERRORS = [
  'modifier/duplicate',
  'modifier/min-above-max',
  'modifier-option/not-found',
] as const;

const listModifiers = defineRoute({
  ...route,
  name: 'listModifiers',
  method: 'GET',
  path: '/v1/modifiers',
  query: pageQuery,
  response: page(zModifier),
  errors: [],
  description: 'Modifiers with their options, by name.',
});

const createModifier = defineRoute({
  ...manage,
  name: 'createModifier',
  method: 'POST',
  path: '/v1/modifiers',
  body: z
    .strictObject({ ...minted, ...modifierContent, options: zOptions })
    .partial()
    .required({ name: true }),
  response: zModifier,
  errors: MODIFIER_ERRORS,
  description: 'Adds a modifier with its options.',
});

const changeModifier = defineRoute({
  ...manage,
  name: 'changeModifier',
  method: 'PATCH',
  path: '/v1/modifiers/{id}',
  body: z.strictObject({ ...modifierContent, options: zOptions }).partial(),
  response: zModifier,
  errors: ['modifier/not-found', ...MODIFIER_ERRORS],
  description: 'Changes a modifier and publishes every item that has it, in one transaction.',
});

const itemContent = {
  name: zName,
  description: zDescription,
  sku: zSku.nullable(),
  type: zItemType,
  price: zPriceText,
  isActive: z.boolean(),
  isSoldOut: z.boolean(),
  /** Null or the `url` of a picture ({@link PICTURE_URL}); rows of before there were pictures may hold another text. */
  imageUrl: zStorable.max(2_000).nullable(),
  color: zColor,
  categoryIds: zLinks,
  taxIds: z.array(zUuid).max(TAXES_MAX),
  modifierIds: zLinks,
  barcodes: z.array(zBarcode).max(LINKS_MAX),
};
const zItem = z.strictObject({ id: zUuid, ...itemContent, version: z.int() });
export type Item = z.output<typeof zItem>;
const ITEM_ERRORS = ['item/duplicate', 'item/link-unknown', 'item/picture-unknown'] as const;

const listItems = defineRoute({
  ...route,
  name: 'listItems',
  method: 'GET',
  path: '/v1/items',
  query: pageQuery.extend({
    /** Words of the name, or the beginning of the SKU, or a whole barcode. */
    search: zStorable.trim().min(1).max(100).optional(),
    categoryId: zUuid.optional(),
    isActive: z.enum(['true', 'false']).optional(),
    sort: z.enum(['name', 'sku', 'price']).default('name'),
    order: z.enum(['asc', 'desc']).default('asc'),
  }),
  response: page(zItem),
  errors: [],
  description: 'Items with everything a till sells by, searched, sorted and paged.',
});

const watchItems = defineRoute({
  ...route,
  name: 'watchItems',
  method: 'GET',
  path: '/v1/items/live',
  response: zChanged,
  stream: true,
  errors: LIVE_ERRORS,
  description: 'Says when anything of the catalogue has changed; `storeId` is always null.',
});

const readItem = defineRoute({
  ...route,
  name: 'readItem',
  method: 'GET',
  path: '/v1/items/{id}',
  response: zItem,
  errors: ['item/not-found'],
  description: 'One item.',
});

const createItem = defineRoute({
  ...manage,
  name: 'createItem',
  method: 'POST',
  path: '/v1/items',
  body: z
    .strictObject({ ...minted, ...itemContent })
    .partial()
    .required({ name: true, price: true }),
  response: zItem,
  errors: ITEM_ERRORS,
  description:
    'Adds an item and publishes it. Without `taxIds` it gets the default taxes. A price may be negative.',
});

const changeItem = defineRoute({
  ...manage,
  name: 'changeItem',
  method: 'PATCH',
  path: '/v1/items/{id}',
  body: z.strictObject(itemContent).partial(),
  response: zItem,
  errors: ['item/not-found', ...ITEM_ERRORS],
  description: 'Changes the fields that are given; a list of links replaces the links.',
});

/** Items of one import: some 800 kB of JSON, and a transaction of a few hundred milliseconds. */
export const IMPORT_ITEMS_MAX = 2_000;

const importCatalogue = defineRoute({
  ...manage,
  name: 'importCatalogue',
  method: 'POST',
  path: '/v1/catalogue/imports',
  body: z.strictObject({
    categories: z
      .array(z.strictObject({ name: zName, position: zPlace.optional(), color: zColor.optional() }))
      .max(500)
      .default([]),
    /** Categories and taxes by name; a SKU that is there is changed. */
    items: z
      .array(
        z.strictObject({
          sku: zSku,
          name: zName,
          price: zPriceText,
          type: zItemType.default('product'),
          categories: z.array(zName).max(LINKS_MAX).default([]),
          taxes: z.array(zStorable.trim().min(1).max(100)).max(TAXES_MAX).optional(),
          barcodes: z.array(zBarcode).max(LINKS_MAX).default([]),
          isActive: z.boolean().default(true),
        }),
      )
      .max(IMPORT_ITEMS_MAX),
  }),
  response: z.strictObject({ created: z.int(), changed: z.int() }),
  errors: ['import/category-unknown', 'import/tax-unknown', 'import/sku-twice'],
  description: 'Adds or changes items by SKU, all or none, and publishes them.',
});

/** A tile shows some 20 kB; a photograph of 2,000 x 1,500 as WebP fits. */
export const PICTURE_BYTES_MAX = 512 * 1024;
/** In pixels, of either side: what a till may have to hold in memory, 64 MB at most. */
export const PICTURE_SIDE_MAX = 4_096;
/** What every screen of ours shows. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
/** The only form of `imageUrl` that is taken: the SHA-256 of a picture's bytes, in hexadecimal. */
export const PICTURE_URL = /^\/v1\/pictures\/([0-9a-f]{64})$/;

const createPicture = defineRoute({
  ...manage,
  name: 'createPicture',
  method: 'POST',
  path: '/v1/pictures',
  body: z.strictObject({
    /** What the caller thinks it is; the bytes decide. */
    contentType: z.enum(PICTURE_TYPES),
    base64: z
      .string()
      .min(4)
      .regex(/^[A-Za-z0-9+/]+={0,2}$/)
      .refine((text) => text.length % 4 === 0),
  }),
  response: z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/), url: z.string().regex(PICTURE_URL) }),
  errors: ['picture/not-a-picture', 'picture/too-large', 'picture/too-many'],
  description: `Keeps a PNG, JPEG or WebP of at most ${PICTURE_BYTES_MAX} bytes; the same picture again answers the same.`,
});

const readPicture = defineRoute({
  ...route,
  identity: 'user-or-terminal',
  name: 'readPicture',
  method: 'GET',
  path: '/v1/pictures/{hash}',
  response: zBytes,
  bytes: PICTURE_TYPES,
  errors: ['picture/not-found'],
  description: 'A picture by the SHA-256 of its bytes, which never change.',
});

/** The routes of cloud/services/product-catalog. A literal path stands before the pattern that would take it. */
export const productCatalogRoutes = [
  listCategories,
  createCategory,
  changeCategory,
  listTaxes,
  createTax,
  changeTax,
  listModifiers,
  createModifier,
  changeModifier,
  listItems,
  watchItems,
  readItem,
  createItem,
  changeItem,
  importCatalogue,
  createPicture,
  readPicture,
  ...priceRuleRoutes,
  ...stockRoutes,
] as const;
