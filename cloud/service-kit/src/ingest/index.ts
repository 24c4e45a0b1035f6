export { applyBatch, type Reading } from './apply-batch.ts';
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
export type { Feed, FeedEntry, FeedHead } from './feed.ts';
export { BATCH_ENTRIES_MAX, type Follower, type FollowOptions, followJournal } from './follow-journal.ts';
export { insertRows, replaceRows } from './folded-rows.ts';
export { createIsland, type Island, type IslandDependencies, type IslandTools } from './following-service.ts';
export { pgFeed } from './pg-feed.ts';
export { type FoldDefect, type Projection, projection } from './projection.ts';
export type { Entry, EntryHeader, Event, EventReading, ReadEvent, Recorded } from './recorded.ts';
