import { ok, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { Bump, Recall } from './commands.ts';
import type { StageEvent } from './events.ts';
import type { WorkflowStageRow } from './rows.ts';
import type { StageState, TicketLineState, TicketsState } from './state.ts';

export type WorkflowRefusal =
  | PermissionMissing
  | { readonly code: 'workflow/stage-unknown'; readonly stage: string }
  | { readonly code: 'workflow/ticket-line-unknown'; readonly line: string }
  | { readonly code: 'workflow/already-at-last-stage'; readonly line: string };

export type WorkflowDecision = Result<readonly Draft<StageEvent>[], WorkflowRefusal>;

interface KitchenContext {
  readonly actor: Actor;
  /** The tenant's stages, for a ticket this till has not heard of yet. */
  readonly stages: readonly WorkflowStageRow[];
}

export function bump(state: TicketsState, command: Bump, context: KitchenContext): WorkflowDecision {
  const refusal = missing(context.actor, 'can_manage_tickets');
  if (refusal !== null) return refuse(refusal);
  const events: Draft<StageEvent>[] = [];
  for (const { line, firing } of command.lines) {
    const known = ticketLine(state, line, firing);
    const stages = stagesOf(known?.stages ?? null, context);
    const to =
      command.stage === null
        ? stages.find((stage) => known !== null && stage.ordinal > known.line.stage.ordinal)
        : stages.find((stage) => stage.stage === command.stage);
    if (to === undefined) {
      if (command.stage !== null) return refuse({ code: 'workflow/stage-unknown', stage: command.stage });
      if (known === null) return refuse({ code: 'workflow/ticket-line-unknown', line });
      return refuse({ code: 'workflow/already-at-last-stage', line });
    }
    events.push(stageEvent('workflow.StageAdvanced', command.order, { line, firing }, to));
  }
  return ok(events);
}

export function recall(state: TicketsState, command: Recall, context: KitchenContext): WorkflowDecision {
  const refusal = missing(context.actor, 'can_manage_tickets');
  if (refusal !== null) return refuse(refusal);
  const events: Draft<StageEvent>[] = [];
  for (const { line, firing } of command.lines) {
    const stages = stagesOf(ticketLine(state, line, firing)?.stages ?? null, context);
    const to = stages.find((stage) => stage.stage === command.stage);
    if (to === undefined) return refuse({ code: 'workflow/stage-unknown', stage: command.stage });
    events.push(stageEvent('workflow.StageRecalled', command.order, { line, firing }, to));
  }
  return ok(events);
}

function ticketLine(
  state: TicketsState,
  line: string,
  firing: string,
): { readonly line: TicketLineState; readonly stages: readonly StageState[] } | null {
  for (const ticket of state.tickets.values()) {
    if (ticket.firing !== firing) continue;
    const found = ticket.lines.find((each) => each.line === line);
    if (found !== undefined) return { line: found, stages: ticket.stages };
  }
  return null;
}

/** The stages copied into the firing, else those of today's configuration; by ordinal. */
function stagesOf(copied: readonly StageState[] | null, context: KitchenContext): readonly StageState[] {
  const stages =
    copied ??
    context.stages.map((row) => ({
      stage: row.id,
      name: row.name,
      ordinal: row.orderSequence,
      isFinal: row.isFinalStage,
    }));
  return [...stages].sort((a, b) => a.ordinal - b.ordinal);
}

function stageEvent(
  type: StageEvent['type'],
  order: Bump['order'],
  key: Bump['lines'][number],
  to: StageState,
): Draft<StageEvent> {
  const { stage, name, ordinal, isFinal } = to;
  const body = {
    ...key,
    to: { stage: stage as StageEvent['body']['to']['stage'], name, ordinal, isFinal },
  };
  return { type, v: 1, aggregate: order, body };
}
