// Exactly what the simulator (apps/dev/src/sim) puts together: what the service folds, and what it decides for a till.
export { grantRefundHandler } from './grant-refund.ts';
export { ORDER_READING } from './ingest.ts';
