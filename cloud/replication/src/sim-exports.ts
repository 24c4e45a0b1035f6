// Exactly what the simulator (apps/dev/src/sim) puts together: the journal's functions without routes and sockets.
export { newsOfChains, newsOfStore } from './exchange/chain-news.ts';
export { TillExchange } from './exchange/till-exchange.ts';
export { createEnrolmentCode, enrol, type Enrolled } from './enrolment/enrolments.ts';
export { checkFence } from './enrolment/fence.ts';
export { appendBackOffice, type BackOfficeDraft } from './journal/back-office.ts';
export { announceIncarnation, lifeOf } from './journal/incarnations.ts';
export { readBatch } from './journal/read-batch.ts';
export { snapshotOfStore } from './journal/snapshot-of-store.ts';
export { storeBatch } from './journal/store-batch.ts';
export { TenantKeys } from './keys/tenant-keys.ts';
export { eraseSideRecords } from './supervision/erase-sides.ts';
export { releaseSuspense } from './supervision/release-suspense.ts';
export { revokeTerminal } from './supervision/revoke-terminal.ts';
export { uploadDisk } from './supervision/upload-disk.ts';
