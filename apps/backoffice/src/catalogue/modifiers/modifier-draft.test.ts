import type { Modifier } from '@beaveros/protocol/gateway';
import { describe, expect, it } from 'vitest';
import { differing } from '../differing.ts';
import { modifierContentOf, modifierDraftOf, movedUp, newModifier, newOption } from './modifier-draft.ts';

const id = (nth: number) => `0192f4c0-0000-7000-8000-00000000000${nth}` as Modifier['id'];

const SIDE: Modifier = {
  id: id(1),
  name: 'Guarnición',
  description: null,
  selectionType: 'multiple',
  minOptions: 1,
  maxOptions: 2,
  isActive: true,
  options: [
    { id: id(2), name: 'Patatas', priceAdjustment: '0', isActive: true },
    { id: id(3), name: 'Sin guarnición', priceAdjustment: '-1', isActive: true },
  ],
};
const ES = { language: 'es', exponent: 2 };

describe('a draft of a modifier', () => {
  it('that nobody touched changes nothing', () => {
    const draft = modifierDraftOf(SIDE, ES);
    expect(draft.options.map(({ price }) => price)).toEqual(['', '-1,00']);
    const content = modifierContentOf(draft, 'es');
    expect(content.ok && differing(SIDE, content.value)).toEqual({});
  });

  it('keeps the ids of the options that stay, in their new order, and gives new ones none', () => {
    const draft = modifierDraftOf(SIDE, ES);
    const added = { ...newOption('k'), name: ' Pimientos ', price: '1,5' };
    const content = modifierContentOf({ ...draft, options: [...movedUp(draft.options, id(3)), added] }, 'es');
    expect(content.ok && differing(SIDE, content.value)).toEqual({
      options: [
        { id: id(3), name: 'Sin guarnición', priceAdjustment: '-1', isActive: true },
        { id: id(2), name: 'Patatas', priceAdjustment: '0', isActive: true },
        { name: 'Pimientos', priceAdjustment: '1.5', isActive: true },
      ],
    });
  });

  it('of one choice has at most one', () => {
    const content = modifierContentOf({ ...modifierDraftOf(SIDE, ES), selectionType: 'single' }, 'es');
    expect(content.ok && [content.value.minOptions, content.value.maxOptions]).toEqual([1, 1]);
  });

  it('says what is wrong, field by field', () => {
    const draft = newModifier('a');
    const content = modifierContentOf(
      {
        ...draft,
        selectionType: 'multiple',
        min: 3,
        max: 2,
        options: [...draft.options, { ...newOption('b'), name: 'Alioli', price: 'caro' }],
      },
      'es',
    );
    expect(content).toMatchObject({
      refusal: {
        errors: {
          name: 'field.missing',
          limits: 'field.minAboveMax',
          options: { a: { name: 'field.missing' }, b: { price: 'number.not-a-number' } },
        },
      },
    });
  });

  it('moves an option up, and the first stays first', () => {
    const options = ['a', 'b', 'c'].map(newOption);
    expect(movedUp(options, 'c').map(({ key }) => key)).toEqual(['a', 'c', 'b']);
    expect(movedUp(options, 'a')).toBe(options);
    expect(movedUp(options, 'x')).toBe(options);
  });
});
