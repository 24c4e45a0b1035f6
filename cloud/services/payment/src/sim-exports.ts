// Exactly what the simulator (apps/dev/src/sim) puts together: what the service folds, and what it decides for a till.
export { grantSpendHandler } from './grant-spend.ts';
export { PAYMENT_READING } from './ingest.ts';
