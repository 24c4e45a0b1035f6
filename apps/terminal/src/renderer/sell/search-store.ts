import type { TillItemRow } from '@beaveros/domain/product-catalog';
import { useEffect } from 'react';
import { create } from 'zustand';
import { useViewStore } from '../app/view-store.ts';
import { sayFault } from '../faults/problem-store.ts';
import { useTill } from '../till/use-till.ts';
import { AnswerPaced } from './answer-paced.ts';

/** Two screens of tiles. Who did not find it there types another letter. */
export const RESULTS_MAX = 60;
/** The call takes no more; a name is 255 at most and nobody types it whole. */
const TEXT_MAX = 100;

interface SearchState {
  /** The latest answer, and the text it answers; null while nothing is searched. */
  readonly answered: { readonly text: string; readonly items: readonly TillItemRow[] } | null;
}

export const useSearchStore = create<SearchState>()(() => ({ answered: null }));

/** Searches what stands in the search field, as it is typed. Once, by SellScreen. */
export function useSearching(): void {
  const till = useTill();
  useEffect(() => {
    const search = new AnswerPaced(
      async (text: string) => {
        try {
          const answer = await till.call('search', { text, limit: RESULTS_MAX });
          return answer.ok ? answer.value.items : null;
        } catch (error) {
          sayFault('sell', error);
          return null;
        }
      },
      (text, items) => {
        if (items !== null) useSearchStore.setState({ answered: { text, items } });
      },
    );
    const ask = (): void => {
      const text = useViewStore.getState().searchText.trim().slice(0, TEXT_MAX);
      if (text === '') useSearchStore.setState({ answered: null });
      search.want(text === '' ? null : text);
    };
    ask();
    const stops = [
      useViewStore.subscribe((now, before) => {
        if (now.searchText !== before.searchText) ask();
      }),
      till.onPush(({ service }) => {
        if (service === 'product-catalog') ask();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      search.want(null);
    };
  }, [till]);
}
