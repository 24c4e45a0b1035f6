import type { StationRow } from '@beaveros/domain/workflow';
import { quantityMicro } from '@beaveros/kit';
import type { OrderView } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import { fixed, ITEMS } from '../guess/_catalogue.ts';
import { hasUnfired, rememberItem } from './kitchen-needs.ts';

const FOOD = fixed('Category', 1);
const SHOP = fixed('Category', 2);
const stations = [{ categoryIds: [FOOD] }] as unknown as readonly StationRow[];
const [soup, oil] = [ITEMS[0]!, { ...ITEMS[1]!, categoryIds: [SHOP] }];

type Line = OrderView['lines'][number];
const view = (...lines: Partial<Line>[]): OrderView =>
  ({
    lines: lines.map((change) => ({
      item: soup.id,
      quantityMicro: quantityMicro(1_000_000),
      isVoided: false,
      isFired: false,
      ...change,
    })),
  }) as unknown as OrderView;

describe('what the kitchen needs to be told', () => {
  it('is a standing line that it was not told of', () => {
    expect(hasUnfired(view({}), stations)).toBe(true);
    expect(hasUnfired(view({ isFired: true }, { isVoided: true }), stations)).toBe(false);
    expect(hasUnfired(view({ quantityMicro: quantityMicro(-1_000_000) }), stations)).toBe(false);
    expect(hasUnfired(null, stations)).toBe(false);
  });

  it('is nothing of an item that no station cooks, once this page knows it', () => {
    expect(hasUnfired(view({ item: oil.id }), stations)).toBe(true);
    rememberItem(oil);
    rememberItem(soup);
    expect(hasUnfired(view({ item: oil.id }), stations)).toBe(false);
    expect(hasUnfired(view({ item: oil.id }, { item: soup.id }), stations)).toBe(true);
  });
});
