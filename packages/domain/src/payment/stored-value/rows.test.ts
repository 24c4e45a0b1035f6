import { amountMinor } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainName, fixed, record, TENANT } from '../../_facts.ts';
import { histories } from '../../_histories.ts';
import type { Draft, Event, Recorded } from '../../journal/entry.ts';
import { foldAll } from '../../journal/fold.ts';
import { ORDER } from '../../order/_orders.ts';
import { CARD_ACCOUNT, cardMoved, cardOpened } from './_accounts.ts';
import {
  accountBalance,
  type AccountOpening,
  accountFold,
  accountLoss,
  accountTerms,
  availableOf,
  knownAccount,
  mayRollAccount,
  openSpendGrants,
  rollAccount,
  type TillAccountRow,
  tillAccountRow,
  zTillAccountRow,
} from '../index.ts';

const minor = amountMinor;
const rowOf = (facts: readonly Recorded[]) => {
  const row = tillAccountRow(CARD_ACCOUNT, facts);
  return row === null ? undefined : zTillAccountRow.parse(structuredClone({ ...row, version: 1 }));
};
const known = (
  facts: readonly Recorded[],
  row: TillAccountRow | undefined,
  opening: AccountOpening | null = null,
) => knownAccount({ account: CARD_ACCOUNT, facts, opening }, row);
const grant = (n: number, forCommand: number, amount = 1_000): Draft<Event> => ({
  type: 'payment.SpendGranted',
  v: 1,
  aggregate: CARD_ACCOUNT,
  body: {
    grant: fixed('Grant', n),
    forCommand: fixed('Command', forCommand),
    terminal: fixed('Terminal', 1),
    amount: minor(amount),
  },
});
const release = (n: number): Draft<Event> => ({
  type: 'payment.GrantReleased',
  v: 1,
  aggregate: CARD_ACCOUNT,
  body: { grant: fixed('Grant', n) },
});

/** What decide and screens read of an account. */
const shown = (state: ReturnType<typeof knownAccount>) => {
  const terms = accountTerms(state);
  return {
    balance: accountBalance(state),
    available: availableOf(state),
    loss: accountLoss(state),
    isOpened: state.opened !== null,
    credit: state.opened?.creditLimit ?? 0,
    kind: terms?.kind,
    currency: terms?.currency,
    granted: openSpendGrants(state)
      .map((each) => each.grant)
      .sort(),
  };
};
const folded = (facts: readonly Recorded[]) => foldAll(accountFold, CARD_ACCOUNT, facts).state;
/**
 * What the whole fold shows. Where it knows no kind because the only movement is one that another entry of its command
 * replaces, a row that heard of that movement alone says which kind it was, and may.
 */
const shownOf = (facts: readonly Recorded[], state: ReturnType<typeof knownAccount>) => {
  const whole = folded(facts);
  if (accountTerms(whole) !== null) return shown(whole);
  const { kind, currency } = shown(state);
  return { ...shown(whole), kind, currency };
};

