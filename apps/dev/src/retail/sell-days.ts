import { type Draft, type Event, type Fold, foldMore, type Recorded } from '@beaveros/domain/journal';
import { addLines, openOrder, orderFold, type OrderState } from '@beaveros/domain/order';
import {
  addToShiftLedger,
  closeShift,
  currentShift,
  emptyShiftLedger,
  openShift,
  shiftFold,
  SHIFT_LEDGER_READS,
  shiftLedgerOf,
  type ShiftLedger,
  type ShiftState,
  type ZReport,
} from '@beaveros/domain/payment';
import { payAndClose } from '@beaveros/domain/processes';
import type { TillItemRow } from '@beaveros/domain/product-catalog';
import {
  type AmountMinor,
  amountMinor,
  assert,
  type BusinessDate,
  instant,
  type Id,
  type Result,
} from '@beaveros/kit';
import { type House, houseOf } from '@beaveros/testkit';
import { catalogueOf } from './retail-catalogue.ts';
import type { RetailLine } from './retail-file.ts';
import { invoicesOf, RETAIL_CURRENCY, type RetailInvoice } from './retail-invoices.ts';

/** A day of the file as one till sold it: what the file says, and the Z of its shift. */
export interface SoldDay {
  readonly day: BusinessDate;
  readonly invoices: readonly RetailInvoice[];
  readonly z: ZReport;
  /** The ledger as it was kept up with each fact, and as the day's facts in any order make it. */
  readonly ledgers: readonly [keptUp: ShiftLedger, readAnew: ShiftLedger];
}

const FLOAT = amountMinor(10_000);
const CHAIN = '1'.padStart(64, '0');

/**
 * Sells a retail file on one till, in memory, by the domain's own deciders and folds: one shift for each day of the file,
 * closed with a count of what is expected. Nothing is written.
 */
export function* sellDays(lines: readonly RetailLine[]): Generator<SoldDay> {
  const till = new MemoryTill(lines);
  const byDay = Map.groupBy(invoicesOf(lines), (invoice) => invoice.lines[0]!.day);
  for (const [day, invoices] of [...byDay].sort(([a], [b]) => (a < b ? -1 : 1)))
    yield till.sellDay(day, invoices);
}

class MemoryTill {
  readonly #house: House = houseOf(1, RETAIL_CURRENCY);
  readonly #terminal: Id<'Terminal'> = this.#house.newId<'Terminal'>();
  readonly #itemByCode: ReadonlyMap<string, TillItemRow>;
  readonly #catalogue: Parameters<typeof addLines>[2]['catalogue'];
  #seq = 0;
  #documents = 0;
  #zs = 0;
  #day: BusinessDate = '2010-12-01' as BusinessDate;
  #ledger: ShiftLedger | null = null;
  #facts: Recorded[] = [];

  constructor(lines: readonly RetailLine[]) {
    const [any] = this.#house.items;
    const rows = catalogueOf(lines).map(({ code, name, priceMicro }) => {
      const id = this.#house.newId<'Item'>();
      return { ...any!, id, name, sku: code, priceMicro, taxIds: [], modifiers: [], barcodes: [] };
    });
    this.#itemByCode = new Map(rows.map((row) => [row.sku, row]));
    const byId = new Map(rows.map((row) => [row.id as string, row]));
    this.#catalogue = { ...this.#house.catalogue, item: (id) => byId.get(id) };
  }

