import {
  amountMinor,
  grouped,
  type Id,
  instant,
  quantityMicro,
  ratePpm,
  type Result,
  unitPriceMicro,
} from '@beaveros/kit';
import { AT, DAY, fixed, STORE, TENANT, TERMINAL } from '../../_facts.ts';
import { type Actor, approvedBy } from '../../auth-user/actor.ts';
import { ROLE_TEMPLATES } from '../../auth-user/permissions.ts';
import { CASH, DRAWER, note, SHIFT, TERMINAL_CARD, tender, till } from '../../payment/_tills.ts';
import {
  closeShift,
  countShiftDrawer,
  moveCash,
  openShift,
  shiftFold,
  type ShiftLedger,
  shiftLedgerOf,
} from '../../payment/index.ts';
import { KnownOrders } from '../../processes/_two-orders.ts';
import { linesBySeat, payAndClose, recordPayment, refund, splitOrder } from '../../processes/index.ts';
import type { CatalogueReader } from '../../product-catalog/catalogue.ts';
import type { TillItemRow } from '../../product-catalog/rows.ts';
import {
  DEFAULT_STORE_POLICIES,
  makeReservation,
  reservationFold,
  seatReservation,
  setTableStatus,
} from '../../service-entity/index.ts';
import { bump, type StationRow, ticketsFold } from '../../workflow/index.ts';
import { catalogue, EUR, fired, lineToAdd, ORDER, VAT } from '../_orders.ts';
import { addLines, openOrder, voidLine } from '../decide.ts';
import { discountOrder } from '../discounts.ts';
import { fireCourse, fireOrder } from '../fire.ts';
import { changeTable, holdCourse, setCourse, setSeat } from '../guests.ts';

// One evening of one table, step by step, as its till decides it. `an-evening.test.ts` says what each step comes to.

export const COUPLE = fixed('Order', 2);
export const RESERVATION = fixed('Reservation', 1);
export const SALES_TAX = fixed('Tax', 3);
export const WINE = fixed('Item', 11);
export const LEMONADE = fixed('Item', 12);
export const STEAK = fixed('Item', 13);
export const PASTA = fixed('Item', 14);
const DRINKS = fixed('Category', 11);
const MAINS = fixed('Category', 12);
const MAIN_COURSE = 2;

export const line = (n: number) => fixed('Line', n);
export const document = (n: number) => fixed('Document', n);
export const table = (n: number) => ({ id: fixed('ServiceEntity', n), name: `Table ${n}` });
/** A moment of the evening: hours after noon, at a store in UTC. */
export const at = (hours: number) => instant(AT + Math.round(hours * 3_600_000));
const localTime = (time: string) => `${DAY}T${time}:00`;

const EVE = { user: fixed('User', 3), name: 'Eve', permissions: permissionsOf('Manager') };
/** Serves and takes the money: sells, fires, counts; what a manager may she asks a manager for. */
export const BEA: Actor = { user: fixed('User', 2), name: 'Bea', permissions: permissionsOf('POS Operator') };
const KITCHEN: Actor = { user: null, name: 'Kitchen', permissions: permissionsOf('Kitchen Staff') };
export const beaWithEve: Actor = valueOf(approvedBy(BEA, EVE));

/** A manager is asked beyond 5 % off; nobody has coins below 5 cents; a table is cleared before it is free. */
export const policies = {
  ...DEFAULT_STORE_POLICIES,
  discountLimit: { percentPpm: 50_000, amountMinor: null },
  cashRounding: { stepMinor: amountMinor(5), method: 'HALF_UP', scope: 'cash_only' },
  isTableDirtyAfterClose: true,
} as const;
const counter = { ...till, actor: BEA, cashRounding: policies.cashRounding };

