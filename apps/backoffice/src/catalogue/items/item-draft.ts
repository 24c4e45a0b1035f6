import { ok, type Result, refuse } from '@beaveros/kit';
import type { Item } from '@beaveros/protocol/gateway';
import type { Body } from '../../api/routes.ts';
import { type DecimalRefusal, parseDecimalText, priceToText } from '../../money/decimal-text.ts';

/** An item as it stands in a form: what people type is text until it is saved. */
export interface ItemDraft {
  readonly name: string;
  readonly price: string;
  readonly sku: string;
  /** One on each line. */
  readonly barcodes: string;
  readonly description: string;
  readonly type: Item['type'];
  readonly categoryIds: readonly string[];
  readonly taxIds: readonly string[];
  readonly modifierIds: readonly string[];
  readonly color: string | null;
  readonly imageUrl: string | null;
  readonly isActive: boolean;
  readonly isSoldOut: boolean;
}

/** What is wrong with a field, as the key of a sentence. */
export type ItemErrors = {
  readonly [Field in 'name' | 'price' | 'barcodes']?:
    | `field.${'missing' | 'duplicateBarcode'}`
    | `number.${DecimalRefusal['code']}`;
};

export type ItemChanges = Body<'changeItem'>;

/** How this person writes numbers, and how many decimals a price is shown with at least. */
export interface PriceForm {
  readonly language: string;
  readonly exponent: number;
}

export const NEW_ITEM: ItemDraft = {
  name: '',
  price: '',
  sku: '',
  barcodes: '',
  description: '',
  type: 'product',
  categoryIds: [],
  taxIds: [],
  modifierIds: [],
  color: null,
  imageUrl: null,
  isActive: true,
  isSoldOut: false,
};

export function draftOf(item: Item, { language, exponent }: PriceForm): ItemDraft {
  const { name, sku, barcodes, description, type, categoryIds, taxIds, modifierIds, color, imageUrl } = item;
  return {
    name,
    price: priceToText(item.price, language, exponent),
    sku: sku ?? '',
    barcodes: barcodes.join('\n'),
    description: description ?? '',
    type,
    categoryIds,
    taxIds,
    modifierIds,
    color,
    imageUrl,
    isActive: item.isActive,
    isSoldOut: item.isSoldOut,
  };
}

/** The whole draft as the API takes it, or what is wrong with it. */
export function contentOf(draft: ItemDraft, { language }: PriceForm): Result<Required<Content>, WrongFields> {
  const name = draft.name.trim();
  const price = parseDecimalText(draft.price, { language, decimalsMax: 6 });
  const barcodes = draft.barcodes
    .split(/\s+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors: ItemErrors = {
    ...(name === '' ? { name: 'field.missing' } : {}),
    ...(price.ok ? {} : { price: `number.${price.refusal.code}` }),
    ...(new Set(barcodes).size === barcodes.length ? {} : { barcodes: 'field.duplicateBarcode' }),
  };
  if (!price.ok || Object.keys(errors).length > 0) return refuse({ code: 'wrong-fields', errors });
  return ok({
    name,
    price: price.value,
    barcodes,
    sku: draft.sku.trim() === '' ? null : draft.sku.trim(),
    description: draft.description.trim() === '' ? null : draft.description.trim(),
    type: draft.type,
    categoryIds: [...draft.categoryIds] as Item['categoryIds'],
    taxIds: [...draft.taxIds] as Item['taxIds'],
    modifierIds: [...draft.modifierIds] as Item['modifierIds'],
    color: draft.color,
    imageUrl: draft.imageUrl,
    isActive: draft.isActive,
    isSoldOut: draft.isSoldOut,
  });
}

type Content = Omit<Item, 'id' | 'version'>;
export interface WrongFields {
  readonly code: 'wrong-fields';
  readonly errors: ItemErrors;
}

/**
 * Only what differs from the item as it was opened: what somebody else changed meanwhile, in another field, stays. Prices
 * are compared as numbers: `12.50` is `12.5`.
 */
export function changesOf(item: Item, content: Content): ItemChanges {
  const fields = Object.keys(content) as (keyof Content)[];
  return Object.fromEntries(
    fields.filter((field) => !isSame(item[field], content[field])).map((field) => [field, content[field]]),
  );
}

/** The way back from changes: what the item had in the same fields. */
export function undoOf(item: Item, changes: ItemChanges): ItemChanges {
  return Object.fromEntries(Object.keys(changes).map((field) => [field, item[field as keyof Content]]));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
