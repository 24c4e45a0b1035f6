import type { TillItemRow, TillModifier } from '@beaveros/domain/product-catalog';
import { ONE, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorWithout, CATALOGUE, EUR, fixed, ITEMS, TAXES } from '../guess/_catalogue.ts';
import { CoreOrder } from '../guess/_core.ts';
import { foldGuess, noFacts } from '../guess/fold-guess.ts';
import {
  type Chosen,
  chosenOptions,
  defaultsOf,
  maxOf,
  missingOf,
  questionsOf,
  toggleOption,
  unitPriceWith,
} from './chosen-options.ts';

function modifier(n: number, change: Partial<TillModifier>, options: readonly boolean[]): TillModifier {
  return {
    id: fixed('Modifier', n),
    name: `Question ${n}`,
    selectionType: 'multiple',
    minOptions: 0,
    maxOptions: 3,
    options: options.map((isActive, nth) => ({
      id: fixed('ModifierOption', n * 100 + nth),
      name: `Answer ${nth}`,
      priceMicro: unitPriceMicro((nth - 1) * 500_000),
      isActive,
    })),
    ...change,
  };
}

const itemWith = (...modifiers: TillModifier[]): TillItemRow => ({ ...ITEMS[0]!, modifiers });
const option = (n: number, nth: number) => fixed('ModifierOption', n * 100 + nth);

const modifiers = fc
  .tuple(
    fc.constantFrom('single' as const, 'multiple' as const),
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: 0, max: 4 }),
    fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  )
  .map(([selectionType, minOptions, maxOptions, options]) => ({
    selectionType,
    minOptions,
    maxOptions,
    options,
  }));

describe('chosen options', () => {
  it('a single choice moves, and cannot be let go where one is needed', () => {
    const cooking = modifier(1, { selectionType: 'single', minOptions: 1, maxOptions: 1 }, [true, true]);
    const milk = modifier(2, { selectionType: 'single', maxOptions: 1 }, [true, true]);
    let chosen: Chosen = toggleOption({}, cooking, option(1, 0));
    chosen = toggleOption(chosen, cooking, option(1, 1));
    chosen = toggleOption(chosen, cooking, option(1, 1));
    chosen = toggleOption(chosen, milk, option(2, 0));
    chosen = toggleOption(chosen, milk, option(2, 0));
    expect(chosen).toEqual({ [cooking.id]: [option(1, 1)], [milk.id]: [] });
  });

  it('a multiple choice stops at its maximum', () => {
    const extras = modifier(1, { maxOptions: 2 }, [true, true, true]);
    const chosen = [0, 1, 2].reduce<Chosen>((all, nth) => toggleOption(all, extras, option(1, nth)), {});
    expect(chosen[extras.id]).toEqual([option(1, 0), option(1, 1)]);
  });

  it('the only possible answer is given', () => {
    const only = modifier(1, { selectionType: 'single', minOptions: 1, maxOptions: 1 }, [false, true]);
    const item = itemWith(only);
    expect(defaultsOf(item)).toEqual({ [only.id]: [option(1, 1)] });
    expect(missingOf(item, defaultsOf(item))).toBeNull();
    expect(missingOf(item, {})).toBe(only);
  });

  it('a question that nobody can answer is not asked', () => {
    expect(questionsOf(itemWith(modifier(1, {}, [false]), modifier(2, { maxOptions: 0 }, [true])))).toEqual(
      [],
    );
  });

  it('the price is that of the item and its answers', () => {
    const item = itemWith(modifier(1, {}, [true, true, true]));
    const chosen = { [fixed('Modifier', 1)]: [option(1, 2), option(1, 0)] };
    expect(unitPriceWith(item, chosen)).toBe(item.priceMicro);
    expect(unitPriceWith(item, { [fixed('Modifier', 1)]: [option(1, 2)] })).toBe(item.priceMicro + 500_000);
  });

  it('whatever is tapped, what misses nothing is accepted by decide, and nothing else can be', () => {
    fc.assert(
      fc.property(
        fc.array(modifiers, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(2), fc.nat(4)), { maxLength: 12 }),
        (made, taps) => {
          const item = itemWith(...made.map(({ options, ...change }, n) => modifier(n + 1, change, options)));
          const questions = questionsOf(item);
          let chosen = defaultsOf(item);
          for (const [n, nth] of taps) {
            const asked = questions[n % Math.max(1, questions.length)];
            const tapped = asked?.options.filter(({ isActive }) => isActive)[nth];
            if (asked !== undefined && tapped !== undefined) chosen = toggleOption(chosen, asked, tapped.id);
          }
          for (const asked of questions)
            expect((chosen[asked.id] ?? []).length).toBeLessThanOrEqual(maxOf(asked));
          // A catalogue that asks for more than it offers is not the sheet's to mend: decide says so.
          fc.pre(item.modifiers.every((each) => each.minOptions <= maxOf(each) && questions.includes(each)));
          const order = fixed('Order', 1);
          const core = new CoreOrder(order);
          const context = { actor: actorWithout(), currency: EUR };
          const opening = {
            call: 'openOrder',
            input: { order, kind: 'counter', table: null, guests: null },
          } as const;
          core.run(opening, context);
          const options = chosenOptions(item, chosen).map(({ id }) => id);
          const line = {
            line: fixed('Line', 1),
            item: item.id,
            quantityMicro: ONE,
            options,
            note: null,
            override: null,
          };
          const catalogue = { item: () => item, tax: (id: string) => TAXES.find((tax) => tax.id === id) };
          const opened = foldGuess(noFacts(order), opening, { ...context, catalogue: CATALOGUE });
          const added = foldGuess(
            opened.ok ? opened.value : noFacts(order),
            { call: 'addLines', input: { order, lines: [line] } },
            { ...context, catalogue },
          );
          expect(added.ok).toBe(missingOf(item, chosen) === null);
        },
      ),
      { numRuns: 300 },
    );
  });
});
