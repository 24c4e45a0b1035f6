import type { BusinessDate, Id, Instant, QuantityMicro } from '@beaveros/kit';
import type { StockMovementKind } from './events.ts';
import type { LedgerFact, StockLedger, StockMovement } from './ledger.ts';

/** What a store has of an item. */
export interface StockLevelFolded {
  readonly id: string;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly itemId: string;
  readonly level: QuantityMicro;
  /** What the standing count found; null: nobody has counted. */
  readonly counted: QuantityMicro | null;
  readonly countedAt: number | null;
  readonly countedBy: string | null;
  /** Of movements that the standing count did not know. */
  readonly moved: QuantityMicro;
}

/** One row per movement: keyed by stock, doing, event and command. With its place, so that it can be read back as a fact. */
export interface StockMovementFolded {
  readonly id: string;
  readonly commandId: string;
  /** What was done once: a command, or the taking back of a document. */
  readonly doing: string;
  readonly chain: string;
  readonly seq: number;
  readonly clock: number;
  /** In its entry. */
  readonly position: number;
  readonly tenantId: string;
  readonly storeId: string | null;
  readonly stockId: string;
  readonly itemId: string;
  readonly terminalId: string | null;
  readonly kind: StockMovementKind;
  readonly delta: QuantityMicro;
  readonly orderId: string | null;
  readonly documentId: string | null;
  readonly orderItemId: string | null;
  readonly note: string | null;
  readonly isCounted: boolean;
  readonly businessDate: BusinessDate;
  readonly movedAt: number;
  readonly movedBy: string | null;
}

/** The rows of one stock. */
export function stockRows(ledger: StockLedger): {
  readonly levels: readonly StockLevelFolded[];
  readonly movements: readonly StockMovementFolded[];
} {
  const { stock, item, tenant, store, levelMicro, count, movements } = ledger;
  if (item === null || tenant === null) return { levels: [], movements: [] };
  const of = { tenantId: tenant, storeId: store, itemId: item };
  const level = {
    ...of,
    id: stock,
    level: levelMicro,
    counted: count?.countedMicro ?? null,
    countedAt: count?.by.at ?? null,
    countedBy: count?.by.actor ?? null,
    moved: (levelMicro - (count?.countedMicro ?? 0)) as QuantityMicro,
  };
  return { levels: [level], movements: movements.map((movement) => movementRow(stock, of, movement)) };
}

function movementRow(
  stockId: string,
  of: Pick<StockMovementFolded, 'tenantId' | 'storeId' | 'itemId'>,
  { by, doing, kind, deltaMicro, order, document, line, note, isCounted }: StockMovement,
): StockMovementFolded {
  return {
    ...of,
    id: by.event,
    commandId: by.commandId,
    doing,
    chain: by.chain,
    seq: by.seq,
    clock: by.clock,
    position: by.index,
    stockId,
    terminalId: by.terminal,
    kind,
    delta: deltaMicro,
    orderId: order,
    documentId: document,
    orderItemId: line,
    note,
    isCounted,
    businessDate: by.businessDate,
    movedAt: by.at,
    movedBy: by.actor,
  };
}

/** The fact that a row was made of, as a ledger reads it: a table of rows needs no journal to add to it. */
export function stockFactOf(row: StockMovementFolded): LedgerFact {
  const { orderId: order, documentId: document, orderItemId: line } = row;
  return {
    event: {
      id: row.id as Id<'Event'>,
      type: 'product-catalog.StockMoved',
      body: {
        item: row.itemId,
        kind: row.kind,
        deltaMicro: row.delta,
        cause: order === null ? null : { order, document, line },
        note: row.note,
      },
    },
    header: {
      chain: row.chain,
      seq: row.seq,
      clock: row.clock,
      at: row.movedAt as Instant,
      tenant: row.tenantId as Id<'Tenant'>,
      store: row.storeId as Id<'Store'> | null,
      terminal: row.terminalId as Id<'Terminal'> | null,
      commandId: row.commandId as Id<'Command'>,
      actor: row.movedBy as Id<'User'> | null,
      businessDate: row.businessDate,
    },
    index: row.position,
  };
}
