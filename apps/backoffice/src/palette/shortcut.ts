/** A key as the page hears it. */
export interface Stroke {
  readonly key: string;
  readonly hasCommand: boolean;
  readonly isTyping: boolean;
  /** Milliseconds, of any beginning. */
  readonly at: number;
}

export type ShortcutAction =
  | { readonly do: 'palette' }
  | { readonly do: 'search' }
  | { readonly do: 'new' }
  | { readonly do: 'go'; readonly key: string };

/** The `g` that waits for its letter; null when there is none. */
export type ShortcutState = number | null;

/** Longer apart, and it was not meant as one. */
const SEQUENCE_MAX_MS = 1_200;

/**
 * Ctrl or Cmd with K: the palette. `/`: this page's search. `n`: new. `g`, then a letter: that page. Letters are nothing
 * while somebody types into a field.
 */
export function onStroke(
  waitingSince: ShortcutState,
  { key, hasCommand, isTyping, at }: Stroke,
): { readonly state: ShortcutState; readonly action: ShortcutAction | null } {
  const letter = key.toLowerCase();
  if (hasCommand) return { state: null, action: letter === 'k' ? { do: 'palette' } : null };
  if (isTyping) return { state: null, action: null };
  if (
    waitingSince !== null &&
    at - waitingSince <= SEQUENCE_MAX_MS &&
    /^[a-z]$/.test(letter) &&
    letter !== 'g'
  )
    return { state: null, action: { do: 'go', key: letter } };
  if (letter === 'g') return { state: at, action: null };
  if (letter === '/') return { state: null, action: { do: 'search' } };
  if (letter === 'n') return { state: null, action: { do: 'new' } };
  return { state: null, action: null };
}
