export type { Arrived } from './arrived.ts';
export type { Batch, BatchLimits } from './batch-after.ts';
export type { Answer } from './check-batch.ts';
export type { JournalIdentity } from './identity.ts';
export type { Journal } from './journal.ts';
export { type JournalOptions, openJournal } from './open-journal.ts';
export type { EntryDraft } from './own-chain.ts';
export { createSigner, generateIdentityKey, isSignedBy, type Signer } from './signer.ts';
export type { Unread } from './unread.ts';
