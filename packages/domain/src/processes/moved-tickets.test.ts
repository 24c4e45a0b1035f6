import { type Id, quantityMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import type { Draft, Event } from '../journal/entry.ts';
import { foldAll } from '../journal/fold.ts';
import { ANA, beerAdded, fired, ORDER, opened } from '../order/_orders.ts';
import { voidLine } from '../order/decide.ts';
import { bump } from '../workflow/decide.ts';
import { isTicketDone, ticketsFold } from '../workflow/state.ts';
import { isStruck, ticketGoesTo, ticketPlaceRows, ticketPlacesFold } from '../workflow/ticket-places.ts';
import { KnownOrders } from './_two-orders.ts';
import { mergeOrders, moveLines } from './move-lines.ts';

const ORDERS = [ORDER, fixed('Order', 2), fixed('Order', 3)] as const;
const [A, B, C] = ORDERS;
const F = fixed('Firing', 7);
const line = (n: number) => fixed('Line', n);
const at = (n: number) => ({ id: fixed('ServiceEntity', n), name: `Table ${n}` });
const openedAt = (order: Id<'Order'>, n: number): Draft<Event> => ({
  ...opened,
  aggregate: order,
  body: { ...(opened.body as object), label: `T1-${n}`, table: at(n) },
});
const fact = (order: Id<'Order'>, type: string, body: object): Draft<Event> => ({
  type,
  v: 1,
  aggregate: order,
  body,
});
const move = (till: KnownOrders, { from, to, n, as, quantity = null }: Move): ReturnType<typeof moveLines> =>
  moveLines(
    till.order(from),
    till.order(to),
    {
      order: from,
      to,
      move: fixed('Move', as),
      lines: [
        {
          line: line(n),
          as: line(as),
          quantityMicro: quantity === null ? null : quantityMicro(quantity * 1_000_000),
        },
      ],
    },
    { actor: ANA },
  );
interface Move {
  readonly from: Id<'Order'>;
  readonly to: Id<'Order'>;
  readonly n: number;
  readonly as: number;
  readonly quantity?: number | null;
}

/** Three orders at three tables; of A two lines are fired. */
function store(): KnownOrders {
  const till = new KnownOrders(1);
  for (const [n, order] of ORDERS.entries()) till.write(openedAt(order, n + 1));
  till.write(beerAdded(1, 3));
  till.write(beerAdded(2));
  till.write({ ...fired(7, 1, 2), body: { ...fired(7, 1, 2).body, tableName: 'Table 1' } });
  return till;
}

/** Tickets of the store as a kitchen reads them: each line with what the orders say that have it. */
function kitchen(till: KnownOrders) {
  const places = ORDERS.flatMap(
    (order) => ticketPlaceRows(till.folded(ticketPlacesFold, order).state).ticketPlaces,
  );
  return ORDERS.flatMap((order) => [...till.folded(ticketsFold, order).state.tickets.values()]).map(
    (ticket) => {
      const lines = ticket.lines.map((each) => ({
        ...each,
        places: places.filter(
          ({ ticketOrderId, ticketItemId, firingId }) =>
            ticketOrderId === ticket.order && ticketItemId === each.line && firingId === ticket.firing,
        ),
      }));
      return { ...ticket, lines, goesTo: ticketGoesTo(lines)?.tableName ?? null };
    },
  );
}
const goes = (till: KnownOrders) =>
  kitchen(till).map(({ tableName, goesTo, lines }) => ({
    table: goesTo ?? tableName,
    lines: lines.map(({ places }) =>
      places.map(({ tableName: table, quantity, seat }) => [table, quantity / 1_000_000, seat]),
    ),
  }));

describe('the ticket of moved lines', () => {
  it('is for the table that has all of them, and says of each where it goes until then', () => {
    const till = store();
    till.does(move(till, { from: A, to: B, n: 1, as: 101 }));
    expect(goes(till)).toEqual([{ table: 'Table 1', lines: [[['Table 2', 3, null]], []] }]);
    till.does(move(till, { from: A, to: B, n: 2, as: 102 }));
    expect(goes(till)).toEqual([
      { table: 'Table 2', lines: [[['Table 2', 3, null]], [['Table 2', 1, null]]] },
    ]);
  });

  it('says how many of a line go where, and to which seat', () => {
    const till = store();
    till.does(move(till, { from: A, to: B, n: 1, as: 101, quantity: 2 }));
    till.write(fact(B, 'order.LineSeatSet', { line: line(101), seat: 4 }));
    expect(goes(till)).toEqual([{ table: 'Table 1', lines: [[['Table 2', 2, 4]], []] }]);
  });

  it('follows the guests: to a third order, and with the table of whoever has them', () => {
    const till = store();
    till.does(
      mergeOrders(
        till.order(A),
        till.order(B),
        { order: A, into: B, move: fixed('Move', 1) },
        { actor: ANA },
      ),
    );
    const moved = [...till.order(B).lines.values()].map(({ added }) => added.line);
    till.does(
      moveLines(
        till.order(B),
        till.order(C),
        {
          order: B,
          to: C,
          move: fixed('Move', 2),
          lines: moved.map((id, n) => ({ line: id, as: line(201 + n), quantityMicro: null })),
        },
        { actor: ANA },
      ),
    );
    expect(kitchen(till).map(({ goesTo }) => goesTo)).toEqual(['Table 3']);
    till.write(fact(C, 'order.TableChanged', { table: at(9) }));
    expect(kitchen(till).map(({ goesTo }) => goesTo)).toEqual(['Table 9']);
  });

  it('of an order that goes to another table as it is names that table, whatever the firing said', () => {
    const till = store();
    till.write(fact(A, 'order.TableChanged', { table: at(5) }));
    expect(goes(till)[0]?.table).toBe('Table 5');
    // Somebody who had not heard of it fires once more.
    till.write({ ...fired(8, 2), body: { ...fired(8, 2).body, tableName: 'Table 1' } });
    expect(goes(till).map(({ table }) => table)).toEqual(['Table 5', 'Table 5']);
  });

  it('is bumped by the order that fired it, whoever has the food', () => {
    const till = store();
    till.does(move(till, { from: A, to: B, n: 1, as: 101 }));
    till.does(move(till, { from: A, to: B, n: 2, as: 102 }));
    const last = (fired(7, 1).body.stages as readonly { readonly stage: Id<'Stage'> }[]).at(-1)!.stage;
    till.does(
      bump(
        till.folded(ticketsFold, A).state,
        { order: A, lines: [1, 2].map((n) => ({ line: line(n), firing: F })), stage: last },
        { actor: ANA, stages: [] },
      ),
    );
    expect(kitchen(till).map((ticket) => isTicketDone(ticket))).toEqual([true]);
  });

  it('is struck where all of it was voided; of what went in parts the rest is cooked', () => {
    const till = store();
    till.does(move(till, { from: A, to: B, n: 1, as: 101, quantity: 2 }));
    till.does(move(till, { from: A, to: C, n: 2, as: 102 }));
    const cold = (order: Id<'Order'>, id: number) =>
      voidLine(till.order(order), { order, line: line(id), reason: 'cold' }, { actor: ANA });
    till.does(cold(B, 101));
    till.does(cold(C, 102));
    const struck = () => kitchen(till)[0]!.lines.map((each) => isStruck(each));
    expect(struck()).toEqual([false, true]);
    till.does(move(till, { from: A, to: C, n: 1, as: 103 }));
    till.does(cold(C, 103));
    expect(struck()).toEqual([true, true]);
  });

  it('is there once and whole on two tills that knew different halves, and the same on both', () => {
    const steps = fc.array(
      fc.record({
        till: fc.constantFrom(0, 1),
        hears: fc.boolean(),
        from: fc.constantFrom(...ORDERS),
        to: fc.constantFrom(...ORDERS),
        which: fc.nat(3),
        quantity: fc.constantFrom(null, 1),
        table: fc.constantFrom(null, 6, 7),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const tills = [store(), new KnownOrders(2)] as const;
        tills[1].hear(tills[0]);
        let as = 300;
        for (const { till, hears, from, to, which, quantity, table } of all) {
          const here = tills[till];
          if (hears) here.hear(tills[1 - till]!);
          const lines = [...here.order(from).lines.keys()];
          const id = lines[which % Math.max(1, lines.length)];
          as += 1;
          if (id !== undefined) {
            const quantityMoved = quantity === null ? null : quantityMicro(quantity * 1_000_000);
            const moved = moveLines(
              here.order(from),
              here.order(to),
              {
                order: from,
                to,
                move: fixed('Move', as),
                lines: [{ line: id as Id<'Line'>, as: line(as), quantityMicro: quantityMoved }],
              },
              { actor: ANA },
            );
            if (moved.ok) here.does(moved);
          }
          if (table !== null) here.write(fact(to, 'order.TableChanged', { table: at(table) }));
        }
        for (const till of [0, 1] as const) tills[till].hear(tills[1 - till]!);
        expect(kitchen(tills[0])).toEqual(kitchen(tills[1]));
        const [ticket, second] = kitchen(tills[0]);
        expect(second).toBeUndefined();
        expect(ticket!.lines.map((each) => [each.line, each.firing])).toEqual([
          [line(1), F],
          [line(2), F],
        ]);
        // Every standing line that came fired is named by exactly one line of the one ticket.
        for (const order of ORDERS) {
          const state = foldAll(
            ticketPlacesFold,
            order,
            tills[0].facts().filter(({ event }) => event.aggregate === order),
          ).state;
          for (const each of state.lines.values()) {
            if (each.origins.length === 0 || each.movedTo !== null) continue;
            const named = ticket!.lines.filter(({ places }) =>
              places.some(({ orderId, orderItemId }) => orderId === order && orderItemId === each.added.line),
            );
            expect(named).toHaveLength(1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
