import type { Recorded } from '@beaveros/domain/journal';
import type { OpeningBody } from './opening-rows.ts';

/** How facts of what has no end become an opening row. `bases`: the aggregate's facts by which others are judged. */
export interface LedgerRule {
  readonly mayGo: (aggregate: string, fact: Recorded, bases: readonly Recorded[]) => boolean;
  /** The row when `going` goes; null: it adds nothing. */
  readonly roll: (
    aggregate: string,
    opening: OpeningBody | null,
    facts: { readonly bases: readonly Recorded[]; readonly going: readonly Recorded[] },
  ) => OpeningBody | null;
  /** Whether a base that comes now can be judged by what the row still says. */
  readonly isPlaced: (opening: OpeningBody, base: Pick<Recorded, 'event'>) => boolean;
}
