import { amountMinor, id } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, CASHIER, DAY, fixed, record, STORE, TENANT, TERMINAL } from '../../_facts.ts';
import { deliveries, histories } from '../../_histories.ts';
import { given } from '../../_specification.ts';
import { readEvent } from '../../journal/event-catalogue.ts';
import { foldAll, foldMore } from '../../journal/fold.ts';
import { actorWithout, EUR, ORDER } from '../../order/_orders.ts';
import { AMOUNT_MAX } from '../../scalars.ts';
import { card, CARD_ACCOUNT, cardMoved, cardOpened, CODE, knowing } from './_accounts.ts';
import {
  accountBalance,
  accountFold,
  accountId,
  accountLabel,
  accountLoss,
  accountRows,
  type AccountState,
  adjustAccount,
  availableOf,
  balanceShown,
  grantSpend,
  openAccount,
  releaseSpendGrant,
  spendFrom,
} from '../index.ts';

const minor = amountMinor;
const spending = (amount: number) => ({
  account: CARD_ACCOUNT,
  kind: 'gift-card' as const,
  amount: minor(amount),
  currency: EUR,
});
const cause = { order: ORDER, payment: fixed('Payment', 1), document: fixed('Document', 1) };
const account = (...facts: Parameters<typeof given>[2][]) => given(accountFold, CARD_ACCOUNT, ...facts);
const permission = (lacking: string) => ({ code: 'auth-user/permission-missing', permission: lacking });

describe('an account', () => {
  it('is the same for tills that never met, and its code is in no fact', () => {
    expect(accountId(TENANT, 'gift-card', '6035-1234-5678-4711')).toBe(CARD_ACCOUNT);
    expect(accountId(TENANT, 'store-credit', CODE)).not.toBe(CARD_ACCOUNT);
    expect(accountId(id<'Tenant'>(fixed('Tenant', 2)), 'gift-card', CODE)).not.toBe(CARD_ACCOUNT);
    expect(accountLabel(CODE)).toBe('4711');
  });

  it('adds its movements up, opened or not', () => {
    expect(accountBalance(card([cardOpened, cardMoved(2_500), cardMoved(-700)]))).toBe(1_800);
    expect(accountBalance(card([cardMoved(2_500)]))).toBe(2_500);
    expect(balanceShown(card([]))).toEqual({ balance: 0, available: 0 });
  });

  it('is loaded once by a line, though two tills have closed its order', () => {
    const load = (document: number) =>
      cardMoved(2_500, 'loaded', {
        order: ORDER,
        line: fixed('Line', 1),
        document: fixed('Document', document),
      });
    const state = card([cardOpened, load(1), load(2), cardMoved(-100)]);
    expect(accountBalance(state)).toBe(2_400);
    expect(accountRows(state).movements.map(({ delta, counts }) => [delta, counts])).toEqual([
      [2_500, true],
      [2_500, false],
      [-100, true],
    ]);
  });

  it('a first entry of a command that comes late replaces the rows of the second', () => {
    const second = record([cardMoved(-700)], { chain: 3, seq: 1, clock: 9, command: 5 });
    const first = record([cardMoved(-600)], { chain: 2, seq: 1, clock: 4, command: 5 });
    const before = foldAll(accountFold, CARD_ACCOUNT, [
      ...record([cardMoved(2_500)], { seq: 1, clock: 1 }),
      ...second,
    ]);
    expect(accountBalance(before.state)).toBe(1_800);
    expect(accountBalance(foldMore(accountFold, CARD_ACCOUNT, before, first).state)).toBe(1_900);
  });

  it('has rows that say all of it', () => {
    expect(accountRows(card([cardOpened, cardMoved(2_500, 'loaded', { order: ORDER })]))).toEqual({
      accounts: [
        {
          id: CARD_ACCOUNT,
          tenantId: TENANT,
          kind: 'gift-card',
          currencyCode: 'EUR',
          currencyExponent: 2,
          label: '4711',
          customerId: null,
          creditLimit: 0,
          balance: 2_500,
          available: 2_500,
          overdrawn: 0,
          overdrawnTaskId: null,
          openedAt: AT + 1,
          openedBy: CASHIER,
        },
      ],
      movements: [
        {
          id: fixed('Event', 1_000_200),
          tenantId: TENANT,
          accountId: CARD_ACCOUNT,
          storeId: STORE,
          terminalId: TERMINAL,
          position: 0,
          currencyCode: 'EUR',
          currencyExponent: 2,
          reason: 'loaded',
          delta: 2_500,
          counts: true,
          orderId: ORDER,
          paymentId: null,
          documentId: null,
          note: null,
          businessDate: DAY,
          movedAt: AT + 2,
          movedBy: CASHIER,
        },
      ],
    });
  });

  it('is the same for any order, repetition and batching of its facts', () => {
    const n = fc.integer({ min: 1, max: 3 });
    const delta = fc.constantFrom(-AMOUNT_MAX, -500, -1, 1, 500, AMOUNT_MAX);
    const facts = fc.oneof(
      fc.constant(cardOpened),
      fc
        .tuple(delta, fc.constantFrom('loaded', 'spent', 'adjusted'), fc.option(n), fc.option(n))
        .map(([by, reason, line, grant]) =>
          cardMoved(by, reason as 'loaded', {
            order: ORDER,
            line: line === null ? null : fixed('Line', line),
            grant: grant === null ? null : fixed('Grant', grant),
          }),
        ),
      fc.tuple(n, n).map(([grant, command]) => ({
        type: 'payment.SpendGranted' as const,
        v: 1,
        aggregate: CARD_ACCOUNT,
        body: {
          grant: fixed('Grant', grant),
          forCommand: fixed('Command', command),
          terminal: TERMINAL,
          amount: minor(100),
        },
      })),
      n.map((grant) => ({
        type: 'payment.GrantReleased' as const,
        v: 1,
        aggregate: CARD_ACCOUNT,
        body: { grant: fixed('Grant', grant) },
      })),
    );
    fc.assert(
      fc.property(
        histories(facts as never).chain((all) => deliveries(all).map((batches) => ({ all, batches }))),
        ({ all, batches }) => {
          for (const { event } of all) expect(readEvent(event).kind).toBe('read');
          let folded = foldAll(accountFold, CARD_ACCOUNT, []);
          for (const batch of batches) folded = foldMore(accountFold, CARD_ACCOUNT, folded, batch);
          expect(folded).toEqual(foldAll(accountFold, CARD_ACCOUNT, all));
          const { accounts, movements } = accountRows(folded.state);
          expect(new Set(movements.map((each) => each.id)).size).toBe(movements.length);
          const counting = movements
            .filter(({ counts }) => counts)
            .reduce((sum, each) => sum + each.delta, 0);
          for (const each of accounts) {
            expect(each.balance).toBe(counting);
            expect(each.overdrawn).toBe(Math.max(0, 0 - each.balance - each.creditLimit));
            expect(each.overdrawnTaskId === null).toBe(each.overdrawn === 0);
          }
        },
      ),
      { numRuns: 200 * Number(process.env['BEAVEROS_DEPTH'] ?? 1) },
    );
  });
});

