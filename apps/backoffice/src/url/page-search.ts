import { isBusinessDate, isId } from '@beaveros/kit';

// What each page keeps in its URL. A URL is typed, cut and forwarded by people: what does not parse is as if it were not
// there. Absent means the default, so that a plain address stays plain.

type Given = Readonly<Record<string, unknown>>;

export interface HomeSearch {
  readonly store?: string | undefined;
}
export interface OrdersSearch {
  readonly status?: 'open' | 'closed' | undefined;
  readonly store?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
}
export const ITEM_SORTS = ['name', 'sku', 'price'] as const;
export type ItemSort = (typeof ITEM_SORTS)[number];
export interface ItemsSearch {
  readonly search?: string | undefined;
  /** Default: name. */
  readonly sort?: ItemSort | undefined;
  /** Default: ascending. */
  readonly order?: 'desc' | undefined;
  readonly category?: string | undefined;
  readonly active?: 'true' | 'false' | undefined;
  readonly cursor?: string | undefined;
  /** The item whose sheet is open, or a new one. */
  readonly open?: string | undefined;
}
export interface SheetSearch {
  readonly open?: string | undefined;
}
export interface SignInSearch {
  readonly tenant?: string | undefined;
  /** Where to go afterwards; see `ownPath`. */
  readonly next?: string | undefined;
}

export function homeSearch(given: Given): HomeSearch {
  return { store: idOf(given['store']) };
}

export function ordersSearch(given: Given): OrdersSearch {
  return {
    status: oneOf(given['status'], ['open', 'closed']),
    store: idOf(given['store']),
    from: dateOf(given['from']),
    to: dateOf(given['to']),
    cursor: cursorOf(given['cursor']),
  };
}

export function itemsSearch(given: Given): ItemsSearch {
  const sort = oneOf(given['sort'], ITEM_SORTS);
  return {
    search: textOf(given['search'], SEARCH_LENGTH_MAX),
    sort: sort === 'name' ? undefined : sort,
    order: oneOf(given['order'], ['desc']),
    category: idOf(given['category']),
    active: oneOf(given['active'], ['true', 'false']),
    cursor: cursorOf(given['cursor']),
    ...sheetSearch(given),
  };
}

export function sheetSearch(given: Given): SheetSearch {
  return { open: given['open'] === 'new' ? 'new' : idOf(given['open']) };
}

export function signInSearch(given: Given): SignInSearch {
  return { tenant: textOf(given['tenant'], 63), next: textOf(given['next'], 2_000) };
}

/** The lists' own bounds: `listItems` takes 100 characters, `pageQuery` a cursor of 500. */
const SEARCH_LENGTH_MAX = 100;
const CURSOR_LENGTH_MAX = 500;

function textOf(value: unknown, lengthMax: number): string | undefined {
  const text = typeof value === 'string' ? value.trim().slice(0, lengthMax) : '';
  return text === '' ? undefined : text;
}

function cursorOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= CURSOR_LENGTH_MAX ? value : undefined;
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && isId(value) ? value : undefined;
}

function dateOf(value: unknown): string | undefined {
  return typeof value === 'string' && isBusinessDate(value) ? value : undefined;
}

function oneOf<const Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === value);
}
