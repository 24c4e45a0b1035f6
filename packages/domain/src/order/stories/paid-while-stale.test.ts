import type { Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { DAY, fixed } from '../../_facts.ts';
import { tender, till } from '../../payment/_tills.ts';
import { KnownOrders } from '../../processes/_two-orders.ts';
import { payAndClose } from '../../processes/pay-and-close.ts';
import { refundOverpayment } from '../../processes/refund-overpayment.ts';
import { contributionsOf } from '../../report/contribution.ts';
import { ANA, catalogue, lineToAdd, ORDER, opened } from '../_orders.ts';
import { addLines } from '../decide.ts';
import { reverseDocument } from '../reverse-document.ts';
import { balanceOf, orderStatus } from '../standing.ts';
import { isOpenTask, isSettled, orderTasks } from '../tasks.ts';
import { dueOf, orderTotals, overpaidOf } from '../totals.ts';

// Pain 12 of features.md ("two terminals on one table overwrite each other"), as told in odoo PR #288974 by 21
// restaurants: a table's draft order is paid on one till while another holds a stale copy of it; the copy is then synced
// over the paid order, and lines, payments or the whole order vanish. Here nobody holds a copy: both hold facts.

const TABLE = {
  ...opened,
  body: { ...(opened.body as object), table: { id: fixed('ServiceEntity', 5), name: 'Table 5' } },
};

/** The waiter's till in the garden and the counter's, and table 5 with two beers, known to both. */
function evening() {
  const counter = new KnownOrders(1);
  const garden = new KnownOrders(2);
  counter.write(TABLE);
  orders(counter, 1, 2);
  garden.hear(counter);
  return { counter, garden };
}

function orders(by: KnownOrders, ...lines: readonly number[]): void {
  by.does(
    addLines(
      by.order(ORDER),
      { order: ORDER, lines: lines.map((n) => lineToAdd(n)) },
      { actor: ANA, catalogue: catalogue() },
    ),
  );
}

function pays(by: KnownOrders, n: number, cash: number): Id<'Document'> {
  const document = fixed('Document', n);
  by.does(
    payAndClose(
      by.order(ORDER),
      { order: ORDER, document, tenders: [tender(n, cash)], printer: null },
      {
        ...till,
        number: { terminalCode: `T${n}`, series: 1, counter: 1 },
        businessDate: DAY,
        localTime: '2026-11-22T21:30:00',
      },
    ),
  );
  return document;
}

const tasksOf = (by: KnownOrders) => orderTasks(by.order(ORDER)).filter(isOpenTask);
const soldBy = (by: KnownOrders) =>
  contributionsOf(by.order(ORDER)).reduce((all, { total }) => all + total, 0);

describe('table 5 is paid at the counter while the garden has not heard of it', () => {
  it('and orders a third beer there: the paid bill stands, the beer is a check of its own, nothing is lost', () => {
    const { counter, garden } = evening();
    // The wireless in the garden is gone.
    const bill = pays(counter, 1, 1_000);
    orders(garden, 3);
    expect(orderTotals(garden.order(ORDER)).total).toBe(1_050);

    // It is back. Whoever hears the other first, and however often: both come to the same.
    counter.hear(garden, garden);
    garden.hear(counter);
    expect(counter.order(ORDER)).toEqual(garden.order(ORDER));

    const state = counter.order(ORDER);
    expect(state.documents.map(({ document, total, lines }) => [document, total, lines.length])).toEqual([
      [bill, 700, 2],
    ]);
    expect(orderStatus(state)).toBe('supplementary');
    expect(tasksOf(counter).map(({ kind }) => kind)).toEqual(['supplementary']);
    expect(dueOf(state)).toBe(350);

    // The guests pay the third beer in the garden.
    pays(garden, 2, 350);
    counter.hear(garden);
    expect([orderStatus(counter.order(ORDER)), isSettled(counter.order(ORDER))]).toEqual(['closed', true]);
    expect(soldBy(counter)).toBe(1_050);
    expect(balanceOf(counter.order(ORDER))).toBe(0);
  });

  it('and is paid there, too: one bill stands, the other is taken back, and the guest gets the money again', () => {
    const { counter, garden } = evening();
    const first = pays(counter, 1, 700);
    const second = pays(garden, 2, 700);

    counter.hear(garden);
    garden.hear(counter);
    expect(counter.order(ORDER)).toEqual(garden.order(ORDER));
    // Both payments were taken, and neither is merged away: what was paid twice is owed to the guest.
    expect(tasksOf(garden).map(({ kind, document }) => [kind, document])).toEqual([
      ['contested-document', second],
      ['overpaid', null],
    ]);
    expect(overpaidOf(garden.order(ORDER))).toBe(700);

    // The garden's till wrote the one that does not stand: it takes it back by a numbered document of its own.
    garden.does(
      reverseDocument(
        garden.order(ORDER),
        { order: ORDER, document: fixed('Document', 3), reverses: second, reason: 'another close stands' },
        {
          actor: ANA,
          number: { terminalCode: 'T2', series: 1, counter: 2 },
          businessDate: DAY,
          localTime: '2026-11-22T21:35:00',
        },
      ),
    );
    const money = { order: ORDER, payment: fixed('Payment', 9), method: tender(9, 0).method };
    garden.does(refundOverpayment(garden.order(ORDER), money, till));
    counter.hear(garden);

    const state = counter.order(ORDER);
    expect(state.documents.map(({ document }) => document)).toEqual([first, second]);
    expect([balanceOf(state), isSettled(state), tasksOf(counter)]).toEqual([0, true, []]);
    expect(soldBy(counter)).toBe(700);
  });

  it('and the garden voids a beer that was paid: the bill stands, and a person looks', () => {
    const { counter, garden } = evening();
    const bill = pays(counter, 1, 700);
    garden.write({
      type: 'order.LineVoided',
      v: 1,
      aggregate: ORDER,
      body: { line: fixed('Line', 1), reason: 'flat' },
    });
    counter.hear(garden);
    expect(counter.order(ORDER).documents[0]?.total).toBe(700);
    expect(tasksOf(counter)).toMatchObject([{ kind: 'unseen-void', document: bill, line: fixed('Line', 1) }]);
  });
});