describe('spendFrom', () => {
  it('alone spends at most what it knows to be left, and at most the limit', () => {
    account(cardOpened, cardMoved(6_000))
      .when((state) => spendFrom(spending(5_000), cause, { ...knowing(state), spent: minor(0) }))
      .thenEvents(cardMoved(-5_000, 'spent', cause));
    const tooLow = (available: number, asked: number) => ({
      code: 'payment/account-too-low' as const,
      account: CARD_ACCOUNT,
      available: minor(available),
      asked: minor(asked),
    });
    account(cardOpened, cardMoved(6_000))
      .when((state) => spendFrom(spending(5_001), cause, { ...knowing(state), spent: minor(0) }))
      .thenRefused(tooLow(5_000, 5_001));
    account(cardOpened, cardMoved(700))
      .when((state) => spendFrom(spending(701), cause, { ...knowing(state), spent: minor(0) }))
      .thenRefused(tooLow(700, 701));
    // Two tenders of one command share what there is.
    account(cardOpened, cardMoved(700))
      .when((state) => spendFrom(spending(400), cause, { ...knowing(state), spent: minor(400) }))
      .thenRefused(tooLow(300, 400));
  });

  it('with a permit spends what was granted, of a card that this till has never seen', () => {
    const permit = { grant: fixed('Grant', 1), amount: minor(9_000), currency: EUR, label: '4711' };
    account()
      .when((state) =>
        spendFrom(spending(9_000), cause, { ...knowing(state), permit: () => permit, spent: minor(0) }),
      )
      .thenEvents(cardMoved(-9_000, 'spent', { ...cause, grant: fixed('Grant', 1) }));
    account()
      .when((state) => spendFrom(spending(1), cause, { ...knowing(state), spent: minor(0) }))
      .thenRefused({ code: 'payment/account-unknown', account: CARD_ACCOUNT });
  });

  it('is refused in another currency, and a house account without permission', () => {
    const other = { ...spending(1), currency: { code: 'USD', exponent: 2 } };
    account(cardOpened, cardMoved(700))
      .when((state) => spendFrom(other, cause, { ...knowing(state), spent: minor(0) }))
      .thenRefused({ code: 'payment/account-does-not-fit', account: CARD_ACCOUNT });
    const house = { ...spending(1), kind: 'house-account' as const };
    account(cardOpened)
      .when((state) =>
        spendFrom(house, cause, {
          ...knowing(state),
          actor: actorWithout('can_sell_on_account'),
          spent: minor(0),
        }),
      )
      .thenRefused(permission('can_sell_on_account') as never);
  });

  it('a house account is charged to its limit', () => {
    const terms = { account: CARD_ACCOUNT, kind: 'house-account' as const, currency: EUR, label: 'Bar' };
    const opened = openAccount(
      { ...terms, customer: fixed('Customer', 1), creditLimit: minor(3_000) },
      { ...knowing(card([])), creditMax: minor(3_000) },
    );
    if (!opened.ok) throw new Error(opened.refusal.code);
    const charge = { ...spending(3_000), kind: 'house-account' as const };
    const after = account(...opened.value);
    const decided = spendFrom(charge, cause, { ...knowing(after.state), spent: minor(0) });
    if (!decided.ok) throw new Error(decided.refusal.code);
    const charged = card([...opened.value, ...decided.value]);
    expect([accountBalance(charged), availableOf(charged), accountLoss(charged)]).toEqual([-3_000, 0, null]);
  });
});

