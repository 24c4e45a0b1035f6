import { PAGE_LIMIT_MAX } from '@beaveros/protocol/gateway';
import { useAnswer } from '../data/use-answer.ts';

/** A catalogue has some dozens of each; one page holds 200, and the first 200 are what can be chosen from. */
const WHOLE = { query: { limit: PAGE_LIMIT_MAX } } as const;

export function useCategories() {
  return useAnswer('listCategories', WHOLE);
}

export function useTaxes() {
  return useAnswer('listTaxes', WHOLE);
}

export function useModifiers() {
  return useAnswer('listModifiers', WHOLE);
}
