import { EVENT_CATALOGUE, readEvent } from '@beaveros/domain/journal';
import {
  type FoldedStore,
  type JournalOptions,
  VERSIONS_BEFORE_ANNOUNCEMENT,
} from '@beaveros/terminal-core/sim';

type Definition = FoldedStore['definition'];

/** `old`: the build before this one, which reads no event of this one, announces nothing and folds another version. */
export type BuildName = 'new' | 'old';

export interface Build {
  readonly reads: readonly string[];
  readonly announces: boolean;
  readonly journal: Pick<JournalOptions, 'readEvent'>;
  readonly fold: (definition: Definition) => Definition;
}

const NEW: Build = {
  reads: [...EVENT_CATALOGUE.keys()],
  announces: true,
  journal: {},
  fold: (definition) => definition,
};

const OLD: Build = {
  reads: [...VERSIONS_BEFORE_ANNOUNCEMENT],
  announces: false,
  journal: {
    readEvent: (event) =>
      VERSIONS_BEFORE_ANNOUNCEMENT.has(`${event.type}/${event.v}`) ? readEvent(event) : { kind: 'parked' },
  },
  fold: (definition) => ({ ...definition, foldVersion: definition.foldVersion - 1 }),
};

export function buildOf(name: BuildName): Build {
  return name === 'new' ? NEW : OLD;
}