const items: readonly TillItemRow[] = [
  item(WINE, 'Bottle of red', 28_000_000, { categoryIds: [DRINKS], taxIds: [SALES_TAX] }),
  item(LEMONADE, 'Lemonade', 3_400_000, { categoryIds: [DRINKS], taxIds: [SALES_TAX] }),
  item(STEAK, 'Steak', 24_200_000, { categoryIds: [MAINS], taxIds: [VAT] }),
  item(PASTA, 'Pasta', 15_400_000, { categoryIds: [MAINS], taxIds: [VAT] }),
];
const menu: CatalogueReader = {
  item: (id) => items.find((each) => each.id === id),
  tax: (id) => {
    const vat = catalogue().tax(VAT)!;
    if (id !== SALES_TAX) return catalogue().tax(id);
    return { ...vat, id: SALES_TAX, name: 'VAT 20 %', ratePpm: ratePpm(200_000) };
  },
};

const stages = fired(1, 1).body.stages.map(({ stage, name, ordinal, isFinal }) => ({
  id: stage,
  tenantId: TENANT,
  name,
  description: null,
  orderSequence: ordinal,
  isFinalStage: isFinal,
}));
const stations = [station(1, 'Bar', DRINKS), station(2, 'Grill', MAINS)];
const kitchen = { stations: () => stations, stages: () => stages };

