import { useSyncExternalStore } from 'react';

/** One document has one voice. `turn` makes the same words said twice be two events. */
let said: { readonly text: string; readonly turn: number } = { text: '', turn: 0 };
const listeners = new Set<() => void>();

/** Says something to a screen reader, in its turn, and shows nothing. */
export function announce(text: string): void {
  said = { text, turn: said.turn + 1 };
  for (const listener of listeners) listener();
}

/** The place from which {@link announce} is heard. Stands once in an app, from the first render. */
export function Announcer() {
  const { text, turn } = useSyncExternalStore(listen, () => said);
  return (
    <output aria-live="polite" className="sr-only" data-testid="announcer">
      <span key={turn}>{text}</span>
    </output>
  );
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
