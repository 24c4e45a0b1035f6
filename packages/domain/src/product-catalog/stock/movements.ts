import { type Id, MICRO, type QuantityMicro, roundQuotient } from '@beaveros/kit';
import type { Draft } from '../../journal/entry.ts';
import { QUANTITY_MAX } from '../../scalars.ts';
import { type StockEvent, type StockMovementKind, stockIdOf } from './events.ts';
import type { Ingredient, ItemStockRow, StockReader } from './rows.ts';

/**
 * Stocks that one entry moves. It holds a document of up to 1 MB beside them, and 1,000 movements are 0.4 MB; what is
 * beyond in line order moves nothing and is found by the next count. No sale is refused for it.
 */
export const STOCKS_MOVED_MAX = 1_000;

/** Recipes within recipes: dough in a base in a pizza. Deeper is a circle; it moves nothing more. */
const RECIPE_DEPTH_MAX = 4;

/** Ingredients looked at for one line: recipes that name each other grow without end. */
const INGREDIENTS_USED_MAX = 1_000;

/** A line of a document, as far as stock is concerned. Below zero: goods come back. */
export interface StockLine {
  readonly line: Id<'Line'>;
  readonly item: Id<'Item'>;
  readonly quantityMicro: QuantityMicro;
  readonly modifiers: readonly { readonly option: Id<'ModifierOption'> }[];
}

/**
 * What a document's lines move, for its own entry: a tracked item moves itself, one with a recipe its ingredients, down to
 * the tracked ones, and chosen options add theirs or leave them out.
 *
 * - `sale`: lines take goods; a line below zero brings them back as a `return`.
 * - `refund`, `reversed`: lines are given as they were sold and bring goods back.
 *
 * Rounding: per line and stock the exact rational (quantity x ingredient / yield, down every level) is rounded once to
 * 10^-6 of the unit, half away from zero, so that a return of the line mirrors its sale. Then lines of one stock and
 * kind add up to one movement. A stock that comes out at zero is left out.
 */
export function stockMovements(
  lines: readonly StockLine[],
  {
    order,
    document = null,
    kind,
    stock,
  }: {
    readonly order: Id<'Order'>;
    /** What sells or gives back; of a reversal the one that is taken back, whose movements then count once. */
    readonly document?: Id<'Document'> | null;
    readonly kind: 'sale' | 'refund' | 'reversed';
    readonly stock: StockReader;
  },
): readonly Draft<StockEvent>[] {
  const moved = new Map<string, Moved>();
  for (const { line, item, quantityMicro, modifiers } of lines) {
    const options = new Set<string>(modifiers.map(({ option }) => option));
    const used = usedBy({ item, quantity: { over: BigInt(quantityMicro), under: 1n }, options }, stock);
    const said: StockMovementKind = kind === 'sale' && quantityMicro < 0 ? 'return' : kind;
    for (const [of, share] of used) {
      const quantity = roundQuotient(share.over, share.under, 'HALF_UP');
      if (quantity === 0n) continue;
      const key = `${said}/${of}`;
      const before = moved.get(key);
      moved.set(key, {
        item: of,
        kind: said,
        delta: (before?.delta ?? 0n) + (kind === 'sale' ? -quantity : quantity),
        line: before === undefined || before.line === line ? line : null,
      });
    }
  }
  return [...moved.values()]
    .filter(({ delta }) => delta !== 0n)
    .slice(0, STOCKS_MOVED_MAX)
    .map(({ item, kind: said, delta, line }) => ({
      type: 'product-catalog.StockMoved',
      v: 1,
      aggregate: stockIdOf(stock.store, item),
      body: { item, kind: said, deltaMicro: held(delta), cause: { order, document, line }, note: null },
    }));
}

interface Moved {
  readonly item: Id<'Item'>;
  readonly kind: StockMovementKind;
  readonly delta: bigint;
  readonly line: Id<'Line'> | null;
}

/** An exact quantity of 10^-6: `over / under`. */
interface Share {
  readonly over: bigint;
  readonly under: bigint;
}

interface Use {
  readonly item: Id<'Item'>;
  readonly quantity: Share;
  readonly options: ReadonlySet<string>;
}

/** Everything tracked that goes into a line, exactly; level by level, so that what is left out by a bound is the deepest. */
function usedBy(line: Use, stock: StockReader): ReadonlyMap<Id<'Item'>, Share> {
  const used = new Map<Id<'Item'>, Share>();
  let level: readonly Use[] = [line];
  let left = INGREDIENTS_USED_MAX;
  for (let depth = 0; depth <= RECIPE_DEPTH_MAX && level.length > 0; depth += 1) {
    const next: Use[] = [];
    for (const use of level.slice(0, left)) {
      const settings = stock.settings(use.item);
      if (settings === undefined) continue;
      if (settings.isTracked) used.set(use.item, plus(used.get(use.item), use.quantity));
      next.push(...ingredientsOf(use, settings));
    }
    left = Math.max(0, left - level.length);
    level = next;
  }
  return used;
}

function ingredientsOf({ quantity, options }: Use, settings: ItemStockRow): readonly Use[] {
  const made = (ingredients: readonly Ingredient[], yieldMicro: number) =>
    ingredients.map(({ item, quantityMicro }) => ({
      item,
      quantity: times(quantity, quantityMicro, yieldMicro),
      options: NO_OPTIONS,
    }));
  const chosen = settings.options.filter(({ option }) => options.has(option));
  return [
    ...made(settings.ingredients, settings.yieldMicro),
    ...chosen.flatMap(({ ingredients }) => made(ingredients, MICRO)),
  ];
}

/** Options are chosen of the item that is sold, not of what it is made of. */
const NO_OPTIONS: ReadonlySet<string> = new Set();

function times({ over, under }: Share, quantityMicro: number, made: number): Share {
  return { over: over * BigInt(quantityMicro), under: under * BigInt(made) };
}

function plus(one: Share | undefined, other: Share): Share {
  if (one === undefined) return other;
  return { over: one.over * other.under + other.over * one.under, under: one.under * other.under };
}

/** Many lines of a huge quantity: held where the fact's bound is. */
function held(delta: bigint): QuantityMicro {
  const max = BigInt(QUANTITY_MAX);
  return Number(delta > max ? max : delta < -max ? -max : delta) as QuantityMicro;
}
