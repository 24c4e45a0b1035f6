export { clockAfter, clockLeaps } from './clock-leap.ts';
export { type ControlEvent, isControl, readControl } from './control-events.ts';
export { canEnd, endingAggregates, isEndless, isLedgerBase, ledgerOf } from './ending.ts';
export {
  compareCanonical,
  compareEntries,
  type Draft,
  type Entry,
  type EntryHeader,
  type Event,
  type Recorded,
  zEntry,
  zEntryHeader,
  zEvent,
} from './entry.ts';
export {
  atNewestVersion,
  EVENT_CATALOGUE,
  type EventReading,
  inVersionBefore,
  readEvent,
} from './event-catalogue.ts';
export { type EventOf, type EventSchema, eventSchema, type Neighbours } from './event-schema.ts';
export {
  ChainOpened,
  Erased,
  JOURNAL_EVENTS,
  type JournalEvent,
  Recovered,
  SuspenseReleased,
  TailVouched,
  TerminalRevoked,
  VersionsAnnounced,
} from './events.ts';
export { type Fold, type Folded, foldAll, foldMore } from './fold.ts';
export {
  isSideOf,
  type SideRecord,
  type SideReference,
  sideReference,
  zSideRecord,
  zSideReference,
} from './side-record.ts';
export { type MayWrite, writableVersion, writableVersions } from './writable-version.ts';
export { wrongField } from './wrong-field.ts';
