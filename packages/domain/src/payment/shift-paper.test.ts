import { amountMinor, instant } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { AT, fixed, record, TERMINAL } from '../_facts.ts';
import { given } from '../_specification.ts';
import type { Draft } from '../journal/entry.ts';
import { foldAll } from '../journal/fold.ts';
import { actorWithout, EUR } from '../order/_orders.ts';
import { note, SHIFT, till, shiftOpened } from './_tills.ts';
import {
  closeShift,
  emptyShiftLedger,
  moveCash,
  OWN_TILLS_FACTS,
  type PaymentEvent,
  printX,
  reprintZ,
  shiftFold,
  shiftLedgerOf,
} from './index.ts';

const PRINTER = fixed('Device', 9);
const OTHER = fixed('Device', 8);
const opened = shiftOpened(10_000);
const of = { shift: SHIFT, terminal: TERMINAL, currency: EUR, clock: 1 };
const localTime = '2026-11-22T22:30:00';
const state = foldAll(shiftFold, SHIFT, record([opened], { seq: 1, clock: 1 })).state;
const number = { terminalCode: 'T1', series: 1, counter: 7 };
const closing = {
  ...till,
  ledger: emptyShiftLedger(of),
  number,
  now: instant(AT + 1_000),
  localTime,
  isComplete: true,
  openOrders: 0,
  unconfirmed: 0,
};
const decided = (result: ReturnType<typeof closeShift>) => (result.ok ? result.value : []);

describe('a Z', () => {
  const closed = (printer: typeof PRINTER | null | undefined) =>
    decided(
      closeShift(
        state,
        { shift: SHIFT, count: null, ...(printer === undefined ? {} : { printer }) },
        closing,
      ),
    );

  it('is printed by the entry that writes it, where a printer is named', () => {
    const [z, paper] = closed(PRINTER);
    expect(z).toMatchObject({ type: 'payment.ShiftClosed', body: { number } });
    expect(paper).toEqual({
      type: 'payment.ZReportIssued',
      v: 1,
      aggregate: SHIFT,
      body: { terminal: TERMINAL, printer: PRINTER, copy: false },
    });
    expect([closed(null), closed(undefined)].map((events) => events.length)).toEqual([1, 1]);
  });

  it('is printed again as a copy, at the till that is asked', () => {
    const facts = record([opened, ...closed(null)], { seq: 1, clock: 1 });
    const after = foldAll(shiftFold, SHIFT, facts).state;
    const again = (printer: typeof PRINTER | null, context: object = {}) =>
      reprintZ(after, { shift: SHIFT, printer }, { ...till, printer: PRINTER, ...context });
    expect(again(null)).toMatchObject({
      value: [{ type: 'payment.ZReportIssued', body: { printer: PRINTER, copy: true } }],
    });
    expect(again(OTHER)).toMatchObject({ value: [{ body: { printer: OTHER } }] });
    expect(again(null, { printer: null })).toMatchObject({ refusal: { code: 'payment/no-printer' } });
    expect(again(null, { actor: actorWithout('can_reprint') })).toMatchObject({
      refusal: { permission: 'can_reprint' },
    });
    expect(reprintZ(state, { shift: SHIFT, printer: null }, { ...till, printer: PRINTER })).toEqual({
      ok: false,
      refusal: { code: 'payment/z-unknown', shift: SHIFT },
    });
  });
});

describe('an X', () => {
  const counted: Draft<PaymentEvent> = {
    type: 'payment.DrawerCounted',
    v: 1,
    aggregate: SHIFT,
    body: { denominations: [note(5_000, 2)], amount: amountMinor(10_000), isBlind: false },
  };
  const ledger = shiftLedgerOf(of, record([counted], { seq: 2, clock: 2 }));
  const context = { ...till, printer: PRINTER, ledger, localTime, isComplete: true };
  const when = (more: object = {}) =>
    given(shiftFold, SHIFT, opened).when((shift) =>
      printX(shift, { printer: null }, { ...context, ...more }),
    );

  it('says the sums as they stand, and its shift goes on', () => {
    const printed = printX(state, { printer: OTHER }, context);
    expect(printed).toMatchObject({
      value: [
        {
          type: 'payment.XReportIssued',
          aggregate: SHIFT,
          body: {
            printer: OTHER,
            cashierName: 'Ana',
            localTime,
            expected: 10_000,
            counted: 10_000,
            variance: 0,
          },
        },
      ],
    });
    const facts = record([opened, ...decided(printed)], { seq: 1, clock: 1 });
    expect(foldAll(shiftFold, SHIFT, facts).state).toEqual(
      foldAll(shiftFold, SHIFT, record([opened], { seq: 1, clock: 1 })).state,
    );
    expect(shiftLedgerOf(of, facts)).toEqual(emptyShiftLedger(of));
  });

  it('is refused to whoever counts blind, without a shift, and without a printer', () => {
    when({ actor: actorWithout('can_see_expected_cash') }).thenRefused({
      code: 'auth-user/permission-missing',
      permission: 'can_see_expected_cash',
    });
    when({ shift: null }).thenRefused({ code: 'payment/shift-closed' });
    when({ printer: null }).thenRefused({ code: 'payment/no-printer' });
  });
});

describe('a slip for cash', () => {
  const command = { amount: amountMinor(600), reason: 'ice', printer: PRINTER };
  const moved = (context: object) =>
    decided(moveCash(command, { ...till, direction: 'out', localTime, ...context }));

  it('says what went out, why and with whom, beside the movement', () => {
    expect(moved({}).map(({ type }) => type)).toEqual(['payment.CashMoved', 'payment.CashSlipIssued']);
    expect(moved({})[1]?.body).toEqual({
      terminal: TERMINAL,
      printer: PRINTER,
      direction: 'out',
      amount: 600,
      reason: 'ice',
      currency: EUR,
      localTime,
      cashierName: 'Ana',
      isTraining: false,
    });
  });

  it('says that it is practice where the drawer stays shut', () => {
    const shift = { ...till.shift, isTraining: true };
    expect(moved({ shift })).toMatchObject([{ body: { drawer: null } }, { body: { isTraining: true } }]);
  });
});

it('paper of a shift is its own till’s fact: another till that cannot read it stops no Z', () => {
  for (const type of ['ZReportIssued', 'XReportIssued', 'CashSlipIssued'])
    expect(OWN_TILLS_FACTS.has(`payment.${type}`)).toBe(true);
});
