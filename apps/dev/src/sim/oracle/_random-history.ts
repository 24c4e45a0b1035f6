import { derivedId, type Id } from '@beaveros/kit';
import { houseOf, seededNumbers, TillWriter, type WrittenEntry } from '@beaveros/testkit';
import { closeAsToday } from './close-of-v1.ts';
import { termsMakers } from './_random-terms.ts';

/** What several tills that rarely hear each other may write about a handful of orders: everything, in any order. */
export interface RandomHistory {
  readonly chains: readonly (readonly WrittenEntry[])[];
  readonly aggregates: readonly string[];
}

const EXTREME = 9_000_000_000_000;

/** Not what a cashier does but what a fold must bear: facts of unknown lines, repeated commands, extremes, two closes. */
export function randomHistory(seed: number, entries = 60): RandomHistory {
  const house = houseOf(seed);
  const next = seededNumbers(seed * 7 + 1);
  const below = (n: number) => Math.floor(next() * n);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const ids = (n: number) => Array.from({ length: n }, () => house.newId<never>());
  const pools = {
    orders: ids(2),
    lines: ids(4),
    firings: ids(2),
    stations: ids(2),
    documents: ids(3),
    reversals: ids(2),
    payments: ids(3),
    shifts: ids(2),
    commands: ids(5),
    stages: ids(3),
    side: ids(1),
    // Many, so that one is rarely given twice.
    discounts: ids(40),
    charges: ids(2),
  };
  const stages = pools.stages.map((stage, at) => ({
    stage,
    name: `S${at}`,
    ordinal: at % 2,
    isFinal: at === 2,
  }));
  const amount = () => one([0, 1, -350, 1_000, 12_345]);
  const quantity = () => one([1_000_000, -1_000_000, 333_000, 2_500_000, EXTREME, -EXTREME, 1]);
  const price = () => one([0, 3_500_000, -1_005_000, 1_005_000, 333_333, 900_000_000_000_000]);
  const taxes = () =>
    Array.from({ length: below(4) }, (_, at) => ({
      tax: pools.stages[at]!,
      name: `Tax ${at}`,
      ratePpm: one([0, 15_000, 200_000, 77_777, 10_000_000]),
      mode: one(['included', 'excluded'] as const),
      compound: below(2) === 0,
    }));
  const currency = { code: 'EUR', exponent: one([0, 2, 3]) };
  const note = () => one([null, 'ice', 'no "salt" \\ ñ', '']);
  const modifiers = () =>
    Array.from({ length: below(3) }, (_, at) => ({
      modifier: pools.stations[0]!,
      option: pools.stations[1]!,
      name: 'Extras',
      optionName: `Option ${at}`,
      priceMicro: one([0, 1_200_000, -50_000]),
    }));
  const added = (line: string) => ({
    line,
    item: one(pools.lines),
    name: one(['Beer', 'Café "x"']),
    sku: one([null, 'B1']),
    quantityMicro: quantity(),
    unitPriceMicro: price(),
    listPriceMicro: price(),
    taxes: taxes(),
    modifiers: modifiers(),
    note: note(),
    categories: one([[], pools.side]),
  });
  const documentLine = (line: string) => {
    const total = amount();
    const words = { item: line, name: 'Beer', sku: null, quantityMicro: quantity(), unitPriceMicro: price() };
    return { line, ...words, modifiers: [], note: note(), net: total, taxes: [], total };
  };
  const some = (of: readonly string[]) => of.filter((_, at) => at === 0 || below(2) === 0);
  const written: string[] = [];
  const closed = new Map<string, number>();
  const makers: (() => readonly [string, unknown, number?])[] = [
    () => [
      'order.OrderOpened',
      {
        label: one(['A-1', 'B-1']),
        kind: one(['counter', 'dine-in']),
        table: one([null, { id: pools.side[0], name: 'Table 1' }]),
        guests: one([null, 2]),
        currency,
        taxRounding: 'per_line',
      },
    ],
    () => ['order.LineAdded', added(one(pools.lines))],
    () => ['order.LineQuantityChanged', { line: one(pools.lines), deltaMicro: quantity() }],
    () => ['order.LineNoteSet', { line: one(pools.lines), note: note() }],
    () => [
      'order.LinePriceOverridden',
      { line: one(pools.lines), unitPriceMicro: price(), reason: `${below(9)}` },
    ],
    () => ['order.LineVoided', { line: one(pools.lines), reason: `${below(9)}` }],
    () => ['order.OrderNoteSet', { note: note() }],
    () => ['order.GuestNamed', { guest: one([null, { side: pools.side[0], hash: '0'.repeat(64) }]) }],
    () => {
      const v = 1 + below(2);
      const fired = (line: object) =>
        v === 1 ? line : { ...line, seat: one([null, 1, 2]), course: one([null, 1, 3]) };
      const body = {
        firing: one(pools.firings),
        label: one(['A-1', 'B-1']),
        tableName: one([null, 'Table 1']),
        lines: some(pools.lines).map((line) =>
          fired({
            line,
            name: 'Beer',
            quantityMicro: quantity(),
            modifiers: one([[], ['Cheddar', 'é']]),
            note: note(),
            station: { id: one(pools.stations), name: one(['Grill', 'Bar']) },
          }),
        ),
        stages,
      };
      return ['order.LinesFired', v === 1 ? body : { ...body, course: one([null, 2]) }, v];
    },
    () => [
      one(['workflow.StageAdvanced', 'workflow.StageRecalled']),
      { line: one(pools.lines), firing: one(pools.firings), to: one(stages) },
    ],
    () => {
      const total = amount();
      const document = one(pools.documents);
      closed.set(document, total);
      const close = {
        document,
        number: { terminalCode: 'T1', series: 1, counter: 1 + below(9) },
        label: 'A-1',
        kind: 'counter',
        tableName: null,
        currency,
        businessDate: '2026-01-01',
        localTime: `2026-01-01T1${below(10)}:00:00`,
        cashierName: 'Ann',
        lines: some(pools.lines).map(documentLine),
        net: total,
        taxes: [],
        total,
        payments: [{ payment: one(pools.payments) }],
        change: 0,
        note: note(),
        saw: written.filter(() => below(2) === 0),
      };
      return below(3) > 0
        ? ['order.OrderClosed', close]
        : ['order.OrderClosed', { ...closeAsToday(close), isTraining: below(2) === 0 }, 2];
    },
    () => {
      const paid = {
        payment: one(pools.payments),
        shift: one(pools.shifts),
        method: { id: pools.side[0], name: 'Cash', type: 'cash' },
        currency,
        amount: amount(),
        tendered: amount(),
        change: 0,
      };
      if (below(2) === 0) return ['payment.PaymentRecorded', paid];
      const account = one([null, { kind: 'gift-card', id: pools.side[0] }]);
      const beyond = {
        tip: one([0, 50]),
        rounding: one([0, 2, -2]),
        account,
        reference: one([null, 'slip']),
      };
      return ['payment.PaymentRecorded', { ...paid, ...beyond }, 2];
    },
  ];
  const reversal = () => {
    const reverses = one(pools.documents);
    const total = below(4) === 0 ? amount() : -(closed.get(reverses) ?? 0);
    return [
      'order.DocumentReversed',
      {
        document: one([...pools.reversals, pools.documents[0]!]),
        number: { terminalCode: 'T1', series: 1, counter: 1 + below(9) },
        reverses,
        reason: 'twice',
        businessDate: '2026-01-02',
        localTime: '2026-01-02T10:00:00',
        cashierName: 'T1',
        currency,
        net: total === 0 ? 0 : total,
        taxes: [],
        total: total === 0 ? 0 : total,
      },
    ] as const;
  };
  const refund = () => {
    const total = -Math.abs(amount());
    const line = () => ({
      line: one(pools.lines),
      name: 'Beer',
      item: pools.lines[0],
      categories: [],
      taxes: [],
    });
    const charge = () => ({ charge: one(pools.side), name: 'Service', net: total, taxes: [], total });
    return [
      'order.RefundIssued',
      {
        document: one([...pools.reversals, ...pools.documents]),
        number: { terminalCode: 'T1', series: 1, counter: 1 + below(9) },
        refunds: one(pools.documents),
        currency,
        businessDate: '2026-01-03',
        localTime: '2026-01-03T10:00:00',
        cashierName: 'Ann',
        reason: 'flat',
        permit: one(['own', 'granted', 'alone']),
        lines: [1, 2]
          .slice(below(2))
          .map(() => ({ ...line(), quantityMicro: 1 + below(9), net: total, total })),
        charges: below(3) === 0 ? [charge()] : [],
        net: total,
        taxes: [],
        total,
        rounding: 0,
        payments: [{ payment: one(pools.payments) }],
        isTraining: below(4) === 0,
        shift: null,
        customer: null,
      },
    ] as const;
  };
  const granted = () =>
    [one(['order.RefundGranted', 'order.RefundGrantReleased']), { grant: one(pools.side) }] as const;
  const resolved = () => {
    const kind = one(['unseen-void', 'unseen-quantity', 'unseen-price', 'unseen-discount', 'unseen-firing']);
    const cause = written.length === 0 ? pools.side[0]! : one(written);
    return [
      'order.TaskResolved',
      { task: derivedId(current, `task/${kind}/${cause}`), note: `${below(9)}` },
    ] as const;
  };
  let current: string = pools.orders[0]!;
  makers.push(reversal, reversal, refund, refund, granted, resolved);
  makers.push(...termsMakers({ below, one }, { ...pools, written }, added));
  const writers = [0, 1, 2].map(
    () =>
      new TillWriter(
        { tenant: house.tenant, store: house.store, terminal: house.newId<'Terminal'>() },
        house,
      ),
  );
  const used = new Set<string>();
  for (let n = 0; n < entries; n += 1) {
    const writer = one(writers);
    if (below(8) === 0) writer.hear(one(writers));
    const aggregate = one(pools.orders) as Id;
    current = aggregate;
    const events = Array.from({ length: 1 + below(3) }, () => {
      const [type, body, v = 1] = one(makers)();
      return { type, v, aggregate, body };
    });
    if (below(20) === 0) {
      const body = {
        terminal: writer.identity.terminal,
        drawer: null,
        currency,
        float: 100,
        businessDate: '2026-01-01',
      };
      const v = 1 + below(2);
      const more = v === 1 ? {} : { isTraining: below(2) === 0, denominations: null };
      const aggregate = one(pools.shifts) as Id;
      events.push({ type: 'payment.ShiftOpened', v, aggregate, body: { ...body, ...more } });
    }
    if (below(10) === 0) {
      // By its own till, by another, and for another.
      const { terminal } = one([writer, writer, one(writers)]).identity;
      const body = zOf(terminal, currency, amount());
      events.push({ type: 'payment.ShiftClosed', v: 1, aggregate: one(pools.shifts) as Id, body });
    }
    // A chain carries a command once; another till may carry it too.
    const command = one(pools.commands) as Id<'Command'>;
    const repeats = below(6) === 0 && !used.has(writer.chain + command);
    if (repeats) used.add(writer.chain + command);
    house.clock.advance(500);
    const { entry } = writer.append('test', {
      businessDate: '2026-01-01' as never,
      events,
      ...(repeats ? { commandId: command } : {}),
    });
    written.push(...entry.events.map(({ id }) => id));
  }
  return {
    chains: writers.map((writer) => writer.entries()),
    aggregates: [...pools.orders, ...pools.shifts],
  };
}

/** A Z that says something; a fold believes it. */
function zOf(terminal: string, currency: object, total: number): object {
  const none = { count: 0, amount: 0 };
  const documents = { count: 1, net: total, total };
  return {
    terminal,
    drawer: null,
    currency,
    businessDate: '2026-01-01',
    isTraining: false,
    openedAt: 1,
    openedBy: null,
    float: 100,
    cashIn: none,
    cashOut: none,
    cashOfPayments: total,
    expected: 100 + total,
    counted: total === 0 ? null : 100,
    variance: total === 0 ? null : -total,
    denominations: null,
    isBlind: false,
    tenders: [],
    tips: 0,
    rounding: 0,
    sales: documents,
    refunds: documents,
    reversals: documents,
    net: total,
    taxes: [],
    total,
    balance: 0,
    firstNumber: null,
    lastNumber: null,
    voids: none,
    discounts: 0,
    charges: 0,
    noSales: 0,
    otherCurrencies: [],
    number: { terminalCode: 'T1', series: 1, counter: 1 },
    closedAt: 2,
    localTime: '2026-01-01T20:00:00',
    cashierName: 'Ann',
    isComplete: true,
    openOrders: 0,
    unconfirmed: 0,
  };
}
