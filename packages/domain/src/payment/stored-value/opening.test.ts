import { amountMinor } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, record } from '../../_facts.ts';
import { histories } from '../../_histories.ts';
import type { Draft, Event, Recorded } from '../../journal/entry.ts';
import { foldAll, foldMore } from '../../journal/fold.ts';
import { EUR, ORDER } from '../../order/_orders.ts';
import { CARD_ACCOUNT, cardMoved, cardOpened } from './_accounts.ts';
import { accountRows } from './folded.ts';
import { type AccountOpening, accountOpeningBody, readAccountOpening } from './opening.ts';
import { mayRollAccount, rollAccount } from './roll.ts';
import { accountFold, accountFoldFrom } from './state.ts';

/** `npm run test:deep` looks ten times as deep. */
const DEPTH = Number(process.env['BEAVEROS_DEPTH'] ?? 1);

const placeOf = ({ header }: Pick<Recorded, 'header'>) => `${header.chain}/${header.seq}`;

const someEvent: fc.Arbitrary<Draft<Event>> = fc.oneof(
  fc.constant(cardOpened as Draft<Event>),
  fc.integer({ min: 1, max: 900 }).map((cents) => cardMoved(cents, 'adjusted') as Draft<Event>),
  // A line loads the same, whoever closes its order.
  fc
    .integer({ min: 1, max: 4 })
    .map((n) => cardMoved(n * 500, 'loaded', { order: ORDER, line: fixed('Line', n) }) as Draft<Event>),
  fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }).map(
    (n) =>
      cardMoved(-100, 'spent', {
        order: ORDER,
        grant: n === null ? null : fixed('Grant', n),
      }) as Draft<Event>,
  ),
  fc.integer({ min: 1, max: 4 }).map(
    (n): Draft<Event> => ({
      type: 'payment.SpendGranted',
      v: 1,
      aggregate: CARD_ACCOUNT,
      body: {
        grant: fixed('Grant', n),
        forCommand: fixed('Command', 900_000 + n),
        terminal: fixed('Terminal', 1),
        amount: amountMinor(50 * n),
      },
    }),
  ),
  fc.integer({ min: 1, max: 4 }).map(
    (n): Draft<Event> => ({
      type: 'payment.GrantReleased',
      v: 1,
      aggregate: CARD_ACCOUNT,
      body: { grant: fixed('Grant', n) },
    }),
  ),
);

describe('the opening row of an account', () => {
  it('and the facts that are held are the whole, whatever went when and whatever came late', () => {
    const history = histories(someEvent).map((facts) =>
      facts.map((fact) => ({
        ...fact,
        // An event id is minted once, and no command comes by two entries.
        event: { ...fact.event, id: `${placeOf(fact)}/${fact.index}` as Recorded['event']['id'] },
        header: { ...fact.header, commandId: placeOf(fact) as Recorded['header']['commandId'] },
      })),
    );
    const told = history.chain((facts) => {
      const entries = [...Map.groupBy(facts, placeOf).values()];
      return fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray(entries, { minLength: entries.length }),
        fc.array(fc.subarray(entries.map(([fact]) => placeOf(fact!))), { maxLength: entries.length }),
      );
    });
    fc.assert(
      fc.property(told, ([facts, heard, drops]) => {
        let opening: AccountOpening | null = null;
        let held: Recorded[] = [];
        const forget = (places: ReadonlySet<string>) => {
          const going = [...Map.groupBy(held, placeOf)]
            .filter(([place, some]) => places.has(place) && some.every(mayRollAccount))
            .flatMap(([, some]) => some);
          const grants = held.filter(({ event }) => event.type === 'payment.SpendGranted');
          const rolled = rollAccount(CARD_ACCOUNT, opening, { grants, going });
          if (going.length === 0) return;
          expect(rolled).not.toBeNull();
          opening = readAccountOpening(accountOpeningBody(rolled!));
          held = held.filter((fact) => !going.includes(fact));
        };
        for (const [at, entry] of heard.entries()) {
          held.push(...entry);
          forget(new Set(drops[at] ?? []));
        }
        const { state } = foldAll(accountFoldFrom(opening), CARD_ACCOUNT, held);
        const whole = foldAll(accountFold, CARD_ACCOUNT, facts).state;
        expect(accountRows(state).accounts).toEqual(accountRows(whole).accounts);
      }),
      { numRuns: 2_000 * DEPTH, verbose: 1 },
    );
  });

  it('knows a grant as used whose command spent without naming it', () => {
    const grant = { grant: fixed('Grant', 1), terminal: fixed('Terminal', 1), amount: amountMinor(300) };
    const granted = record<Event>(
      [
        {
          type: 'payment.SpendGranted',
          v: 1,
          aggregate: CARD_ACCOUNT,
          body: { ...grant, forCommand: fixed('Command', 7) },
        },
      ],
      { chain: 2, clock: 1, seq: 1 },
    );
    const loaded = record([cardOpened, cardMoved(1_000)], { clock: 2, seq: 1 });
    const spent = record([cardMoved(-300)], { clock: 3, seq: 2, command: 7 });
    const opening = rollAccount(CARD_ACCOUNT, null, { grants: granted, going: [...loaded, ...spent] });
    const { state } = foldAll(accountFoldFrom(opening), CARD_ACCOUNT, granted);
    expect(accountRows(state).accounts).toMatchObject([
      { balance: 700, available: 700, currencyCode: EUR.code, label: '4711' },
    ]);
  });

  it('loads a line once, also when the other close of its order comes a quarter later', () => {
    const load = (document: number) =>
      cardMoved(2_500, 'loaded', {
        order: ORDER,
        line: fixed('Line', 1),
        document: fixed('Document', document),
      });
    const going = record([cardOpened, load(1)], { clock: 1, seq: 1 });
    const opening = rollAccount(CARD_ACCOUNT, null, { grants: [], going });
    const fold = accountFoldFrom(opening);
    const late = record([load(2)], { chain: 2, clock: 9, seq: 1 });
    const { state } = foldMore(fold, CARD_ACCOUNT, foldAll(fold, CARD_ACCOUNT, []), late);
    const rows = accountRows(state);
    expect(rows.accounts).toMatchObject([{ balance: 2_500 }]);
    expect(rows.movements).toMatchObject([{ position: 1, counts: false }]);
  });
});
