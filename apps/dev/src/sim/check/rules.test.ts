import type { Draft, Event } from '@beaveros/domain/journal';
import { type BusinessDate, type Id } from '@beaveros/kit';
import { houseOf, TillWriter } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { rawOf } from '../oracle/_written.ts';
import { Oracle } from '../oracle/oracle.ts';
import { Witness } from '../witness.ts';
import { soundEvidence } from './_evidence.ts';
import { money } from './money.ts';

const house = houseOf(7);
const ids = Array.from({ length: 12 }, () => house.newId<never>());
const [order, other, line, moved, account, payment, document, shift, discount, move, refund, again] = ids as [
  never,
  never,
  never,
  never,
  never,
  never,
  never,
  never,
  never,
  never,
  never,
  never,
];
const currency = { code: 'EUR', exponent: 2 };

type Fact = Omit<Draft<Event>, 'v'> & { readonly v?: number };
/** Entries of a till, each a list of facts; `hears`: it learns the other till's before. */
interface Entries {
  readonly by?: 0 | 1;
  readonly hears?: boolean;
  readonly facts: readonly Fact[];
}

/** What the promise of money says of these entries. */
function said(entries: readonly Entries[]): string {
  const writers = [0, 1].map(
    () =>
      new TillWriter(
        { tenant: house.tenant, store: house.store, terminal: house.newId<'Terminal'>() },
        house,
      ),
  );
  const order: { readonly till: number; readonly text: string }[] = [];
  const heard: [number, number][] = [];
  for (const { by = 0, hears = false, facts } of entries) {
    const writer = writers[by]!;
    if (hears) {
      writer.hear(writers[1 - by]!);
      heard.push([by, order.length]);
    }
    const events = facts.map((fact) => ({ v: 1, ...fact }));
    const { entry } = writer.append('test', { businessDate: '2026-01-01' as BusinessDate, events });
    order.push({ till: by, text: entry.commandId });
  }
  const raw = rawOf(writers.map((writer) => writer.entries()));
  const witness = new Witness();
  const hold = (till: number, { hash, text, chain }: (typeof raw)[number]) =>
    witness.heldText(`t${till}`, hash, text, chain, 0);
  order.forEach(({ till, text }, at) => {
    if (heard.some(([by, when]) => by === till && when === at))
      for (const before of order.slice(0, at).filter((each) => each.till !== till))
        hold(till, raw.find((each) => each.text.includes(before.text))!);
    hold(till, raw.find((each) => each.text.includes(text))!);
  });
  using oracle = new Oracle(raw);
  return money({ ...soundEvidence(), witness, oracle })
    .map(({ message }) => message)
    .join('; ');
}

const fact = (type: string, aggregate: string, body: object, v = 1): Fact => ({
  type,
  v,
  aggregate: aggregate as Id,
  body,
});
const opened = (of: string = order) =>
  fact('order.OrderOpened', of, { label: 'A', kind: 'counter', table: null, guests: null, currency });
const paid = () =>
  fact(
    'payment.PaymentRecorded',
    order,
    {
      payment,
      shift,
      method: { id: account, name: 'Card', type: 'credit_account' },
      currency,
      amount: 500,
      tendered: 500,
      change: 0,
      tip: 0,
      rounding: 0,
      account: { kind: 'gift-card', id: account },
      reference: null,
    },
    2,
  );
const accountMoved = (reason: string, delta: number, more: object) =>
  fact('payment.AccountMoved', account, {
    kind: 'gift-card',
    currency,
    label: '4711',
    reason,
    delta,
    order,
    line: null,
    payment: null,
    document: null,
    grant: null,
    note: null,
    ...more,
  });
const closed = (isTraining = false) =>
  fact(
    'order.OrderClosed',
    order,
    {
      document,
      number: { terminalCode: 'T1', series: 1, counter: 1 },
      currency,
      businessDate: '2026-01-01',
      localTime: '2026-01-01T10:00:00',
      lines: [{ line, quantityMicro: 2_000_000, net: 5_000, taxes: [], total: 5_000, discounts: [] }],
      charges: [],
      payments: [],
      voided: [],
      net: 5_000,
      taxes: [],
      total: 5_000,
      isTraining,
      shift: null,
      saw: [],
    },
    2,
  );
const added = () => fact('order.LineAdded', order, addedLine(line));
const addedLine = (of: string) => ({
  line: of,
  quantityMicro: 1_000_000,
  unitPriceMicro: 1_000_000,
  modifiers: [],
  taxes: [],
});