/** The steps in their order; each is a command or several, decided on what the till knows by then. */
export const STEPS = {
  'the shift opens with a float': (known) =>
    known.does(
      openShift(
        { shift: SHIFT, float: amountMinor(10_000) },
        { ...counter, shift: null, drawer: DRAWER, businessDate: DAY },
      ),
    ),
  'table 5 is booked': (known) =>
    known.does(
      makeReservation(
        known.folded(reservationFold, RESERVATION).state,
        {
          reservation: RESERVATION,
          startsAt: at(7.5),
          endsAt: at(10),
          guests: 4,
          entities: [table(5).id],
          note: null,
          name: { id: fixed('Side', 1), salt: '0'.repeat(32), value: 'Ada' },
          phone: null,
        },
        {
          actor: BEA,
          now: at(1),
          slotMinutes: 30,
          minuteOfDay: (moment) => (moment / 60_000) % 1_440,
          entity: (id) => [5, 7].map(entity).find((row) => row.id === id),
          booked: [],
        },
      ),
    ),
  'four guests are seated': (known) => {
    const opening = { order: ORDER, kind: 'dine-in', table: table(5).id, guests: 4 } as const;
    const context = { actor: BEA, label: 'T1-12', currency: EUR, table: table(5) };
    known.does(openOrder(known.order(ORDER), opening, context));
    const reservation = known.folded(reservationFold, RESERVATION).state;
    known.does(
      seatReservation(reservation, { reservation: RESERVATION, order: ORDER }, { actor: BEA, isOpen: true }),
    );
  },
  'they order, and the drinks are fired': (known) => {
    const asked = [
      lineToAdd(1, { item: WINE, quantityMicro: quantityMicro(2_000_000) }),
      ...[2, 3].map((n) => lineToAdd(n, { item: LEMONADE })),
      ...[4, 5].map((n) => lineToAdd(n, { item: STEAK })),
      ...[6, 7].map((n) => lineToAdd(n, { item: PASTA })),
    ];
    const mains = [4, 5, 6, 7].map(line);
    const by = { actor: BEA };
    known.does(addLines(known.order(ORDER), { order: ORDER, lines: asked }, { ...by, catalogue: menu }));
    for (const [seat, lines] of [
      [1, [4]],
      [2, [5]],
      [3, [2, 6]],
      [4, [3, 7]],
    ] as const)
      known.does(setSeat(known.order(ORDER), { order: ORDER, seat, lines: lines.map(line) }, by));
    known.does(setCourse(known.order(ORDER), { order: ORDER, lines: mains, course: MAIN_COURSE }, by));
    known.does(holdCourse(known.order(ORDER), { order: ORDER, course: MAIN_COURSE, isHeld: true }, by));
    const firing = { order: ORDER, firing: fixed('Firing', 1), lines: null };
    known.does(fireOrder(known.order(ORDER), firing, { ...by, kitchen }));
  },
  'the bar serves': (known) => serves(known, 1, [1, 2, 3]),
  'the mains are fired': (known) => {
    const command = { order: ORDER, firing: fixed('Firing', 2), course: MAIN_COURSE };
    known.does(fireCourse(known.order(ORDER), command, { actor: BEA, kitchen }));
  },
  'a steak is voided': (known) => known.does(steakVoided(known, beaWithEve)),
  'the grill serves': (known) => serves(known, 2, [4, 6, 7]),
  'they move to table 7': (known) => {
    const command = { order: ORDER, table: table(7).id };
    known.does(changeTable(known.order(ORDER), command, { actor: BEA, table: table(7) }));
  },
  'table 5 is cleared': (known) =>
    known.does(
      setTableStatus(
        { entity: table(5).id, status: 'available', note: null },
        { actor: BEA, entity: entity(5) },
      ),
    ),
  'the couple at seats 3 and 4 splits off': (known) => {
    const bySeat = linesBySeat(known.order(ORDER));
    const lines = [3, 4]
      .flatMap((seat) => bySeat.get(seat) ?? [])
      .map((each, n) => ({ line: each, as: line(21 + n), quantityMicro: null }));
    known.does(
      splitOrder(
        known.order(ORDER),
        { order: ORDER, parts: [{ to: COUPLE, move: fixed('Move', 1), lines }] },
        { actor: BEA, labels: ['T1-13'], opened: [known.order(COUPLE)] },
      ),
    );
  },
  'gets 10 % off': (known) => known.does(tenPercentOff(known, beaWithEve)),
  'and pays in cash with a tip': (known) =>
    known.does(
      payAndClose(
        known.order(COUPLE),
        {
          order: COUPLE,
          document: document(1),
          tenders: [tender(1, 5_000, CASH, { tip: amountMinor(200) })],
          printer: null,
        },
        { ...counter, number: numbered(1), businessDate: DAY, localTime: localTime('21:10') },
      ),
    ),
  'the rest pays half by card terminal': (known) =>
    known.does(
      recordPayment(
        known.order(ORDER),
        { order: ORDER, tenders: [tender(2, 4_010, TERMINAL_CARD, { reference: 'SLIP 0042' })] },
        counter,
      ),
    ),
  'and half in cash': (known) =>
    known.does(
      payAndClose(
        known.order(ORDER),
        { order: ORDER, document: document(2), tenders: [tender(3, 5_000)], printer: null },
        { ...counter, number: numbered(2), businessDate: DAY, localTime: localTime('21:50') },
      ),
    ),
  'table 7 is cleared': (known) =>
    known.does(
      setTableStatus(
        { entity: table(7).id, status: 'available', note: null },
        { actor: BEA, entity: entity(7) },
      ),
    ),
  'a corked bottle comes back': (known) =>
    known.does(
      refund(
        known.order(ORDER),
        {
          order: ORDER,
          document: document(3),
          refunds: document(2),
          lines: [{ line: line(1), quantityMicro: quantityMicro(1_000_000) }],
          reason: 'corked',
          tenders: [
            {
              payment: fixed('Payment', 4),
              amount: amountMinor(2_800),
              to: { kind: 'original', of: fixed('Payment', 3) },
            },
          ],
          restock: false,
          printer: null,
        },
        {
          ...counter,
          number: numbered(3),
          businessDate: DAY,
          localTime: localTime('22:15'),
          grant: null,
          limits: policies.refundLimits,
          refundedToday: { all: amountMinor(0), alone: amountMinor(0) },
          ways: 'original',
        },
      ),
    ),
  'ice is bought': (known) =>
    known.does(
      moveCash(
        { amount: amountMinor(600), reason: 'ice' },
        { ...counter, actor: beaWithEve, direction: 'out' },
      ),
    ),
  'the drawer is counted blind': (known) => {
    const coins = [
      [10_000, 1],
      [2_000, 1],
      [1_000, 1],
      [500, 1],
      [200, 2],
      [50, 1],
      [20, 2],
      [5, 1],
    ] as const;
    const denominations = coins.map(([value, count]) => note(value, count));
    known.does(countShiftDrawer({ denominations, amount: amountMinor(13_995) }, counter));
  },
  'the shift closes by its Z': (known) =>
    known.does(
      closeShift(
        known.folded(shiftFold, SHIFT).state,
        { shift: SHIFT, count: null },
        {
          ...counter,
          ledger: ledgerOf(known),
          number: { ...numbered(1), series: 2 },
          now: at(11),
          localTime: localTime('23:00'),
          isComplete: true,
          openOrders: 0,
          unconfirmed: 0,
        },
      ),
    ),
} as const satisfies Readonly<Record<string, (known: KnownOrders) => void>>;
export type Step = keyof typeof STEPS;

