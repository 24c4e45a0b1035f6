import { type Id, ok, refuse } from '@beaveros/kit';
import * as z from 'zod';
import { type Actor, missing } from '../auth-user/actor.ts';
import { zId } from '../scalars.ts';
import type { StationRow, WorkflowStageRow } from '../workflow/rows.ts';
import type { FireOrder } from './commands.ts';
import { mayChangeLines, type OrderDecision } from './decide.ts';
import { DOCUMENT_LINES_MAX } from './document-parts.ts';
import { zCourse } from './kitchen-events.ts';
import { isHeldLine, type LineState, type OrderState, tableOf } from './state.ts';
import { standOf } from './standing.ts';

/** Sends what of a course the kitchen has not been told of, held or not. */
export const zFireCourse = z.strictObject({
  order: zId<'Order'>(),
  firing: zId<'Firing'>(),
  course: zCourse,
});
export type FireCourse = z.output<typeof zFireCourse>;

export interface KitchenReader {
  /** Active stations of the store, by position. */
  stations(): readonly StationRow[];
  /** The tenant's stages, by sequence. */
  stages(): readonly WorkflowStageRow[];
}

interface FiringContext {
  readonly actor: Actor;
  readonly kitchen: KitchenReader;
}

/**
 * Sends lines to their stations: those named, each again if it is named again and held or not; without names every line
 * that the kitchen has not been told of and that is not held. Returns and lines no station cooks stay behind.
 */
export function fireOrder(state: OrderState, command: FireOrder, context: FiringContext): OrderDecision {
  const { order, firing, lines } = command;
  const isWanted = (line: LineState) =>
    lines === null ? line.firings.length === 0 && !isHeldLine(state, line) : lines.includes(line.added.line);
  return fire(state, { order, firing, course: null, isWanted }, context);
}

/**
 * Sends the lines of one course that the kitchen has not been told of, and ends its hold: what joins it later is no more
 * held back. Which refusals: those of {@link fireOrder}.
 */
export function fireCourse(state: OrderState, command: FireCourse, context: FiringContext): OrderDecision {
  const { order, firing, course } = command;
  const isWanted = (line: LineState) => line.firings.length === 0 && line.course === course;
  const fired = fire(state, { order, firing, course, isWanted }, context);
  if (!fired.ok || !state.heldCourses.has(course)) return fired;
  const body = { course, isHeld: false };
  return ok([...fired.value, { type: 'order.CourseHeld', v: 1, aggregate: order, body }]);
}

interface Firing {
  readonly order: Id<'Order'>;
  readonly firing: Id<'Firing'>;
  readonly course: number | null;
  readonly isWanted: (line: LineState) => boolean;
}

function fire(
  state: OrderState,
  { order, firing, course, isWanted }: Firing,
  { actor, kitchen }: FiringContext,
): OrderDecision {
  const refusal = missing(actor, 'can_fire') ?? mayChangeLines(state);
  if (refusal !== null) return refuse(refusal);
  const wanted = standOf(state).openLines.filter(isWanted);
  const stages = kitchen.stages();
  if (wanted.length === 0) return refuse({ code: 'order/nothing-to-fire' });
  if (stages.length === 0) return refuse({ code: 'order/no-station' });
  const lines = wanted.flatMap((line) => toFiredLine(line, kitchen.stations()));
  if (lines.length === 0) return refuse({ code: 'order/no-station' });
  if (lines.length > DOCUMENT_LINES_MAX) return refuse({ code: 'order/too-large', what: 'lines' });
  return ok([
    {
      type: 'order.LinesFired',
      v: 2,
      aggregate: order,
      body: {
        firing,
        label: state.opened!.label,
        tableName: tableOf(state)?.name ?? null,
        course,
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
  const station = stationOf(line, stations);
  if (station === undefined) return [];
  return [
    {
      line: line.added.line,
      name: line.added.name,
      quantityMicro: line.quantityMicro,
      modifiers: line.added.modifiers.map((modifier) => modifier.optionName),
      note: line.note,
      station: { id: station.id, name: station.name },
      seat: line.seat,
      course: line.course,
    },
  ];
}

/** Who names the item cooks it; else the first by position that cooks one of its categories. */
function stationOf({ added }: LineState, stations: readonly StationRow[]): StationRow | undefined {
  return (
    stations.find(({ itemIds }) => itemIds.includes(added.item)) ??
    stations.find(({ categoryIds }) => categoryIds.some((id) => added.categories.includes(id)))
  );
}
