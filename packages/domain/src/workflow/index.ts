export {
  AUTOMATED_FACTS_MAX,
  type Automated,
  type AutomatedEvent,
  type AutomationContext,
  automationsFor,
} from './automations/evaluate.ts';
export { type Bump, type Recall, zBump, zRecall } from './commands.ts';
export { bump, recall, type WorkflowDecision, type WorkflowRefusal } from './decide.ts';
export { type TicketFolded, type TicketLineFolded, ticketRows } from './folded.ts';
export {
  StageAdvanced,
  type StageEvent,
  StageRecalled,
  WORKFLOW_EVENTS,
  type WorkflowEvent,
} from './events.ts';
export {
  type Action,
  ACTIONS_MAX,
  type AutomationRow,
  type Condition,
  CONDITIONS_MAX,
  PER_HOUR_MAX,
  zAction,
  zAutomationRow,
  zCondition,
} from './automations/rows.ts';
export {
  type StationRow,
  type WorkflowStageRow,
  zStationRow,
  zStationRowV1,
  zWorkflowStageRow,
} from './rows.ts';
export {
  isTicketDone,
  type StageState,
  type TicketLineState,
  type TicketState,
  type TicketsState,
  ticketId,
  ticketsFold,
} from './state.ts';
export {
  isStruck,
  PLACED_FIRINGS_MAX,
  type PlacedLine,
  ticketGoesTo,
  type TicketPlaceFolded,
  ticketPlaceRows,
  ticketPlacesFold,
} from './ticket-places.ts';
export { type FinishTask, type RaiseTask, zFinishTask, zRaiseTask } from './tasks/commands.ts';
export {
  finishTask,
  raiseTask,
  type TaskDecision,
  taskRaised,
  type WorkflowTaskRefusal,
} from './tasks/decide.ts';
export { type RaisedTask, TaskDone, type TaskEvent, TaskRaised } from './tasks/events.ts';
export { type TaskFolded, taskRows } from './tasks/folded.ts';
export { isTaskDone, taskFold, type TaskState } from './tasks/state.ts';
