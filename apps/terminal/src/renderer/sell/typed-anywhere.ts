import { useViewStore } from '../app/view-store.ts';
import { moreOfMarked } from '../order/marked-line.ts';
import { searchField } from './focus.ts';
import { showHelp } from './sell-store.ts';

/** What a person types with no field in focus: a key that means something, or the beginning of a search. */
export function typedAnywhere(text: string): void {
  switch (text) {
    case '/':
      return searchField()?.focus();
    case '?':
      return showHelp(true);
    case '+':
      return moreOfMarked(1);
    case '-':
      return moreOfMarked(-1);
    default: {
      const { searchText, setSearchText } = useViewStore.getState();
      setSearchText(searchText + text);
      searchField()?.focus();
    }
  }
}
