import type { KitchenReader } from '@beaveros/domain/order';
import type { Shape } from '@beaveros/protocol/shapes';
import { asc, eq, getColumns } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { PlainRowWriter } from '../plain-row-writer.ts';
import { RowFile } from '../row-file.ts';
import { ShapeRows, SLOTS } from '../shape-rows.ts';
import { stations, WORKFLOW_ROWS, workflowStages } from './rows-tables.ts';

export function openWorkflowRows(dir: string, shapes: readonly Shape[], onApplied: (shape: string) => void) {
  const file = new RowFile(dir, 'workflow', WORKFLOW_ROWS);
  const rowsOf = (table: string) => {
    const shape = shapes.find((each) => each.table === table)!;
    return new ShapeRows({ shape, file, writer: new PlainRowWriter(file.db, shape), onApplied });
  };
  const [stageRows, stationRows] = [rowsOf('workflow_stages'), rowsOf('stations')];
  const db = drizzle({ client: file.db });
  const of = SLOTS.map((slot) => {
    const [stage, station] = [workflowStages(slot), stations(slot)];
    const { wireDigest: _stageDigest, ...stageFields } = getColumns(stage);
    const { wireDigest: _stationDigest, ...stationFields } = getColumns(station);
    return {
      stages: db.select(stageFields).from(stage).orderBy(asc(stage.orderSequence), asc(stage.id)).prepare(),
      stations: db
        .select(stationFields)
        .from(station)
        .where(eq(station.isActive, true))
        .orderBy(asc(station.position), asc(station.id))
        .prepare(),
    };
  });
  const reader: KitchenReader = {
    stages: () => of[stageRows.live]!.stages.all(),
    stations: () => of[stationRows.live]!.stations.all(),
  };
  return { file, shapes: [stageRows, stationRows], reader };
}