describe('value that pays', () => {
  const moving = (delta: number) => [
    { facts: [opened(), paid(), accountMoved('spent', delta, { payment })] },
  ];
  it('moves by what was paid', () => {
    expect(said(moving(-500))).not.toContain('did not move');
    expect(said(moving(-400))).toContain('did not move');
    expect(said([{ facts: [opened(), paid()] }])).toContain('did not move');
  });

  it('moves nothing in practice', () => {
    const practice = {
      facts: [
        fact('payment.ShiftOpened', shift, { terminal: account, float: 0, currency, isTraining: true }, 2),
      ],
    };
    expect(said([practice, { facts: [opened(), paid()] }])).not.toContain('did not move');
    expect(said([practice, ...moving(-500)])).toContain('did not move');
  });
});

describe('a line that is sold as value', () => {
  const attached = fact('payment.LoadAttached', order, {
    line,
    account,
    kind: 'gift-card',
    label: '4711',
    customer: null,
    faceMicro: 25_000_000,
  });
  const loading = (...deltas: readonly number[]) => [
    {
      facts: [
        opened(),
        attached,
        closed(),
        ...deltas.map((delta) => accountMoved('loaded', delta, { line })),
      ],
    },
  ];
  it('loads its face for each unit, once', () => {
    expect(said(loading(5_000))).not.toContain('did not load');
    // The second of two closes apart says it again and counts nothing.
    expect(
      said([...loading(5_000), { by: 1, facts: [accountMoved('loaded', 5_000, { line })] }]),
    ).not.toContain('did not load');
    expect(said(loading(2_500))).toContain('did not load');
    expect(said(loading())).toContain('did not load');
  });
});

describe('practice', () => {
  const stockMoved = fact('product-catalog.StockMoved', account, {
    item: line,
    kind: 'sale',
    deltaMicro: -1,
    cause: { order, document, line: null },
    note: null,
  });
  it('moves no stock and no value', () => {
    const facts = [opened(), closed(true)];
    const says = 'practice moved';
    expect(said([{ facts }])).not.toContain(says);
    expect(said([{ facts: [opened(), closed(), stockMoved] }])).not.toContain(says);
    expect(said([{ facts: [...facts, stockMoved] }])).toContain(says);
    expect(said([{ facts: [...facts, accountMoved('earned', 3, { document })] }])).toContain(says);
  });
});

describe('a line that goes to another order', () => {
  const given = {
    ...fact('order.LineDiscounted', order, {
      line,
      discount,
      name: 'Regular',
      reason: 'friend',
      terms: { kind: 'amount', amountMinor: 100 },
    }),
    id: house.newId<'Event'>(),
  };
  const going = (discounts: readonly object[], saw: readonly string[]) => [
    { facts: [opened(), opened(other), added(), given] },
    {
      facts: [
        fact('order.LinesMovedOut', order, {
          move,
          to: { order: other, label: 'B' },
          lines: [{ line, quantityMicro: 1_000_000, isWhole: true }],
          saw,
        }),
        fact('order.LinesMovedIn', other, {
          move,
          from: { order, label: 'A' },
          lines: [
            {
              added: addedLine(moved),
              unitPriceMicro: 1_000_000,
              discounts,
              firings: [],
              origins: [{ order, line }],
            },
          ],
        }),
      ],
    },
  ];
  const brought = [
    { id: discount, name: 'Regular', reason: 'friend', discount: { kind: 'amount', amountMinor: 100 } },
  ];
  it('brings what its till knew was taken off it', () => {
    expect(said(going(brought, [given.id]))).not.toContain('left its discount');
    expect(said(going([], []))).not.toContain('left its discount');
    expect(said(going([], [given.id]))).toContain('left its discount');
  });
});

describe('a refund', () => {
  const back = (of: string, total: number) =>
    fact('order.RefundIssued', order, {
      document: of,
      number: { terminalCode: 'T1', series: 1, counter: of === refund ? 2 : 3 },
      refunds: document,
      currency,
      businessDate: '2026-01-01',
      localTime: '2026-01-01T11:00:00',
      lines: [{ line, quantityMicro: 1, net: -total, taxes: [], total: -total }],
      charges: [],
      payments: [],
      net: -total,
      taxes: [],
      total: -total,
      isTraining: false,
    });
  const sold = { facts: [opened(), added(), closed()] };
  const says = 'more was given back';
  it('gives back no more than its own till knew was left', () => {
    expect(said([sold, { facts: [back(refund, 3_000)] }, { facts: [back(again, 2_000)] }])).not.toContain(
      says,
    );
    expect(said([sold, { facts: [back(refund, 3_000)] }, { facts: [back(again, 3_000)] }])).toContain(says);
  });

  it('does not know of another till what it has not heard', () => {
    const apart = [sold, { by: 1, hears: true, facts: [back(refund, 5_000)] }] as const;
    expect(said([...apart, { facts: [back(again, 5_000)] }])).not.toContain(says);
    expect(said([...apart, { hears: true, facts: [back(again, 5_000)] }])).toContain(says);
  });
});
