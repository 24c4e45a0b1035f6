import { amountMinor } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { DAY, fixed, record, TENANT } from '../../_facts.ts';
import { given } from '../../_specification.ts';
import type { Draft, Event } from '../../journal/entry.ts';
import { foldAll } from '../../journal/fold.ts';
import { beerAdded, catalogue, opened, ORDER } from '../../order/_orders.ts';
import { orderFold } from '../../order/evolve.ts';
import type { OrderState } from '../../order/state.ts';
import { payAndClose } from '../../processes/pay-and-close.ts';
import { refund } from '../../processes/refund.ts';
import { sellLoad } from '../../processes/sell-load.ts';
import { ON_ACCOUNT, tender, till } from '../_tills.ts';
import {
  accountBalance,
  accountFold,
  type AccountState,
  accountLoss,
  accountRows,
  loyaltyAccount,
  storedValueOfClose,
} from '../index.ts';
import { asking, inCash, refunding, sale } from '../../order/refund/_sold.ts';
import { card, CARD_ACCOUNT, cardMoved, cardOpened, CODE, knowing } from './_accounts.ts';

// Pain 23: a gift balance or points applied twice (POS-Awesome-V15#3059, OCA/pos#185, erpnext#14885).

const stateOf = (...events: Draft<Event>[]): OrderState => given(orderFold, ORDER, ...events).state;
const closing = {
  ...till,
  number: { terminalCode: 'T1', series: 1, counter: 1 },
  businessDate: DAY,
  localTime: '2026-11-22T13:00:00',
};
const account = { kind: 'gift-card' as const, id: CARD_ACCOUNT };
const byCard = (n: number, amount: number) => tender(n, amount, ON_ACCOUNT, { account });
/** A beer of 3.50, paid by what the till of `chain` knows of the card. */
function payBeer(known: AccountState, { document = 1, amount = 350 } = {}) {
  const state = stateOf(opened, beerAdded(1));
  const command = {
    order: ORDER,
    document: fixed('Document', document),
    tenders: [byCard(document, amount)],
    printer: null,
  };
  return payAndClose(state, command, {
    ...closing,
    accounts: { ...knowing(known), tenant: TENANT, loyalty: null },
  });
}
const onAccount = (drafts: readonly Draft<Event>[]) =>
  drafts.filter(({ aggregate }) => aggregate === CARD_ACCOUNT);

