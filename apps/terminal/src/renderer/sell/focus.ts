// Where the focus may be, and where it is put.

/** A sheet over the screen has its own keys. */
export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/** Something that takes text. */
export function isEditable(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return TEXT_TYPES.has(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

const TEXT_TYPES: ReadonlySet<string> = new Set([
  'text',
  'search',
  'email',
  'tel',
  'url',
  'password',
  'number',
]);

/** The search field in the top bar; its own component, so it is found by what tests find it by. */
export function searchField(): HTMLInputElement | null {
  const found = document.querySelector('[data-testid="search"]');
  return found instanceof HTMLInputElement ? found : (found?.querySelector('input') ?? null);
}

/** The tile that arrow keys stand on, or the first one. */
export function focusGrid(): boolean {
  const grid = document.querySelector<HTMLElement>('[data-grid]');
  grid?.focus();
  return grid?.contains(document.activeElement) === true;
}
