import { amountMinor, derivedId, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { fixed } from '../_facts.ts';
import type { Draft } from '../journal/entry.ts';
import type { PaymentEvent } from '../payment/events.ts';
import { QUANTITY_MAX } from '../scalars.ts';
import type { WorkflowEvent } from '../workflow/events.ts';
import { refundEvents } from './refund/_refund-events.ts';
import { termsEvents } from './_terms-events.ts';
import { beerAdded, closed, EUR, fired, ORDER, opened, reversed, voided } from './_orders.ts';
import type { OrderEvent } from './events.ts';

const n = fc.integer({ min: 1, max: 4 });
const note = fc.option(fc.constantFrom('cold', 'no salt'));
const extreme = fc.constantFrom(-QUANTITY_MAX, -1_000_000, -1, 0, 1, 1_000_000, QUANTITY_MAX);
const base = { v: 1, aggregate: ORDER } as const;

/** Any fact of an order and of its payments and tickets, on a handful of lines, extremes included. */
export const orderEvents: fc.Arbitrary<Draft<OrderEvent | PaymentEvent | WorkflowEvent>> = fc.oneof(
  fc
    .constantFrom('a', 'b')
    .map((label) => ({ ...opened, body: { ...opened.body, label } }) as Draft<OrderEvent>),
  fc.tuple(n, extreme, fc.constantFrom(-1, 0, 3_500_000, 900_000_000_000_000)).map(([n, quantity, price]) => {
    const beer = beerAdded(n);
    return {
      ...beer,
      body: { ...beer.body, quantityMicro: quantityMicro(quantity), unitPriceMicro: unitPriceMicro(price) },
    };
  }),
  fc.tuple(n, extreme).map(([n, delta]) => ({
    ...base,
    type: 'order.LineQuantityChanged' as const,
    body: { line: fixed('Line', n), deltaMicro: quantityMicro(delta) },
  })),
  fc.tuple(n, note).map(([n, note]) => ({
    ...base,
    type: 'order.LineNoteSet' as const,
    body: { line: fixed('Line', n), note },
  })),
  n.map((n) => ({
    ...base,
    type: 'order.LinePriceOverridden' as const,
    body: { line: fixed('Line', n), unitPriceMicro: unitPriceMicro(n), reason: `${n}` },
  })),
  n.map(voided),
  note.map((note) => ({ ...base, type: 'order.OrderNoteSet' as const, body: { note } })),
  fc.option(n).map((n) => {
    const guest = n === null ? null : { side: fixed('Side', n), hash: '0'.repeat(64) };
    return { ...base, type: 'order.GuestNamed' as const, body: { guest } };
  }),
  fc.tuple(n, fc.array(n, { minLength: 1, maxLength: 3 }), n).map(([firing, lines, station]) => {
    const event = fired(firing, ...lines);
    const at = { id: fixed('Station', station), name: 'Grill' };
    return {
      ...event,
      body: { ...event.body, lines: event.body.lines.map((line) => ({ ...line, station: at })) },
    };
  }),
  n.map(closed),
  // A close of two lines, so that closes share some, all or none.
  fc.tuple(n, n).map(([a, b]) => {
    const event = closed(a);
    const lines = a === b ? event.body.lines : [...event.body.lines, ...closed(b).body.lines];
    return { ...event, body: { ...event.body, document: fixed('Document', 10 * a + b), lines } };
  }),
  n.map(reversed),
  fc.tuple(n, n).map(([a, b]) => {
    const event = reversed(a);
    const body = {
      ...event.body,
      document: fixed('Document', 100 * a + b),
      reverses: fixed('Document', 10 * a + b),
    };
    return { ...event, body };
  }),
  refundEvents,
  { arbitrary: termsEvents, weight: 3 },
  fc.integer({ min: 1, max: 99 }).map((seen) => {
    const task = derivedId<'Task'>(ORDER, `task/unseen-void/${fixed('Event', (10_000 + seen) * 100)}`);
    return { ...base, type: 'order.TaskResolved' as const, body: { task, note: 'looked at' } };
  }),
  n.map((n) => ({
    ...base,
    v: 2,
    type: 'order.ReceiptIssued' as const,
    body: {
      document: fixed('Document', n),
      terminal: fixed('Terminal', 1),
      printer: fixed('Device', 1),
      copy: false,
      accounts: [],
    },
  })),
  fc.tuple(n, fc.integer({ min: -500, max: 500 })).map(([n, amount]) => ({
    ...base,
    v: 2,
    type: 'payment.PaymentRecorded' as const,
    body: {
      payment: fixed('Payment', n),
      shift: fixed('Shift', 1),
      method: { id: fixed('PaymentMethod', 1), name: 'Cash', type: 'cash' },
      currency: EUR,
      amount: amountMinor(amount),
      tendered: amountMinor(amount),
      change: amountMinor(0),
      tip: amountMinor(0),
      rounding: amountMinor(0),
      account: null,
      reference: null,
    },
  })),
  fc
    .tuple(
      fc.constantFrom('workflow.StageAdvanced', 'workflow.StageRecalled'),
      n,
      n,
      fc.integer({ min: 0, max: 2 }),
    )
    .map(([type, line, firing, stage]) => {
      const to = fired(1, 1).body.stages[stage]!;
      return { ...base, type, body: { line: fixed('Line', line), firing: fixed('Firing', firing), to } };
    }),
);
