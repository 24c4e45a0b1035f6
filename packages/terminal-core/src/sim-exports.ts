// Exactly what the simulator (apps/dev/src/sim) puts together: the till's parts without sockets and timers.
export { Aggregates } from './commands/aggregates.ts';
export { AskedCommands, LOOK_AT_GRANTS_EVERY_MS } from './commands/asked-commands.ts';
export { judgeAsk } from './commands/asks.ts';
export { Automations } from './commands/automations.ts';
export type { Answered, CommandName, Desk, Question } from './commands/command.ts';
export { HOLD_MS } from './commands/held-grants.ts';
export { reverseOwnContested } from './commands/own-reversals.ts';
export { questionsOf, runCommand } from './commands/run-command.ts';
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
export { statementsOf } from './stores/folded-tables.ts';
export { type FoldedStoresByName, openFoldedStores } from './stores/folded-stores.ts';
export { stockLevelOf } from './stores/product-catalog/folded.ts';
export { openRows, type Rows } from './stores/rows.ts';
export { readWireRow, type WireValue } from './stores/wire-row.ts';
export { carryOut } from './journal/carry-out.ts';
export { readCarrier, takeCarrier, writeCarrier } from './journal/carrier.ts';
export { VERSIONS_BEFORE_ANNOUNCEMENT } from './journal/versions-before-announcement.ts';
export { headOf, type JournalPorts, journalPorts } from './sync/exchange/journal-ports.ts';
export type { AskHere } from './sync/exchange/peers.ts';
export { isRevoked } from './sync/exchange/revoked.ts';