describe('grantSpend', () => {
  const ask = (n: number, amount: number) => ({
    account: CARD_ACCOUNT,
    grant: fixed('Grant', n),
    forCommand: fixed('Command', n),
    terminal: TERMINAL,
    amount: minor(amount),
  });
  const facts = [cardOpened, cardMoved(1_000)];

  it('counts against the balance until it is spent or given back', () => {
    const decided = grantSpend(card(facts), ask(1, 600));
    if (!decided.ok) throw new Error(decided.refusal.code);
    const after = [...facts, ...decided.value.events];
    expect(availableOf(card(after))).toBe(400);
    expect(grantSpend(card(after), ask(2, 401))).toMatchObject({
      ok: false,
      refusal: { code: 'payment/account-too-low', available: 400 },
    });
    expect(grantSpend(card(after), ask(1, 600))).toEqual({
      ok: true,
      value: { ...decided.value, events: [] },
    });
    expect(grantSpend(card(after), ask(1, 500))).toMatchObject({
      refusal: { code: 'payment/spend-grant-used' },
    });
    const spent = cardMoved(-600, 'spent', { grant: fixed('Grant', 1) });
    expect(availableOf(card([...after, spent]))).toBe(400);
    const release = releaseSpendGrant(card(after), { account: CARD_ACCOUNT, grant: fixed('Grant', 1) });
    expect(availableOf(card([...after, ...release]))).toBe(1_000);
    expect(
      releaseSpendGrant(card([...after, ...release]), { account: CARD_ACCOUNT, grant: fixed('Grant', 1) }),
    ).toEqual([]);
    expect(
      releaseSpendGrant(card([...after, spent]), { account: CARD_ACCOUNT, grant: fixed('Grant', 1) }),
    ).toEqual([]);
  });

  it('what was granted to each of many never comes to more than there is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 8 }), (amounts) => {
        const all = [...facts];
        let sum = 0;
        amounts.forEach((amount, at) => {
          const decided = grantSpend(card(all), ask(at + 1, amount));
          if (!decided.ok) return;
          all.push(...(decided.value.events as typeof all));
          sum += amount;
        });
        expect(sum).toBeLessThanOrEqual(1_000);
        expect(availableOf(card(all))).toBe(1_000 - sum);
      }),
      { numRuns: 100 },
    );
  });
});

describe('adjustAccount', () => {
  const adjust = (delta: number) => ({ account: CARD_ACCOUNT, delta: minor(delta), note: 'goodwill' });

  it('corrects by hand, with a reason, and never below nothing', () => {
    account(cardOpened, cardMoved(500))
      .when((state) => adjustAccount(adjust(-500), knowing(state)))
      .thenEvents(cardMoved(-500, 'adjusted', { note: 'goodwill' }));
    account(cardOpened, cardMoved(500))
      .when((state) => adjustAccount(adjust(-501), knowing(state)))
      .thenRefused({
        code: 'payment/account-too-low',
        account: CARD_ACCOUNT,
        available: minor(500),
        asked: minor(501),
      });
    account(cardOpened)
      .when((state) =>
        adjustAccount(adjust(1), { ...knowing(state), actor: actorWithout('can_adjust_accounts') }),
      )
      .thenRefused(permission('can_adjust_accounts') as never);
    account()
      .when((state) => adjustAccount(adjust(1), knowing(state)))
      .thenRefused({ code: 'payment/account-unknown', account: CARD_ACCOUNT });
  });
});

describe('openAccount', () => {
  const lending = (state: AccountState) => ({ ...knowing(state), creditMax: minor(5_000) });
  const terms = { account: CARD_ACCOUNT, currency: EUR, label: '4711', customer: null };

  it('gives credit to a house account only, once, by somebody who may', () => {
    const open = (kind: 'gift-card' | 'house-account', creditLimit: number) => ({
      ...terms,
      kind,
      creditLimit: minor(creditLimit),
    });
    account()
      .when((state) => openAccount(open('gift-card', 1), lending(state)))
      .thenRefused({ code: 'payment/account-does-not-fit', account: CARD_ACCOUNT });
    account(cardOpened)
      .when((state) => openAccount(open('house-account', 1), lending(state)))
      .thenRefused({ code: 'payment/account-already-open', account: CARD_ACCOUNT });
    account()
      .when((state) => openAccount(open('house-account', 5_001), lending(state)))
      .thenRefused({ code: 'payment/credit-beyond-limit', max: minor(5_000) });
    account()
      .when((state) =>
        openAccount(open('house-account', 1), {
          ...lending(state),
          actor: actorWithout('can_adjust_accounts'),
        }),
      )
      .thenRefused(permission('can_adjust_accounts') as never);
  });
});
