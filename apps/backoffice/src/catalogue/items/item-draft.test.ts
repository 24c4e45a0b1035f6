import { describe, expect, it } from 'vitest';
import type { Item } from '@beaveros/protocol/gateway';
import { changesOf, contentOf, draftOf, NEW_ITEM, undoOf } from './item-draft.ts';

const ID = '0192f4c0-0000-7000-8000-000000000001' as Item['id'];
const OTHER = '0192f4c0-0000-7000-8000-000000000002' as Item['id'];
const ES = { language: 'es', exponent: 2 };

const FLAN: Item = {
  id: ID,
  name: 'Flan',
  description: null,
  sku: 'CC-402',
  type: 'product',
  price: '4.9',
  isActive: true,
  isSoldOut: false,
  imageUrl: null,
  color: null,
  categoryIds: [OTHER],
  taxIds: [],
  modifierIds: [],
  barcodes: ['8412345678905'],
  version: 3,
};

const saved = (draft: typeof NEW_ITEM) => {
  const content = contentOf(draft, ES);
  return content.ok ? changesOf(FLAN, content.value) : content.refusal.errors;
};

describe('a draft of an item', () => {
  it('that nobody touched changes nothing', () => {
    const draft = draftOf(FLAN, ES);
    expect(draft.price).toBe('4,90');
    expect(saved(draft)).toEqual({});
  });

  it('sends only what was changed, as the API writes it', () => {
    const draft = {
      ...draftOf(FLAN, ES),
      name: ' Flan de la casa ',
      price: '5,2',
      sku: '  ',
      barcodes: '8412345678905\n\n 96385074 ',
      categoryIds: [],
      isSoldOut: true,
    };
    const changes = saved(draft);
    expect(changes).toEqual({
      name: 'Flan de la casa',
      price: '5.2',
      sku: null,
      barcodes: ['8412345678905', '96385074'],
      categoryIds: [],
      isSoldOut: true,
    });
    expect(undoOf(FLAN, changes as object)).toEqual({
      name: 'Flan',
      price: '4.9',
      sku: 'CC-402',
      barcodes: ['8412345678905'],
      categoryIds: [OTHER],
      isSoldOut: false,
    });
  });

  it('says what is wrong, field by field', () => {
    expect(saved({ ...draftOf(FLAN, ES), name: ' ', price: '4,9x', barcodes: '1\n1' })).toEqual({
      name: 'field.missing',
      price: 'number.not-a-number',
      barcodes: 'field.duplicateBarcode',
    });
    expect(saved({ ...NEW_ITEM, name: 'Tarta' })).toEqual({ price: 'number.empty' });
  });
});
