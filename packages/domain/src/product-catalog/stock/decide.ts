import { ok, quantityMicro, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing } from '../../auth-user/actor.ts';
import type { Draft } from '../../journal/entry.ts';
import type { CountStock, MoveStock } from './commands.ts';
import { COUNT_CHAINS_MAX, type StockEvent, stockIdOf } from './events.ts';
import type { StockRefusal } from './refusals.ts';
import type { StockReader } from './rows.ts';

export interface StockContext {
  readonly actor: Actor;
  readonly stock: StockReader;
}

/** How far a till knows each chain. */
export interface KnownHead {
  readonly chain: string;
  readonly seq: number;
}

export type StockDecision = Result<readonly Draft<StockEvent>[], StockRefusal>;

/** A delivery, waste, a transfer in or out, or a correction with its reason. Looks at no level: below zero is a fact too. */
export function moveStock({ kind, moves, note }: MoveStock, { actor, stock }: StockContext): StockDecision {
  const refusal = missing(actor, 'can_manage_stock') ?? notTracked(moves, stock);
  if (refusal !== null) return refuse(refusal);
  if (kind !== 'received' && (note ?? '').trim() === '')
    return refuse({ code: 'product-catalog/reason-missing', kind });
  const wrong = moves.find(({ deltaMicro }) => !goes(kind, deltaMicro));
  if (wrong !== undefined) return refuse({ code: 'product-catalog/wrong-direction', item: wrong.item, kind });
  return ok(
    moves.map(({ item, deltaMicro }) => ({
      type: 'product-catalog.StockMoved',
      v: 1,
      aggregate: stockIdOf(stock.store, item),
      body: { item, kind, deltaMicro, cause: null, note },
    })),
  );
}

/** What a person found, with how far this till knows each chain: what it did not know is added to it. */
export function countStock(
  { counts, note }: CountStock,
  { actor, stock, heads }: StockContext & { readonly heads: readonly KnownHead[] },
): StockDecision {
  const refusal = missing(actor, 'can_manage_stock') ?? notTracked(counts, stock);
  if (refusal !== null) return refuse(refusal);
  const saw = heads
    .filter(({ seq }) => seq > 0)
    .map(({ chain, seq }) => ({ chain, seq }))
    .sort((a, b) => (a.chain < b.chain ? -1 : 1));
  if (saw.length > COUNT_CHAINS_MAX)
    return refuse({ code: 'product-catalog/too-many-chains', chains: saw.length });
  return ok(
    counts.map(({ item, countedMicro }) => ({
      type: 'product-catalog.StockCounted',
      v: 1,
      aggregate: stockIdOf(stock.store, item),
      body: { item, countedMicro: quantityMicro(countedMicro), saw, note },
    })),
  );
}

function notTracked(
  of: readonly { readonly item: MoveStock['moves'][number]['item'] }[],
  stock: StockReader,
): StockRefusal | null {
  const seen = new Set<string>();
  for (const { item } of of) {
    if (seen.has(item)) return { code: 'product-catalog/item-twice', item };
    seen.add(item);
    if (stock.settings(item)?.isTracked !== true) return { code: 'product-catalog/item-not-tracked', item };
  }
  return null;
}

function goes(kind: MoveStock['kind'], deltaMicro: number): boolean {
  if (deltaMicro === 0) return false;
  if (kind === 'received') return deltaMicro > 0;
  return kind !== 'waste' || deltaMicro < 0;
}
