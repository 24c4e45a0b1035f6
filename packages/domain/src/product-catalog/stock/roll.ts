import type { LedgerFact } from './ledger.ts';
import { stockLedger } from './ledger.ts';
import type { StockMoved } from './events.ts';
import type { EventOf } from '../../journal/event-schema.ts';
import { heldQuantity } from './held-quantity.ts';
import { openedChainOf, openedMicro, type StockOpening } from './opening.ts';

/**
 * Whether a fact may go into its stock's opening row. `counts`: every count of the stock that is known. The standing count
 * stays, because all else is judged by it; what was taken back stays, because two tills may have taken back one document
 * and the other's word may still come.
 */
export function mayRollStock(stock: string, fact: LedgerFact, counts: readonly LedgerFact[]): boolean {
  if (fact.event.type === 'product-catalog.StockMoved')
    return (fact.event.body as EventOf<typeof StockMoved>['body']).kind !== 'reversed';
  const standing = stockLedger(stock, counts).count?.by;
  if (standing === undefined) return true;
  // Nor its repetition: of one command the first entry stands, and the other would be taken for it.
  return standing.commandId !== fact.header.commandId;
}

/**
 * The opening row of a stock when `going` goes: given every count that is known, the level of this row and the facts that
 * stay is the level of all facts. null: nothing of it is this stock's.
 */
export function rollStock(
  stock: string,
  opening: StockOpening | null,
  { counts, going }: { readonly counts: readonly LedgerFact[]; readonly going: readonly LedgerFact[] },
): StockOpening | null {
  const { count, movements, item, tenant, store } = stockLedger(stock, [...counts, ...going], opening);
  if (item === null || tenant === null || store === null) return null;
  const places = new Set(going.map(({ header, index }) => `${header.chain}/${header.seq}/${index}`));
  const gone = movements.filter(({ by }) => places.has(`${by.chain}/${by.seq}/${by.index}`));
  const standing = counts.find(({ event }) => event.id === count?.by.event);
  const before = openedMicro(opening, (standing?.event ?? null) as Parameters<typeof openedMicro>[1]);
  const chains = new Map(opening?.chains ?? []);
  for (const { by, deltaMicro } of gone) {
    const chain = openedChainOf(by.chain);
    const known = chains.get(chain);
    chains.set(chain, {
      from: Math.min(known?.from ?? by.seq, by.seq),
      upTo: Math.max(known?.upTo ?? by.seq, by.seq),
      deltaMicro: heldQuantity([known?.deltaMicro ?? 0, deltaMicro]),
    });
  }
  const unseen = gone.filter(({ isCounted }) => !isCounted).map(({ deltaMicro }) => deltaMicro);
  return {
    item,
    tenant,
    store,
    count: count?.by.event ?? null,
    beyondMicro: heldQuantity([before.micro, ...unseen]),
    chains,
  };
}