/** What the till knows after a step and all before it. */
export function after(step: Step): KnownOrders {
  return evening(step).known;
}

const OWNERS: Readonly<Record<string, string>> = {
  [ORDER]: 'order',
  [COUPLE]: 'couple',
  [SHIFT]: 'shift',
  [RESERVATION]: 'reservation',
  [table(5).id]: 'table 5',
  [table(7).id]: 'table 7',
};

/** What a step itself wrote, and of what: `OrderOpened (order)`, or `2 LineAdded (order)` where there are more of them. */
export function writtenBy(step: Step): readonly string[] {
  const { known, before } = evening(step);
  const byType = grouped(
    known.facts().slice(before),
    ({ event }) => `${event.type.split('.')[1]} (${OWNERS[event.aggregate]})`,
  );
  return [...byType].map(([type, { length }]) => (length === 1 ? type : `${length} ${type}`));
}

/** The evening up to a step; `before`: how many facts there were when it began. */
function evening(step: Step): { readonly known: KnownOrders; readonly before: number } {
  const known = new KnownOrders(1);
  for (const [name, does] of Object.entries(STEPS)) {
    const before = known.facts().length;
    does(known);
    if (name === step) return { known, before };
  }
  throw new Error(`no step ${step}`);
}

/** Fired, so a void costs food: `by` must be allowed to. */
export function steakVoided(known: KnownOrders, by: Actor) {
  const command = { order: ORDER, line: line(5), reason: 'overdone' };
  return voidLine(known.order(ORDER), command, { actor: by });
}

export function tenPercentOff(known: KnownOrders, by: Actor) {
  const terms = { kind: 'percent', ratePpb: 100_000_000 } as const;
  const words = { name: 'Waited long', reason: 'mains were late' };
  const command = { order: COUPLE, discount: fixed('Discount', 1), ...words, terms };
  return discountOrder(known.order(COUPLE), command, { actor: by, policies });
}

/** The shift's sums, as its X would say them. */
export function ledgerOf(known: KnownOrders): ShiftLedger {
  const { clock } = known.folded(shiftFold, SHIFT).state.opened!;
  return shiftLedgerOf({ shift: SHIFT, terminal: TERMINAL, currency: EUR, clock }, known.facts());
}

/** To the last stage. */
function serves(known: KnownOrders, firing: number, lines: readonly number[]): void {
  const keys = lines.map((n) => ({ line: line(n), firing: fixed('Firing', firing) }));
  const served = stages.find(({ isFinalStage }) => isFinalStage)!.id;
  const { state } = known.folded(ticketsFold, ORDER);
  known.does(bump(state, { order: ORDER, lines: keys, stage: served }, { actor: KITCHEN, stages }));
}

function numbered(counter: number) {
  return { terminalCode: 'T1', series: 1, counter };
}

function permissionsOf(role: string): ReadonlySet<string> {
  return new Set(ROLE_TEMPLATES.find(({ name }) => name === role)!.permissions);
}

function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

function item(
  id: Id<'Item'>,
  name: string,
  priceMicro: number,
  more: Pick<TillItemRow, 'categoryIds' | 'taxIds'>,
): TillItemRow {
  const row = catalogue().item(fixed('Item', 1))!;
  return { ...row, id, name, priceMicro: unitPriceMicro(priceMicro), ...more };
}

function station(n: number, name: string, category: Id<'Category'>): StationRow {
  const place = { id: fixed('Station', n), tenantId: TENANT, storeId: STORE, name, position: n };
  return { ...place, categoryIds: [category], itemIds: [], isExpeditor: false, isActive: true };
}

function entity(n: number) {
  const place = { tenantId: TENANT, storeId: STORE, areaId: null, description: null };
  return { ...place, ...table(n), capacity: 4, isActive: true };
}