  sellDay(day: BusinessDate, invoices: readonly RetailInvoice[]): SoldDay {
    this.#day = day;
    const { actor, newId } = this.#house;
    const shift = newId<'Shift'>();
    const base = { actor, terminal: this.#terminal, currency: RETAIL_CURRENCY };
    const opening = { ...base, shift: null, drawer: null, businessDate: day };
    const empty = shiftFold.initial(shift);
    let state = this.#write(shiftFold, empty, openShift({ shift, float: FLOAT }, opening));
    const { opened } = state;
    assert(opened !== null, 'a shift was opened');
    const of = { shift, terminal: this.#terminal, currency: RETAIL_CURRENCY, clock: opened.clock };
    this.#ledger = emptyShiftLedger(of);
    this.#facts = [];
    for (const invoice of invoices) this.#sell(invoice, state);
    const keptUp = this.#ledger;
    const readAnew = shiftLedgerOf(of, this.#facts.toReversed());
    this.#zs += 1;
    const counted = amountMinor(FLOAT + keptUp.cashOfPayments);
    const closing = {
      ...base,
      shift: currentShift(state),
      ledger: keptUp,
      number: { terminalCode: 'T1', series: 1, counter: this.#zs },
      now: instant(Date.parse(day)),
      localTime: `${day}T23:00:00`,
      isComplete: true,
      openOrders: 0,
      unconfirmed: 0,
    };
    const count = { denominations: [], amount: counted };
    state = this.#write(shiftFold, state, closeShift(state, { shift, count }, closing));
    assert(state.closed !== null, 'a shift was closed');
    return { day, invoices, z: state.closed, ledgers: [keptUp, readAnew] };
  }

  #sell(invoice: RetailInvoice, shift: ShiftState): void {
    const { actor, newId, cash } = this.#house;
    const order = newId<'Order'>();
    const label = invoice.number;
    const opening = { order, kind: 'counter', table: null, guests: null } as const;
    let state: OrderState = orderFold.initial(order);
    const opened = openOrder(state, opening, { actor, currency: RETAIL_CURRENCY, label, table: null });
    state = this.#write(orderFold, state, opened);
    const lines = invoice.lines.map(({ code, quantityMicro, unitPriceMicro }) => ({
      line: newId<'Line'>(),
      item: this.#itemByCode.get(code)!.id,
      quantityMicro,
      options: [],
      note: null,
      override: { unitPriceMicro, reason: 'replay' },
    }));
    const added = addLines(state, { order, lines }, { actor, catalogue: this.#catalogue });
    state = this.#write(orderFold, state, added);
    const payment = newId<'Payment'>();
    const tenders =
      invoice.total === 0 ? [] : [{ payment, method: cash.id, tendered: handed(invoice.total) }];
    this.#documents += 1;
    const closed = payAndClose(
      state,
      { order, document: newId<'Document'>(), tenders, printer: null },
      {
        actor,
        terminal: this.#terminal,
        currency: RETAIL_CURRENCY,
        shift: currentShift(shift),
        method: (id) => (id === cash.id ? cash : undefined),
        number: { terminalCode: 'T1', series: 1, counter: this.#documents },
        businessDate: this.#day,
        localTime: `${this.#day}T12:00:00`,
      },
    );
    this.#write(orderFold, state, closed);
  }

  /** One entry: folded onto its aggregate, and into the ledger of the shift. */
  #write<State>(
    fold: Fold<State>,
    state: State,
    decided: Result<readonly Draft<Event>[], { readonly code: string }>,
  ): State {
    assert(decided.ok, `refused: ${decided.ok ? '' : decided.refusal.code}`);
    this.#seq += 1;
    const { tenant, store, actor, newId } = this.#house;
    const header = {
      chain: CHAIN,
      seq: this.#seq,
      clock: this.#seq,
      at: instant(Date.parse(this.#day)),
      tenant,
      store,
      terminal: this.#terminal,
      epoch: 1,
      commandId: newId<'Command'>(),
      command: 'sell',
      actor: actor.user,
      businessDate: this.#day,
    };
    const facts = decided.value.map((draft, index) => ({
      event: { ...draft, id: newId<'Event'>() } as Event,
      header,
      index,
    }));
    const ofLedger = facts.filter(({ event }) => SHIFT_LEDGER_READS.has(event.type));
    if (this.#ledger !== null) this.#ledger = ofLedger.reduce(addToShiftLedger, this.#ledger);
    this.#facts.push(...ofLedger);
    return foldMore(fold, '', { state, facts: [] }, facts).state;
  }
}

/** Notes as people hand them over: the next ten pounds above, or exactly what goes out. */
function handed(total: AmountMinor): AmountMinor {
  return total < 0 ? total : amountMinor(Math.ceil(total / 1_000) * 1_000);
}
