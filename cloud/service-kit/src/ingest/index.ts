export { answerToAsk, dayInUtc } from './ask-answer.ts';
export { applyBatch, type BatchOutcome, type Reading, reviseChain } from './apply-batch.ts';
export {
  type Amounts,
  amount,
  amountsOf,
  amountToDecimal,
  businessDateColumn,
  decimalToAmount,
  type InMajorUnits,
  instantColumn,
  jsonText,
  pinnedTo,
  quantity,
  rate,
  unitPrice,
} from './columns.ts';
export {
  type AppendBackOffice,
  type BackOfficeEntry,
  decideAndAppend,
  type Decision,
  type DecisionRefusal,
  type DraftEvent,
} from './decide-and-append.ts';
export { type Cursor, readFacts, readFactsOfCommands } from './fact-tables.ts';
export { atNewestVersion } from './newest-version.ts';
export type { KeptFact } from './read-entries.ts';
export type { Feed, FeedEntry, FeedHead, FeedRevision } from './feed.ts';
export { type Follower, type FollowOptions, followJournal } from './follow-journal.ts';
export {
  BATCH_ENTRIES_MAX,
  followRound,
  type FollowState,
  newFollowState,
  type Round,
  type RoundOptions,
} from './follow-round.ts';
export { insertRows, replaceRows } from './folded-rows.ts';
export type { Ledger, LedgerChange } from './ledger.ts';
export { createIsland, type Island, type IslandDependencies, type IslandTools } from './following-service.ts';
export { pgFeed } from './pg-feed.ts';
export { type FoldDefect, type Projection, projection } from './projection.ts';
export type { Entry, EntryHeader, Event, EventReading, ReadEvent, Recorded } from './recorded.ts';