describe('a card that was sold in another store', () => {
  const sold = record([cardOpened, cardMoved(5_000)], { chain: 1, seq: 9, clock: 900 });

  it('is known by its row alone', () => {
    const state = known([], rowOf(sold));
    expect(shown(state)).toMatchObject({ balance: 5_000, available: 5_000, isOpened: true, granted: [] });
    expect(accountTerms(state)).toMatchObject({ kind: 'gift-card', label: '4711', customer: null });
    expect(state.tenant).toBe(TENANT);
  });

  it('what this till took from it counts once: before the row has heard of it, and after', () => {
    const spent = record([cardMoved(-1_200)], { chain: 2, seq: 3, clock: 4 });
    const [before, after] = [rowOf(sold), rowOf([...sold, ...spent])];
    expect(before?.heads).toEqual({ [chainName(1)]: 9 });
    expect(after?.heads).toEqual({ [chainName(1)]: 9, [chainName(2)]: 3 });
    for (const row of [before, after]) expect(shown(known(spent, row))).toMatchObject({ balance: 3_800 });
    // The journal may have dropped it since.
    expect(shown(known([], after))).toMatchObject({ balance: 3_800 });
  });

  it('a command that two tills carried out takes it once, whichever of them the row has heard of', () => {
    const [first, second] = [
      record([cardMoved(-1_200)], { chain: 2, seq: 3, clock: 4, command: 7 }),
      record([cardMoved(-1_200)], { chain: 3, seq: 8, clock: 6, command: 7 }),
    ];
    for (const heard of [first, second])
      expect(shown(known([...first, ...second], rowOf([...sold, ...heard])))).toMatchObject({
        balance: 3_800,
      });
  });

  it('a line that two tills loaded is worth its face once, though the row has heard of one', () => {
    const load = cardMoved(2_500, 'loaded', { order: ORDER, line: fixed('Line', 1) });
    const [first, second] = [2, 3].map((chain) => record([load], { chain, seq: 1, clock: chain }));
    const state = known([...first!, ...second!], rowOf([...sold, ...second!]));
    expect(accountBalance(state)).toBe(7_500);
  });

  it('an open grant of the row holds back until its movement or a release is here', () => {
    const row = rowOf([...sold, ...record([grant(1, 31)], { chain: 5, seq: 2, clock: 1_000 })]);
    const knownHere = (...facts: Recorded[]) => shown(known(facts, row));
    expect(knownHere()).toMatchObject({ balance: 5_000, available: 4_000, granted: [fixed('Grant', 1)] });
    const used = record([cardMoved(-900, 'spent', { grant: fixed('Grant', 1) })], {
      chain: 2,
      seq: 3,
      clock: 4,
    });
    expect(knownHere(...used)).toMatchObject({ balance: 4_100, available: 4_100, granted: [] });
    const released = record([release(1)], { chain: 2, seq: 3, clock: 4 });
    expect(knownHere(...released)).toMatchObject({ balance: 5_000, available: 5_000 });
  });

  it('a grant that the row knows to be used elsewhere is not held back by a journal that has only the grant', () => {
    const granted = record([grant(1, 31)], { chain: 2, seq: 3, clock: 4 });
    const used = record([cardMoved(-900, 'spent', { grant: fixed('Grant', 1) })], {
      chain: 3,
      seq: 1,
      clock: 5,
    });
    const row = rowOf([...sold, ...granted, ...used]);
    expect(shown(known(granted, row))).toMatchObject({
      balance: 4_100,
      available: 4_100,
      granted: [],
    });
  });

  it('is only known by movements: the row says what they were of', () => {
    const row = rowOf(record([cardMoved(700)], { chain: 1, seq: 1, clock: 1 }));
    expect(row).toMatchObject({ opening: null, label: '4711', balanceMinor: 700 });
    expect(shown(known([], row))).toMatchObject({ isOpened: false, kind: 'gift-card' });
    expect(rowOf(record([grant(1, 31)], { chain: 1, seq: 1, clock: 1 }))).toBeUndefined();
  });
});

const anyEvent: fc.Arbitrary<Draft<Event>> = fc.oneof(
  fc.integer({ min: 0, max: 500 }).map((creditLimit): Draft<Event> => {
    const body = { ...cardOpened.body, creditLimit: minor(creditLimit) };
    return { ...cardOpened, body };
  }),
  fc
    .tuple(
      fc.integer({ min: 1, max: 900 }),
      fc.boolean(),
      fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
      fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
    )
    .map(([amount, isLoad, line, used]) =>
      isLoad
        ? cardMoved(amount, 'loaded', { order: ORDER, line: line === null ? null : fixed('Line', line) })
        : cardMoved(0 - amount, 'spent', { grant: used === null ? null : fixed('Grant', used) }),
    ),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 10, max: 41 })).map(([n, by]) => grant(n, by)),
  fc.integer({ min: 1, max: 4 }).map((n) => release(n)),
);
/** Of each of three chains so much that the first `cuts` entries of it are known. */
const upTo = (facts: readonly Recorded[], cuts: readonly number[]) =>
  facts.filter(({ header }) => header.seq <= cuts[Number.parseInt(header.chain, 16) - 1]!);
const idOf = ({ header, index }: Recorded) =>
  (Number.parseInt(header.chain, 16) * 100 + header.seq) * 10 + index;
