// Exactly what the simulator (apps/dev/src/sim) puts together: the till's parts without sockets and timers.
export { Aggregates } from './commands/aggregates.ts';
export { Automations } from './commands/automations.ts';
export type { CommandName, Desk } from './commands/command.ts';
export { reverseOwnContested } from './commands/own-reversals.ts';
export { runCommand } from './commands/run-command.ts';
export { Till } from './commands/till.ts';
export { Effects } from './effects/effects.ts';
export { type Job, SpoolFile } from './effects/spool-file.ts';
export {
  type Arrived,
  createSigner,
  type Journal,
  type JournalIdentity,
  type JournalOptions,
  openJournal,
  recoverJournal,
  type Signer,
} from './journal/index.ts';
export { listOrders, sumDocuments } from './queries/order-queries.ts';
export { listTasks } from './queries/task-queries.ts';
export { listTickets } from './queries/ticket-queries.ts';
export { settlingPolicy } from './settling.ts';
export { FoldedStore } from './stores/folded-store.ts';
export { orderStore } from './stores/order/folded.ts';
export { paymentStore } from './stores/payment/folded.ts';
export { serviceEntityStore } from './stores/service-entity/folded.ts';
export { stockLevelOf, stockStore } from './stores/product-catalog/folded.ts';
export { openRows, type Rows } from './stores/rows.ts';
export { readWireRow, type WireValue } from './stores/wire-row.ts';
export { carryOut } from './journal/carry-out.ts';
export { readCarrier, takeCarrier, writeCarrier } from './journal/carrier.ts';
export { VERSIONS_BEFORE_ANNOUNCEMENT } from './journal/versions-before-announcement.ts';
export { headOf, type JournalPorts, journalPorts } from './sync/exchange/journal-ports.ts';
export { isRevoked } from './sync/exchange/revoked.ts';
export { workflowStore } from './stores/workflow/folded.ts';
