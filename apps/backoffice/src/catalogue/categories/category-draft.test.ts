import { describe, expect, it } from 'vitest';
import { categoryContentOf, categoryDraftOf, newCategory } from './category-draft.ts';

const DRINKS = {
  id: '019ab3c0-0000-7000-8000-000000000001' as never,
  name: 'Drinks',
  description: null,
  position: 4,
  color: '#ef6c00',
  isActive: true,
};

describe('a draft of a category', () => {
  it('is what the API takes, and comes back as it was opened', () => {
    const { id: _, ...content } = DRINKS;
    expect(categoryContentOf(categoryDraftOf(DRINKS), 'en')).toEqual({ ok: true, value: content });
  });

  it('of a new one stands behind the last, without the spaces of a thumb', () => {
    const draft = { ...newCategory(7), name: ' Wine ', description: '  ' };
    expect(categoryContentOf(draft, 'en')).toMatchObject({
      value: { name: 'Wine', description: null, position: 8, color: null, isActive: true },
    });
  });

  it.each([
    ['-1', 'number.out-of-range'],
    ['1000001', 'number.out-of-range'],
    ['1.5', 'number.too-many-decimals'],
    ['', 'number.empty'],
    ['x', 'number.not-a-number'],
  ])('says what is wrong, field by field: %j', (position, said) => {
    const draft = { ...newCategory(0), position };
    expect(categoryContentOf(draft, 'en')).toEqual({
      ok: false,
      refusal: { code: 'wrong-fields', errors: { name: 'field.missing', position: said } },
    });
  });
});
