import type { Event } from '@beaveros/domain/journal';
import { quantityMicro } from '@beaveros/kit';
import type { OrderView } from '@beaveros/protocol/ipc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorWithout, CATALOGUE, EUR, fixed, ITEMS } from './_catalogue.ts';
import { CoreOrder } from './_core.ts';
import { actors, commands, fact, factsFromElsewhere, opening, ORDER } from './_histories.ts';
import { foldGuess, type GuessedCommand, noFacts, orderStateOf, viewOfGuess } from './fold-guess.ts';

const steps = fc.array(
  fc.record({
    /** Several taps in a row before the first is answered. */
    taps: fc.array(commands, { minLength: 1, maxLength: 4 }),
    elsewhere: fc.array(factsFromElsewhere, { maxLength: 2 }),
    actor: actors,
  }),
  { maxLength: 12 },
);

function isOfKnownLine({ state }: CoreOrder, { body }: { readonly body: unknown }): boolean {
  const { line, lines = [] } = body as { line?: string; lines?: readonly { line: string }[] };
  return [...(line === undefined ? [] : [line]), ...lines.map((each) => each.line)].every((id) =>
    state.lines.has(id),
  );
}

/** The core alone knows how an order is called. */
const unlabelled = (view: OrderView): OrderView => ({ ...view, label: '' });

describe('a guess', () => {
  it('is what the core answers, line by line and to the unit, and is refused where the core refuses', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (history, isOpened) => {
        const core = new CoreOrder(ORDER);
        if (isOpened) core.run(opening(), { actor: actorWithout() });
        let answered = isOpened ? core.view() : null;
        for (const { taps, elsewhere, actor } of history) {
          let state = answered === null ? noFacts(ORDER) : orderStateOf(answered);
          const guestName = answered?.guestName ?? null;
          for (const tap of taps) {
            const guessed = foldGuess(state, tap, { actor, catalogue: CATALOGUE, currency: EUR });
            const actual = core.run(tap, { actor });
            if (guessed.ok) state = guessed.value;
            expect(guessed.ok ? unlabelled(viewOfGuess(state, guestName)) : guessed).toEqual(
              actual.ok ? unlabelled(actual.value) : actual,
            );
          }
          // Nobody can change a line before the core has it: its id is minted here.
          for (const fact of elsewhere) if (isOfKnownLine(core, fact)) core.record(fact);
          answered = core.state.tenant === null ? null : core.view();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('knows a paid order as closed', () => {
    const core = new CoreOrder(ORDER);
    core.run(opening(), { actor: actorWithout() });
    const view = core.view();
    const document = {
      document: ORDER,
      lines: [],
      taxes: [],
      payments: [],
    } as unknown as OrderView['documents'][number];
    const closed = orderStateOf({ ...view, status: 'closed', documents: [document] });
    expect(
      foldGuess(
        closed,
        { call: 'setOrderNote', input: { order: ORDER, note: 'late' } },
        { actor: actorWithout(), catalogue: CATALOGUE, currency: EUR },
      ),
    ).toEqual({ ok: false, refusal: { code: 'order/already-closed', document: ORDER } });
  });

  it('shows the same view that it was made of', () => {
    fc.assert(
      fc.property(fc.array(commands), fc.array(factsFromElsewhere), (taps, facts) => {
        const core = new CoreOrder(ORDER);
        for (const command of [opening(), ...taps]) core.run(command, { actor: actorWithout() });
        for (const fact of facts) core.record(fact);
        const view = core.view();
        expect(viewOfGuess(orderStateOf(view), view.guestName)).toEqual(view);
      }),
      { numRuns: 300 },
    );
  });

  it('shows of a supplementary order what its open lines ask for, and changes only those', () => {
    const core = new CoreOrder(ORDER);
    const actor = actorWithout();
    for (const command of [opening(), adding(1), adding(2)]) core.run(command, { actor });
    const [first, second] = core.view().lines;
    for (const each of closesOf(core.view(), [first!])) core.record(each);
    const view = core.view();
    expect(view).toMatchObject({ status: 'supplementary', due: second!.total, overpaid: 0 });
    const state = orderStateOf(view);
    expect(viewOfGuess(state, null)).toEqual(view);
    const context = { actor, catalogue: CATALOGUE, currency: EUR };
    const more = (line: typeof first) =>
      foldGuess(
        state,
        {
          call: 'changeQuantity',
          input: { order: ORDER, line: line!.line, deltaMicro: quantityMicro(1_000_000) },
        },
        context,
      );
    expect(more(first)).toMatchObject({ ok: false, refusal: { code: 'order/already-closed' } });
    expect(more(second)).toMatchObject({ ok: true });
  });
});

function adding(n: number): GuessedCommand {
  const line = { line: fixed('Line', n), item: ITEMS[0]!.id, quantityMicro: quantityMicro(1_000_000) };
  const lines = [{ ...line, options: [], note: null, override: null }];
  return { call: 'addLines', input: { order: ORDER, lines } };
}

/** A close elsewhere of these lines, paid by a payment of its own. */
function closesOf(view: OrderView, lines: OrderView['lines']): readonly Omit<Event, 'id'>[] {
  const total = lines.reduce((all, line) => all + line.total, 0);
  const { currency } = view;
  const paid = { payment: fixed('Payment', 1), amount: total, tendered: total, change: 0 };
  const method = { id: fixed('PaymentMethod', 1), name: 'Cash', type: 'cash' };
  return [
    fact('payment.PaymentRecorded', { ...paid, shift: fixed('Shift', 1), method, currency }),
    fact('order.OrderClosed', {
      document: fixed('Document', 1),
      currency,
      lines: lines.map(({ line }) => ({ line })),
      net: total,
      taxes: [],
      total,
      payments: [paid],
      saw: [],
    }),
  ];
}
