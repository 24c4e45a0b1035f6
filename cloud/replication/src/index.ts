export type { Appended, AppendRefusal, BackOfficeDraft, FoldedHeads } from './journal/back-office.ts';
export { type BackOfficePen, openBackOfficePen } from './journal/back-office-pen.ts';
export {
  createReplication,
  REPLICATION_MIGRATIONS,
  REPLICATION_SHARED_TABLES,
  type Replication,
  type ReplicationDependencies,
} from './replication.ts';
