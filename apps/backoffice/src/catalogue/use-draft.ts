import { useState } from 'react';

/** What a form was opened with, and what has been typed since. */
export interface DraftState<Draft> {
  readonly opened: Draft;
  readonly draft: Draft;
  /** Anything was touched. */
  readonly isDirty: boolean;
  readonly change: (changed: Partial<Draft>) => void;
}

/** Keeps a form's draft. `open` is asked once: what others change meanwhile does not move under the hand that types. */
export function useDraft<Draft extends object>(open: () => Draft): DraftState<Draft> {
  const [opened] = useState(open);
  const [draft, setDraft] = useState(opened);
  const change = (changed: Partial<Draft>): void => setDraft((before) => ({ ...before, ...changed }));
  return { opened, draft, isDirty: draft !== opened, change };
}
