import { useEffect } from 'react';
import { useViewStore } from '../app/view-store.ts';
import { payOrder } from '../order/order-actions.ts';
import { askNote, askVoid, markNeighbour } from '../order/marked-line.ts';
import { focusGrid, isDialogOpen, isEditable, searchField } from './focus.ts';
import { pickItem } from './pick-item.ts';
import { toggleReturning } from './returning.ts';
import { useSearchStore } from './search-store.ts';
import { showHelp } from './sell-store.ts';

/** The keys of the sell screen besides those that type something; HelpSheet lists them. */
const KEYS: Readonly<Record<string, () => void>> = {
  F1: () => showHelp(true),
  F2: askNote,
  F4: toggleReturning,
  F8: () => press('fire'),
  F9: payOrder,
  'Alt+ArrowUp': () => markNeighbour(-1),
  'Alt+ArrowDown': () => markNeighbour(1),
};

/** Listens on the window, because on a till the focus may be anywhere. */
export function useSellKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || isDialogOpen()) return;
      const done = act(event);
      if (!done) return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the components: React Aria keeps keys to itself that its fields know.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}

/** What a button does that also says when it cannot. */
function press(testId: string): void {
  document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.click();
}

function act(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const key = event.altKey ? `Alt+${event.key}` : event.key;
  const named = KEYS[key];
  if (named !== undefined) {
    named();
    return true;
  }
  if (event.target === searchField()) return actInSearch(event.key);
  if (isEditable(event.target)) return false;
  if (event.key === 'Delete') {
    askVoid();
    return true;
  }
  // Nothing has the focus (a tile may have scrolled away with it): arrows begin in the grid.
  return event.key.startsWith('Arrow') && document.activeElement === document.body && focusGrid();
}

function actInSearch(key: string): boolean {
  if (key === 'ArrowDown') return focusGrid();
  const text = useViewStore.getState().searchText.trim();
  if (key !== 'Enter' || text === '') return false;
  const { answered } = useSearchStore.getState();
  // What is shown is of an older text: Enter would add something else than what was typed.
  const first = answered?.text === text ? answered.items[0] : undefined;
  if (first === undefined) return false;
  pickItem(first);
  useViewStore.getState().setSearchText('');
  return true;
}
