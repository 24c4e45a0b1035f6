import type { BusinessDate, Id, Instant, QuantityMicro } from '@beaveros/kit';
import { compareEntries, type EntryHeader, type Event } from '../../journal/entry.ts';
import type { EventOf } from '../../journal/event-schema.ts';
import { type StockEvent, type StockMoved, type StockMovementKind, stockIdOf } from './events.ts';
import { heldQuantity } from './held-quantity.ts';
import { openedMicro, type StockOpening } from './opening.ts';

/** The events that a ledger is made of. */
export const STOCK_READS: ReadonlySet<string> = new Set([
  'product-catalog.StockMoved',
  'product-catalog.StockCounted',
]);

/** What a ledger reads of a recorded fact: enough to be kept in a table and read back. */
export interface LedgerFact<
  E extends Pick<Event, 'id' | 'type' | 'body'> = Pick<Event, 'id' | 'type' | 'body'>,
> {
  readonly event: E;
  readonly header: Pick<
    EntryHeader,
    | 'chain'
    | 'seq'
    | 'clock'
    | 'at'
    | 'tenant'
    | 'store'
    | 'terminal'
    | 'commandId'
    | 'actor'
    | 'businessDate'
  >;
  readonly index: number;
}

/** Who wrote a row of the ledger, when and where. */
export interface StockAuthor {
  readonly event: Id<'Event'>;
  readonly commandId: Id<'Command'>;
  readonly chain: string;
  readonly seq: number;
  readonly clock: number;
  /** Its place in the entry. */
  readonly index: number;
  readonly at: Instant;
  readonly actor: Id<'User'> | null;
  readonly terminal: Id<'Terminal'> | null;
  readonly businessDate: BusinessDate;
}

export interface StockMovement {
  readonly by: StockAuthor;
  /** {@link doingOf} */
  readonly doing: string;
  readonly kind: StockMovementKind;
  readonly deltaMicro: QuantityMicro;
  readonly order: Id<'Order'> | null;
  readonly document: Id<'Document'> | null;
  readonly line: Id<'Line'> | null;
  readonly note: string | null;
  /** The standing count knew it: it is in what was found, and adds nothing. */
  readonly isCounted: boolean;
}

export interface StockCount {
  readonly by: StockAuthor;
  readonly countedMicro: QuantityMicro;
  readonly note: string | null;
}

export interface StockLedger {
  readonly stock: string;
  /** null: no fact is known. */
  readonly item: Id<'Item'> | null;
  readonly tenant: Id<'Tenant'> | null;
  readonly store: Id<'Store'> | null;
  /** May be below zero: a sale is never refused for stock. */
  readonly levelMicro: QuantityMicro;
  /** The latest in canonical order; null: nobody has counted. */
  readonly count: StockCount | null;
  /** In canonical order. */
  readonly movements: readonly StockMovement[];
  /** false: the standing count knew a part of what is gone of a chain, and is taken to have known all of it. */
  readonly isExact: boolean;
}

/**
 * What a store has of an item, from every fact of its stock that is known: the latest count plus every movement that it did
 * not know of, whatever came when. Any order, repetition and batching of the same facts gives the same ledger; movements
 * commute. All events of a command are those of the first entry in canonical order that carries it, so a first that comes
 * late takes the place of the second's; a count that knew either knew the command. A document that two tills took back is
 * taken back once, likewise. Give all facts, also repeated ones; `opening`: what facts that are not here any more add.
 */
export function stockLedger(
  stock: string,
  facts: readonly LedgerFact[],
  opening: StockOpening | null = null,
): StockLedger {
  const sorted = distinct(stock, facts);
  const standing = firstOfEachDoing(sorted);
  const counts = standing.filter(isOf('product-catalog.StockCounted'));
  const count = counts.at(-1) ?? null;
  const knew = count === null ? () => false : knewBy(count, sorted);
  const movements = standing
    .filter(isOf('product-catalog.StockMoved'))
    .map((fact) => movementOf(fact, knew(fact)));
  const first = standing[0];
  const opened = openedMicro(opening, count?.event ?? null);
  return {
    stock,
    item: first?.event.body.item ?? opening?.item ?? null,
    tenant: first?.header.tenant ?? opening?.tenant ?? null,
    store: first?.header.store ?? opening?.store ?? null,
    levelMicro: heldQuantity([
      count?.event.body.countedMicro ?? 0,
      opened.micro,
      ...movements.filter(({ isCounted }) => !isCounted).map(({ deltaMicro }) => deltaMicro),
    ]),
    count:
      count === null
        ? null
        : {
            by: authorOf(count),
            countedMicro: count.event.body.countedMicro as QuantityMicro,
            note: count.event.body.note,
          },
    movements,
    isExact: opened.isExact,
  };
}

