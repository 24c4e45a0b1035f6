import type { KitchenReader } from '@beaveros/domain/order';
import type { AutomationRow } from '@beaveros/domain/workflow';
import type { Shape } from '@beaveros/protocol/shapes';
import { asc, eq, getColumns } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { PlainRowWriter } from '../plain-row-writer.ts';
import { RowFile } from '../row-file.ts';
import { ShapeRows, SLOTS } from '../shape-rows.ts';
import { automations, stations, WORKFLOW_ROWS, workflowStages } from './rows-tables.ts';

/** The kitchen as commands read it, and the rules of head office that answer facts. */
export interface WorkflowRows extends KitchenReader {
  /** Active automations, by id. */
  automations(): readonly AutomationRow[];
}

export function openWorkflowRows(dir: string, shapes: readonly Shape[], onApplied: (shape: string) => void) {
  const file = new RowFile(dir, 'workflow', WORKFLOW_ROWS);
  const rowsOf = (table: string) => {
    const shape = shapes.find((each) => each.table === table)!;
    return new ShapeRows({ shape, file, writer: new PlainRowWriter(file.db, shape), onApplied });
  };
  const [stageRows, stationRows] = [rowsOf('workflow_stages'), rowsOf('stations')];
  const automationRows = rowsOf('automations');
  const db = drizzle({ client: file.db });
  const of = SLOTS.map((slot) => {
    const [stage, station, automation] = [workflowStages(slot), stations(slot), automations(slot)];
    const { wireDigest: _stageDigest, ...stageFields } = getColumns(stage);
    const { wireDigest: _stationDigest, ...stationFields } = getColumns(station);
    const { wireDigest: _automationDigest, ...automationFields } = getColumns(automation);
    return {
      stages: db.select(stageFields).from(stage).orderBy(asc(stage.orderSequence), asc(stage.id)).prepare(),
      stations: db
        .select(stationFields)
        .from(station)
        .where(eq(station.isActive, true))
        .orderBy(asc(station.position), asc(station.id))
        .prepare(),
      automations: db
        .select(automationFields)
        .from(automation)
        .where(eq(automation.isActive, true))
        .orderBy(asc(automation.id))
        .prepare(),
    };
  });
  const reader: WorkflowRows = {
    stages: () => of[stageRows.live]!.stages.all(),
    stations: () => of[stationRows.live]!.stations.all(),
    automations: () => of[automationRows.live]!.automations.all(),
  };
  return { file, shapes: [stageRows, stationRows, automationRows], reader };
}
