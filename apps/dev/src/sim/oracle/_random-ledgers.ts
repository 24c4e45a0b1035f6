import { derivedId, type Id } from '@beaveros/kit';
import { houseOf, seededNumbers, TillWriter } from '@beaveros/testkit';
import type { RandomHistory } from './_random-history.ts';
import { namedAnew } from './_written.ts';
import type { OracleTable } from './oracle.ts';

/** What {@link randomLedgers} speaks of. */
export const LEDGER_TABLES: readonly OracleTable[] = [
  'accounts',
  'account_movements',
  'stock_levels',
  'stock_movements',
  'sold_out_items',
  'entity_statuses',
  'reservations',
];

/**
 * What tills apart may write about accounts, stocks, tables and the book: lines that two of them loaded, grants that were
 * used, released or both, counts that knew a part, documents taken back twice, commands that two tills were given.
 */
export function randomLedgers(seed: number, entries = 50): RandomHistory {
  const house = houseOf(seed);
  const next = seededNumbers(seed * 11 + 3);
  const below = (n: number) => Math.floor(next() * n);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const ids = (n: number) => Array.from({ length: n }, () => house.newId<never>());
  const pools = {
    accounts: ids(3),
    items: ids(2),
    entities: ids(2),
    reservations: ids(2),
    orders: ids(2),
    lines: ids(2),
    grants: ids(3),
    commands: ids(5),
    documents: ids(2),
    sides: ids(2),
  };
  const stockOf = (item: string) => derivedId<never>(house.store, `stock/${item}`);
  const currency = { code: 'EUR', exponent: 2 };
  const writers = [0, 1, 2].map(
    () =>
      new TillWriter(
        { tenant: house.tenant, store: house.store, terminal: house.newId<'Terminal'>() },
        house,
      ),
  );
  const amount = () => one([1, 500, 5_000, 2_000]);
  const kind = () => one(['gift-card', 'points', 'house-account'] as const);
  const cause = () =>
    one([null, { order: one(pools.orders), document: one([null, ...pools.documents]), line: null }]);
  const terms = () => {
    const of = kind();
    return { kind: of, currency: of === 'points' ? null : currency, label: one(['4711', '0815']) };
  };
  const slot = () => ({
    startsAt: one([1_000, 2_000]),
    endsAt: one([3_000, 4_000]),
    guests: 1 + below(4),
    entities: pools.entities.slice(below(2)),
    note: one([null, 'window "seat"']),
  });
  type Maker = (writer: TillWriter) => readonly [string, string, object];
  const account: readonly Maker[] = [
    () => [
      'payment.AccountOpened',
      one(pools.accounts),
      { ...terms(), customer: one([null, pools.sides[0]]), creditLimit: one([0, 1_000]) },
    ],
    ...Array.from(
      { length: 3 },
      (): Maker => () => [
        'payment.AccountMoved',
        one(pools.accounts),
        {
          ...terms(),
          reason: one(['loaded', 'earned', 'spent', 'refunded', 'adjusted'] as const),
          delta: one([amount(), -amount()]),
          order: one([null, ...pools.orders]),
          line: one([null, ...pools.lines]),
          payment: null,
          document: one([null, ...pools.documents]),
          grant: one([null, null, ...pools.grants]),
          note: one([null, 'ours']),
        },
      ],
    ),
    () => [
      'payment.SpendGranted',
      one(pools.accounts),
      {
        grant: one(pools.grants),
        forCommand: one(pools.commands),
        terminal: one(writers).identity.terminal,
        amount: amount(),
      },
    ],
    () => ['payment.GrantReleased', one(pools.accounts), { grant: one(pools.grants) }],
  ];
  const stock: readonly Maker[] = [
    ...Array.from(
      { length: 3 },
      (): Maker => () => {
        const item = one(pools.items);
        return [
          'product-catalog.StockMoved',
          // One in eight is written under another stock's name: it counts nothing.
          stockOf(below(8) === 0 ? one(pools.items) : item),
          {
            item,
            kind: one(['sale', 'reversed', 'refund', 'received'] as const),
            deltaMicro: one([1_000_000, -1_000_000, -333_333, 7]),
            cause: cause(),
            note: null,
          },
        ];
      },
    ),
    (writer) => {
      const item = one(pools.items);
      const saw = writer.heads().filter(() => below(3) > 0);
      return [
        'product-catalog.StockCounted',
        stockOf(item),
        { item, countedMicro: one([0, 5_000_000]), saw, note: null },
      ];
    },
    () => {
      const item = one(pools.items);
      return ['product-catalog.ItemSoldOut', item, { item, until: one([null, 9_000]) }];
    },
    () => {
      const item = one(pools.items);
      return ['product-catalog.ItemBackOnSale', item, { item }];
    },
  ];
  const floor: readonly Maker[] = [
    () => [
      'service-entity.EntityStatusSet',
      one(pools.entities),
      { status: one(['available', 'dirty', 'out-of-service'] as const), note: one([null, 'wet']) },
    ],
    () => [
      'service-entity.ReservationMade',
      one(pools.reservations),
      { ...slot(), guest: { name: { side: pools.sides[0], hash: '0'.repeat(64) }, phone: null } },
    ],
    () => ['service-entity.ReservationChanged', one(pools.reservations), slot()],
    () => [
      one(['service-entity.ReservationCancelled', 'service-entity.ReservationNoShow']),
      one(pools.reservations),
      {},
    ],
    () => ['service-entity.ReservationSeated', one(pools.reservations), { order: one(pools.orders) }],
  ];
  const used = new Set<string>();
  for (let n = 0; n < entries; n += 1) {
    const writer = one(writers);
    if (below(8) === 0) writer.hear(one(writers));
    const of = one([account, stock, floor]);
    const events = Array.from({ length: 1 + below(3) }, () => {
      const [type, aggregate, body] = one(of)(writer);
      return { type, v: 1, aggregate: aggregate as Id, body };
    });
    // A chain carries a command once; another till may carry it too.
    const command = one(pools.commands) as Id<'Command'>;
    const repeats = below(4) === 0 && !used.has(writer.chain + command);
    if (repeats) used.add(writer.chain + command);
    house.clock.advance(500);
    const content = { businessDate: '2026-01-01' as never, events };
    writer.append('test', repeats ? { ...content, commandId: command } : content);
  }
  return {
    chains: namedAnew(writers.map((writer) => writer.entries())),
    aggregates: [
      ...pools.accounts,
      ...pools.items,
      ...pools.items.map(stockOf),
      ...pools.entities,
      ...pools.reservations,
    ],
  };
}
