import { ok, refuse } from '@beaveros/kit';
import { type Actor, missing } from '../auth-user/actor.ts';
import type { StationRow, WorkflowStageRow } from '../workflow/rows.ts';
import type { FireOrder } from './commands.ts';
import { mayChangeLines, type OrderDecision } from './decide.ts';
import { DOCUMENT_LINES_MAX } from './events.ts';
import type { LineState, OrderState } from './state.ts';
import { standOf } from './standing.ts';

export interface KitchenReader {
  /** Active stations of the store, by position. */
  stations(): readonly StationRow[];
  /** The tenant's stages, by sequence. */
  stages(): readonly WorkflowStageRow[];
}

/** Sends lines to their stations, each once unless it is named again. Returns and lines no station cooks stay behind. */
export function fireOrder(
  state: OrderState,
  command: FireOrder,
  context: { readonly actor: Actor; readonly kitchen: KitchenReader },
): OrderDecision {
  const refusal = missing(context.actor, 'can_fire') ?? mayChangeLines(state);
  if (refusal !== null) return refuse(refusal);
  const wanted = standOf(state).openLines.filter((line) =>
    command.lines === null ? line.firings.length === 0 : command.lines.includes(line.added.line),
  );
  const stages = context.kitchen.stages();
  if (wanted.length === 0) return refuse({ code: 'order/nothing-to-fire' });
  if (stages.length === 0) return refuse({ code: 'order/no-station' });
  const lines = wanted.flatMap((line) => toFiredLine(line, context.kitchen.stations()));
  if (lines.length === 0) return refuse({ code: 'order/no-station' });
  if (lines.length > DOCUMENT_LINES_MAX) return refuse({ code: 'order/too-large', what: 'lines' });
  return ok([
    {
      type: 'order.LinesFired',
      v: 1,
      aggregate: command.order,
      body: {
        firing: command.firing,
        label: state.opened!.label,
        tableName: state.opened!.table?.name ?? null,
        lines,
        stages: stages.map((stage) => ({
          stage: stage.id,
          name: stage.name,
          ordinal: stage.orderSequence,
          isFinal: stage.isFinalStage,
        })),
      },
    },
  ]);
}

function toFiredLine(line: LineState, stations: readonly StationRow[]) {
  if (line.quantityMicro <= 0) return [];
  const station = stations.find((each) => each.categoryIds.some((id) => line.added.categories.includes(id)));
  if (station === undefined) return [];
  return [
    {
      line: line.added.line,
      name: line.added.name,
      quantityMicro: line.quantityMicro,
      modifiers: line.added.modifiers.map((modifier) => modifier.optionName),
      note: line.note,
      station: { id: station.id, name: station.name },
    },
  ];
}
