import type { Document } from '../app/view-store.ts';

/** As it stands on the paper: `T1-1-000042`, terminal, chain series, counter. */
export function receiptNumber({ terminalCode, series, counter }: Document['number']): string {
  return `${terminalCode}-${series}-${String(counter).padStart(6, '0')}`;
}