/** A line loads the same, whoever closes its order. */
const sameOfLine = (body: unknown): unknown => {
  const { line } = body as { readonly line?: string | null };
  return typeof line === 'string' ? { ...(body as object), delta: line.charCodeAt(35) } : body;
};
const anyCuts = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 });

describe('a row and a journal', () => {
  it('show the whole fold where the journal has everything, whatever the row has', () => {
    fc.assert(
      fc.property(histories(anyEvent), anyCuts, (facts, cuts) => {
        const state = known(facts, rowOf(upTo(facts, cuts)));
        expect(shown(state)).toEqual(shownOf(facts, state));
      }),
      { numRuns: 3_000 },
    );
  });

  it('show the row and every movement beyond it, each fact once: of other chains, too', () => {
    // Nothing that two chains said of each other: every fact is a movement of its own.
    const plain = fc.array(
      fc.record({
        chain: fc.integer({ min: 1, max: 3 }),
        delta: fc.integer({ min: -900, max: 900 }).filter((delta) => delta !== 0),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(plain, anyCuts, anyCuts, fc.subarray([1, 2, 3]), (moves, cuts, held, chains) => {
        const seqs = [0, 0, 0, 0];
        const facts = moves.flatMap(({ chain, delta }, at) => {
          const seq = ++seqs[chain]!;
          return record([cardMoved(delta)], { chain, seq, clock: at + 1 });
        });
        const inRow = upTo(facts, cuts);
        const inJournal = upTo(facts, held).filter(({ header }) =>
          chains.includes(Number.parseInt(header.chain, 16)),
        );
        const state = known(inJournal, rowOf(inRow));
        const sum = [...new Set([...inRow, ...inJournal])].reduce(
          (total, { event }) => total + (event.body as { delta: number }).delta,
          0,
        );
        expect(accountBalance(state)).toBe(minor(sum + 0));
      }),
      { numRuns: 3_000 },
    );
  });

  it('show the whole fold also where old facts have gone into an opening row', () => {
    const honest = histories(anyEvent).map((facts) =>
      facts.map((fact) => ({
        ...fact,
        event: { ...fact.event, id: fixed('Event', idOf(fact)), body: sameOfLine(fact.event.body) },
        header: { ...fact.header, commandId: fixed('Command', 1_000 + Math.floor(idOf(fact) / 10)) },
      })),
    );
    fc.assert(
      fc.property(honest, anyCuts, anyCuts, (facts, cuts, gone) => {
        const row = rowOf(upTo(facts, cuts));
        // What went is long in the row.
        const going = upTo(
          facts,
          cuts.map((cut, at) => Math.min(cut, gone[at]!)),
        ).filter(mayRollAccount);
        const grants = facts.filter(({ event }) => event.type === 'payment.SpendGranted');
        const opening = going.length === 0 ? null : rollAccount(CARD_ACCOUNT, null, { grants, going });
        const held = facts.filter((fact) => !going.includes(fact));
        const state = known(held, row, opening);
        expect(shown(state)).toEqual(shownOf(facts, state));
      }),
      { numRuns: 3_000 },
    );
  });

  it('are not moved by what both have: a journal that drops what the row has shows the same balance', () => {
    fc.assert(
      fc.property(histories(anyEvent), anyCuts, (facts, cuts) => {
        const inRow = upTo(facts, cuts);
        const row = rowOf(inRow);
        const beyond = facts.filter((fact) => !inRow.includes(fact));
        const isApart = beyond.every(
          (fact) => !inRow.some((seen) => seen.header.commandId === fact.header.commandId),
        );
        const lines = (some: readonly Recorded[]) =>
          some.flatMap(({ event }) => (event.body as { line?: string | null }).line ?? []);
        const events = new Set(inRow.map(({ event }) => event.id));
        fc.pre(row !== undefined && isApart && !lines(beyond).some((line) => lines(inRow).includes(line)));
        fc.pre(!beyond.some(({ event }) => events.has(event.id)));
        expect(accountBalance(known(beyond, row))).toBe(accountBalance(folded(facts)));
      }),
      { numRuns: 1_000 },
    );
  });
});