/**
 * What was done once, however many entries say so: a command, or the taking back of a document. Given the standing count,
 * each of them adds to the level by itself.
 */
export function doingOf({ event, header }: LedgerFact): string {
  if (event.type !== 'product-catalog.StockMoved') return header.commandId;
  const { kind, cause } = event.body as EventOf<typeof StockMoved>['body'];
  return kind === 'reversed' ? `reversed/${cause?.document ?? header.commandId}` : header.commandId;
}

type StockFact = LedgerFact<StockEvent>;

/** In canonical order, each once; what names another item or store than the stock's own counts nothing. */
function distinct(stock: string, facts: readonly LedgerFact[]): readonly StockFact[] {
  const owned = new Map<string, boolean>();
  const isOwn = ({ event, header: { store } }: LedgerFact) => {
    if (store === null || !STOCK_READS.has(event.type)) return false;
    const { item } = (event as StockEvent).body;
    const key = `${store}/${item}`;
    const known = owned.get(key) ?? stockIdOf(store, item) === stock;
    owned.set(key, known);
    return known;
  };
  const sorted = facts.filter(isOwn).sort(compareFacts);
  return sorted.filter((fact, at) => at === 0 || compareFacts(sorted[at - 1]!, fact) !== 0) as StockFact[];
}

/** One row per doing, event id and command id, of the first entry that did it. */
function firstOfEachDoing(sorted: readonly StockFact[]): readonly StockFact[] {
  const entryOf = new Map<string, string>();
  const keys = new Set<string>();
  return sorted.filter((fact) => {
    const doing = doingOf(fact);
    const entry = `${fact.header.chain}/${fact.header.seq}`;
    const first = entryOf.get(doing) ?? entry;
    entryOf.set(doing, first);
    const key = `${doing}/${fact.event.id}/${fact.header.commandId}`;
    if (first !== entry || keys.has(key)) return false;
    keys.add(key);
    return true;
  });
}

function compareFacts(a: LedgerFact, b: LedgerFact): number {
  return compareEntries(a.header, b.header) || a.index - b.index;
}

/** Whether a count knew of something done, by any entry that says it. */
function knewBy(
  count: StockFact & { readonly event: { readonly type: 'product-catalog.StockCounted' } },
  sorted: readonly StockFact[],
): (fact: StockFact) => boolean {
  const heads = new Map(count.event.body.saw.map(({ chain, seq }) => [chain, seq]));
  const known = new Set<string>();
  for (const fact of sorted)
    if (fact.header.seq <= (heads.get(fact.header.chain) ?? 0)) known.add(doingOf(fact));
  return (fact) => known.has(doingOf(fact));
}

function isOf<Type extends StockEvent['type']>(type: Type) {
  return (fact: StockFact): fact is LedgerFact<Extract<StockEvent, { type: Type }>> =>
    fact.event.type === type;
}

function movementOf(
  fact: LedgerFact<Extract<StockEvent, { type: 'product-catalog.StockMoved' }>>,
  isCounted: boolean,
): StockMovement {
  const { kind, deltaMicro, cause, note } = fact.event.body;
  return {
    by: authorOf(fact),
    doing: doingOf(fact),
    kind,
    deltaMicro,
    order: cause?.order ?? null,
    document: cause?.document ?? null,
    line: cause?.line ?? null,
    note,
    isCounted,
  };
}

function authorOf({ event, header, index }: StockFact): StockAuthor {
  const { commandId, chain, seq, clock, at, actor, terminal, businessDate } = header;
  return { event: event.id, commandId, chain, seq, clock, index, at, actor, terminal, businessDate };
}
