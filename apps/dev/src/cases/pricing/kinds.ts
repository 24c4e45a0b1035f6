import { CODE_KINDS } from './code-kinds.ts';
import { CORE_KINDS } from './core-kinds.ts';
import type { Kind } from './kind.ts';
import { MONEY_KINDS } from './money-kinds.ts';
import { PROMOTION_KINDS } from './promotion-kinds.ts';

/** Every kind of case by its name; each file of this folder gives some. */
export const KINDS: Readonly<Record<string, Kind>> = {
  ...CODE_KINDS,
  ...CORE_KINDS,
  ...MONEY_KINDS,
  ...PROMOTION_KINDS,
};
