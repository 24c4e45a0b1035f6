import type { Kind } from './kind.ts';
import { PRICE_KINDS } from './money/price-kinds.ts';
import { SPLIT_KINDS } from './money/split-kinds.ts';
import { SUM_KINDS } from './money/sum-kinds.ts';
import { TENDER_KINDS } from './money/tender-kinds.ts';

/** Amounts split, prices listed, money taken and given back, documents added up. */
export const MONEY_KINDS: Readonly<Record<string, Kind>> = {
  ...SPLIT_KINDS,
  ...PRICE_KINDS,
  ...TENDER_KINDS,
  ...SUM_KINDS,
};
