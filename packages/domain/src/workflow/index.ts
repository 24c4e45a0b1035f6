export { type Bump, type Recall, zBump, zRecall } from './commands.ts';
export { bump, recall, type WorkflowDecision, type WorkflowRefusal } from './decide.ts';
export { type TicketFolded, type TicketLineFolded, ticketRows } from './folded.ts';
export { StageAdvanced, StageRecalled, WORKFLOW_EVENTS, type WorkflowEvent } from './events.ts';
export { type StationRow, type WorkflowStageRow, zStationRow, zWorkflowStageRow } from './rows.ts';
export {
  isTicketDone,
  type StageState,
  type TicketLineState,
  type TicketState,
  type TicketsState,
  ticketId,
  ticketsFold,
} from './state.ts';
