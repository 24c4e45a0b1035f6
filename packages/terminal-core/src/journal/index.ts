export type { Arrived } from './arrived.ts';
export type { FetchEntry } from './heal.ts';
export type { JournalIdentity } from './identity.ts';
export type { Journal } from './journal.ts';
export { type JournalOptions, openJournal } from './open-journal.ts';
export { recoverJournal } from './recover-journal.ts';
export { createSigner, generateIdentityKey, isSignedBy, type Signer } from './signer.ts';
