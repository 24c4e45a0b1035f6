import type { Id } from '@beaveros/kit';
import type { StockCounted } from './events.ts';
import type { EventOf } from '../../journal/event-schema.ts';
import { heldQuantity } from './held-quantity.ts';

/** What this ledger is called among a journal's opening rows. */
export const STOCK_LEDGER = 'product-catalog.stock';

/** Of a chain's name (64 hex digits) so many stand in an opening row: no store has chains that share them. */
const CHAIN_DIGITS = 16;

/** What is gone of one chain. */
interface OpenedChain {
  /** The first and the last place; between them may be some that are held. */
  readonly from: number;
  readonly upTo: number;
  readonly deltaMicro: number;
}

/**
 * What movements that are gone (a journal's window, a snapshot) still add to a stock. Said twice: for the count that stood
 * when they went exactly, and by chain for counts that come later, who name how far they knew each chain.
 */
export interface StockOpening {
  readonly item: Id<'Item'>;
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  /** The count that stood when the last of them went; null: nobody had counted. */
  readonly count: Id<'Event'> | null;
  /** Of what is gone, what that count did not know. */
  readonly beyondMicro: number;
  /** By the last digits of the chain's name. */
  readonly chains: ReadonlyMap<string, OpenedChain>;
}

type Count = Pick<EventOf<typeof StockCounted>, 'id' | 'body'>;

/**
 * What an opening adds to a level on which `count` stands. A count that knew all that is gone of a chain, or nothing of it,
 * is placed exactly. One that knew a part is taken to have known it all (not exact): whoever counts has nearly always heard
 * of a quarter ago, and which part it was is not here any more.
 */
export function openedMicro(
  opening: StockOpening | null,
  count: Count | null,
): { readonly micro: number; readonly isExact: boolean } {
  if (opening === null) return { micro: 0, isExact: true };
  if (opening.count === (count?.id ?? null)) return { micro: opening.beyondMicro, isExact: true };
  const saw = new Map((count?.body.saw ?? []).map(({ chain, seq }) => [openedChainOf(chain), seq]));
  const unknown: number[] = [];
  let isExact = true;
  for (const [chain, { from, upTo, deltaMicro }] of opening.chains) {
    const known = saw.get(chain) ?? 0;
    if (known < from) unknown.push(deltaMicro);
    else if (known < upTo) isExact = false;
  }
  return { micro: heldQuantity(unknown), isExact };
}

/** What a chain is called in an opening. */
export function openedChainOf(chain: string): string {
  return chain.slice(-CHAIN_DIGITS);
}

/** A row as a journal holds it: whole numbers and texts under names. */
export type OpeningBody = Readonly<Record<string, number | string>>;

export function stockOpeningBody(opening: StockOpening): OpeningBody {
  const { item, tenant, store, count, beyondMicro } = opening;
  const body: Record<string, number | string> = {
    item,
    tenant,
    store,
    count: count ?? '',
    beyond: beyondMicro,
  };
  for (const [chain, { from, upTo, deltaMicro }] of [...opening.chains].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    body[`from/${chain}`] = from;
    body[`upTo/${chain}`] = upTo;
    body[`moved/${chain}`] = deltaMicro;
  }
  return body;
}

/** The inverse of {@link stockOpeningBody}; null: it is none, as a peer's snapshot might say. */
export function readStockOpening(body: OpeningBody): StockOpening | null {
  const { item, tenant, store, count, beyond } = body;
  if ([item, tenant, store, count].some((text) => typeof text !== 'string')) return null;
  if (typeof beyond !== 'number') return null;
  const chains = new Map<string, OpenedChain>();
  for (const [name, from] of Object.entries(body)) {
    if (!name.startsWith('from/')) continue;
    const chain = name.slice('from/'.length);
    const [upTo, deltaMicro] = [body[`upTo/${chain}`], body[`moved/${chain}`]];
    if (typeof from !== 'number' || typeof upTo !== 'number' || typeof deltaMicro !== 'number') return null;
    chains.set(chain, { from, upTo, deltaMicro });
  }
  return {
    item: item as Id<'Item'>,
    tenant: tenant as Id<'Tenant'>,
    store: store as Id<'Store'>,
    count: count === '' ? null : (count as Id<'Event'>),
    beyondMicro: beyond,
    chains,
  };
}