describe('the balance that was applied twice', () => {
  const loaded = [cardOpened, cardMoved(500)];

  it('a retry of the same command takes the money once, wherever it is written', () => {
    const paid = payBeer(card(loaded));
    if (!paid.ok) throw new Error(JSON.stringify(paid.refusal));
    const moves = onAccount(paid.value);
    expect(moves).toEqual([
      cardMoved(-350, 'spent', {
        order: ORDER,
        payment: fixed('Payment', 1),
        document: fixed('Document', 1),
      }),
    ]);
    // The network swallowed the answer; the screen said it again to another till, which wrote it too.
    const facts = [
      ...record(loaded, { seq: 1, clock: 1 }),
      ...record(moves, { chain: 2, seq: 1, clock: 2, command: 7 }),
      ...record(moves, { chain: 3, seq: 1, clock: 3, command: 7 }),
      ...record(moves, { chain: 3, seq: 1, clock: 3, command: 7 }),
    ];
    expect(accountBalance(foldAll(accountFold, CARD_ACCOUNT, facts).state)).toBe(150);
  });

  it('a second sale finds what the first has left', () => {
    const paid = payBeer(card(loaded));
    if (!paid.ok) throw new Error(JSON.stringify(paid.refusal));
    const after = card([...loaded, ...onAccount(paid.value)]);
    expect(payBeer(after, { document: 2 })).toEqual({
      ok: false,
      refusal: { code: 'payment/account-too-low', account: CARD_ACCOUNT, available: 150, asked: 350 },
    });
  });

  it('two tills without a network each spend what they know; the loss is named, and it is bounded', () => {
    const [first, second] = [payBeer(card(loaded)), payBeer(card(loaded), { document: 2 })];
    if (!first.ok || !second.ok) throw new Error('both believe there is enough');
    const state = card([...loaded, ...onAccount(first.value), ...onAccount(second.value)]);
    expect(accountBalance(state)).toBe(-200);
    expect(accountLoss(state)).toMatchObject({ kind: 'account-overdrawn', amount: 200 });
    // Neither can have taken more than the smaller of its last known balance and the offline limit.
    const limit = {
      ...knowing(card(loaded)),
      tenant: TENANT,
      loyalty: null,
      offlineSpendMax: amountMinor(300),
    };
    const stopped = payAndClose(
      stateOf(opened, beerAdded(1)),
      { order: ORDER, document: fixed('Document', 3), tenders: [byCard(3, 350)], printer: null },
      { ...closing, accounts: limit },
    );
    expect(stopped).toMatchObject({ refusal: { code: 'payment/account-too-low', available: 300 } });
  });

  it('a card that is sold on a table that two tills close is worth its face once', () => {
    const giftItem = catalogue({ [beerAdded(1).body.item]: { type: 'gift_card', taxIds: [] } });
    const selling = { actor: till.actor, tenant: TENANT, catalogue: giftItem, account: accountFold.initial };
    const added = sellLoad(
      stateOf(opened),
      {
        order: ORDER,
        line: fixed('Line', 1),
        item: beerAdded(1).body.item,
        kind: 'gift-card',
        code: CODE,
        amount: amountMinor(2_500),
        customer: null,
      },
      selling,
    );
    if (!added.ok) throw new Error(JSON.stringify(added.refusal));
    expect(JSON.stringify(added.value)).not.toContain(CODE.replaceAll(' ', ''));
    const facts = [opened, ...added.value];
    const close = (document: number) =>
      payAndClose(
        stateOf(...facts),
        {
          order: ORDER,
          document: fixed('Document', document),
          tenders: [tender(document, 2_500)],
          printer: null,
        },
        { ...closing, accounts: { ...knowing(), tenant: TENANT, loyalty: null } },
      );
    const closes = [close(1), close(2)].map((each) => {
      if (!each.ok) throw new Error(JSON.stringify(each.refusal));
      return each.value;
    });
    const state = card(closes.flatMap(onAccount));
    expect(accountRows(state).accounts[0]).toMatchObject({ balance: 2_500, label: '4711' });
    expect(accountRows(state).movements.map(({ counts }) => counts)).toEqual([true, false]);
    // And its money comes back only as far as the card still has it.
    const spent = card([...closes.flatMap(onAccount), cardMoved(-1)]);
    const sold = stateOf(...facts, ...closes[0]!);
    const command = asking([[1, 1]], [inCash(9, 2_500)]);
    expect(refund(sold, command, { ...refunding, accounts: knowing(spent) })).toMatchObject({
      refusal: { code: 'payment/account-too-low', available: 2_499, asked: 2_500 },
    });
    const back = refund(sold, command, { ...refunding, accounts: knowing(state) });
    if (!back.ok) throw new Error(JSON.stringify(back.refusal));
    expect(accountBalance(card([...closes.flatMap(onAccount), ...onAccount(back.value)]))).toBe(0);
  });

  it('points are earned once, by the customer of a document that was paid', () => {
    const customer = fixed('Customer', 1);
    const sold = stateOf(...sale([{ n: 1, net: 1_990 }], [{ n: 1, amount: 1_990 }], { more: { customer } }));
    const loyalty = { pointsPerMajorMicro: 1_000_000 };
    const context = { ...knowing(), tenant: TENANT, loyalty };
    const earned = storedValueOfClose(sold, sold.documents[0]!, [], context);
    if (!earned.ok) throw new Error(JSON.stringify(earned.refusal));
    const points = loyaltyAccount(TENANT, customer);
    expect(earned.value.map(({ type, aggregate }) => [type, aggregate])).toEqual([
      ['payment.AccountOpened', points],
      ['payment.AccountMoved', points],
    ]);
    // 19.90 are 19 points; what is left of one is not booked.
    expect(earned.value[1]!.body).toMatchObject({ reason: 'earned', delta: 19, currency: null });
    const facts = [1, 2].flatMap((chain) =>
      record(earned.value, { chain, seq: 1, clock: chain, command: 9 }),
    );
    expect(accountBalance(foldAll(accountFold, points, facts).state)).toBe(19);
    // Both tills closed the table: the guest was there once.
    const second = storedValueOfClose(
      sold,
      { ...sold.documents[0]!, document: fixed('Document', 2) },
      [],
      context,
    );
    if (!second.ok) throw new Error(JSON.stringify(second.refusal));
    const both = [earned.value, second.value].flatMap((drafts, at) =>
      record(drafts, { chain: at + 1, seq: 1, clock: 1 }),
    );
    expect(accountBalance(foldAll(accountFold, points, both).state)).toBe(19);
    const training = { ...sold.documents[0]!, isTraining: true };
    expect(storedValueOfClose(sold, training, [], context)).toEqual({ ok: true, value: [] });
  });

  it('points go again with the goods, as far as they are still there', () => {
    const customer = fixed('Customer', 1);
    const sold = stateOf(...sale([{ n: 1, net: 1_990 }], [{ n: 1, amount: 1_990 }], { more: { customer } }));
    const points = loyaltyAccount(TENANT, customer);
    const held = (delta: number) => {
      const move = cardMoved(delta, 'earned', { kind: 'loyalty', currency: null });
      const facts = record([{ ...move, aggregate: points }], { seq: 1, clock: 1 });
      const account = () => foldAll(accountFold, points, facts).state;
      return { account, tenant: TENANT, loyalty: { pointsPerMajorMicro: 1_000_000 } };
    };
    const unearned = (delta: number) => {
      const back = refund(sold, asking([[1, 1]], [inCash(9, 1_990)]), {
        ...refunding,
        accounts: held(delta),
      });
      if (!back.ok) throw new Error(JSON.stringify(back.refusal));
      return back.value.flatMap((event) => (event.type === 'payment.AccountMoved' ? [event.body.delta] : []));
    };
    // Five are left: the others bought something, and the refund is not refused for them.
    expect([unearned(40), unearned(5)]).toEqual([[-19], [-5]]);
  });
});
