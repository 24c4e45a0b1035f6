import { type UnitPriceMicro, unitPriceMicro } from '@beaveros/kit';
import type { RetailLine } from './retail-file.ts';

/** What a tenant can sell of a retail file: one item for each stock code. */
export interface RetailItem {
  readonly code: string;
  /** Unique in the file without regard to case. */
  readonly name: string;
  /** The code's most frequent price above zero, of equals the one seen first; zero where it never had one. */
  readonly priceMicro: UnitPriceMicro;
}

const NAME_CHARS_MAX = 200;

/**
 * The catalogue of a retail file, codes in order of first appearance. The data repeats names and leaves them out, so:
 * an item is called by its most frequent description with blanks tidied (of equals the first); without one `Item CODE`;
 * every item that shares its name gets ` (CODE)` behind it; where codes differ only by case, the later ones ` #2`, ` #3`.
 */
export function catalogueOf(lines: readonly RetailLine[]): readonly RetailItem[] {
  const byCode = new Map<
    string,
    { readonly names: Map<string, number>; readonly prices: Map<number, number> }
  >();
  for (const { code, description, unitPriceMicro: price } of lines) {
    const known = byCode.get(code) ?? { names: new Map<string, number>(), prices: new Map<number, number>() };
    byCode.set(code, known);
    const name = description.trim().replaceAll(/\s+/g, ' ').slice(0, NAME_CHARS_MAX);
    if (name !== '') count(known.names, name);
    if (price > 0) count(known.prices, price);
  }
  const named = [...byCode].map(([code, { names, prices }]) => ({
    code,
    name: mostFrequent(names) ?? `Item ${code}`,
    priceMicro: unitPriceMicro(mostFrequent(prices) ?? 0),
  }));
  return unique(named);
}

function unique(items: readonly RetailItem[]): readonly RetailItem[] {
  const sharers = new Map<string, number>();
  for (const { name } of items) count(sharers, name.toLowerCase());
  const taken = new Map<string, number>();
  return items.map((item) => {
    const isShared = sharers.get(item.name.toLowerCase())! > 1;
    const name = isShared ? `${item.name} (${item.code})` : item.name;
    const nth = count(taken, name.toLowerCase());
    return { ...item, name: nth === 1 ? name : `${name} #${nth}` };
  });
}

function count<Key>(counts: Map<Key, number>, key: Key): number {
  const next = (counts.get(key) ?? 0) + 1;
  counts.set(key, next);
  return next;
}

/** A Map keeps the order of insertion, so of equals the first wins. */
function mostFrequent<Key>(counts: ReadonlyMap<Key, number>): Key | undefined {
  let best: Key | undefined;
  let most = 0;
  for (const [key, times] of counts) {
    if (times > most) [best, most] = [key, times];
  }
  return best;
}
