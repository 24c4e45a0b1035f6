import { SHAPES } from '@beaveros/protocol/shapes';
import { openStaffRows, type StaffRows } from './auth-user/rows.ts';
import { openPaymentRows, type PaymentRows } from './payment/rows.ts';
import { type CatalogueRows, openCatalogRows } from './product-catalog/rows.ts';
import type { RowFile } from './row-file.ts';
import { type EntityRows, openEntityRows } from './service-entity/rows.ts';
import type { ShapeRows } from './shape-rows.ts';
import { openWorkflowRows, type WorkflowRows } from './workflow/rows.ts';

export interface RowStatus {
  /** The shape's name. */
  readonly name: string;
  /** Came down whole at least once. */
  readonly isComplete: boolean;
  readonly rows: number;
  /** Why it does not move now, as a code; with the field of a bad row behind it. */
  readonly fault: string | null;
}

/** The rows that came down, one file per service, as commands and screens read them. Reads are synchronous and current. */
export interface Rows extends Disposable {
  readonly catalogue: CatalogueRows;
  readonly staff: StaffRows;
  readonly entity: EntityRows;
  readonly payment: PaymentRows;
  readonly kitchen: WorkflowRows;
  status(): readonly RowStatus[];
  /** Told the shape's name after its rows changed, synchronously. A listener that throws is a defect. */
  onApplied(listener: (shape: string) => void): () => void;
  /** By service, each in the order its shapes come down first: for sync/pull. */
  readonly shapes: readonly (readonly ShapeRows[])[];
  /** Resolves when no copy of a file is being made. */
  settled(): Promise<void>;
}

/** Opens or creates the files in `dir`. `sealKey`: 32 bytes. Faults: those of RowFile. */
export function openRows({ dir, sealKey }: { readonly dir: string; readonly sealKey: Uint8Array }): Rows {
  const listeners = new Set<(shape: string) => void>();
  const onApplied = (shape: string) => {
    for (const listener of listeners) listener(shape);
  };
  const of = (service: string) => SHAPES.filter((shape) => shape.service === service);
  const entity = openEntityRows(dir, of('service-entity'), onApplied);
  const staff = openStaffRows(dir, of('auth-user'), { sealKey, onApplied });
  const catalogue = openCatalogRows(dir, of('product-catalog'), onApplied);
  const payment = openPaymentRows(dir, of('payment'), onApplied);
  const kitchen = openWorkflowRows(dir, of('workflow'), onApplied);
  const stores = [entity, staff, catalogue, payment, kitchen];
  const files: readonly RowFile[] = stores.map((store) => store.file);
  return {
    catalogue: catalogue.reader,
    staff: staff.reader,
    entity: entity.reader,
    payment: payment.reader,
    kitchen: kitchen.reader,
    shapes: stores.map((store) => store.shapes),
    status: () => stores.flatMap((store) => store.shapes.map(statusOf)),
    onApplied: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    settled: async () => {
      await Promise.all(files.map((file) => file.settled()));
    },
    [Symbol.dispose]: () => {
      for (const file of files) file[Symbol.dispose]();
    },
  };
}

function statusOf({ shape, isComplete, rows, fault }: ShapeRows): RowStatus {
  const field = fault?.field === undefined ? '' : ` (${fault.field})`;
  return { name: shape.name, isComplete, rows, fault: fault === null ? null : fault.code + field };
}
