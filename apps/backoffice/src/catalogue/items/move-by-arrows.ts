import type { KeyboardEvent } from 'react';

/** Up and down from a control with `data-cell`: the same control of the row above or below. */
export function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const { currentTarget: from } = event;
  const table = from.closest('table');
  if (step === 0 || table === null) return;
  const cells = [...table.querySelectorAll<HTMLElement>(`[data-cell="${from.dataset['cell']}"]`)];
  const next = cells[cells.indexOf(from) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
