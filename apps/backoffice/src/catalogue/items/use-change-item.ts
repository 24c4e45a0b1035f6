import type { Item } from '@beaveros/protocol/gateway';
import { useToasts } from '@beaveros/ui';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { problemOfFault } from '../../api/problem.ts';
import type { Answer } from '../../api/routes.ts';
import { useServices } from '../../app/services.tsx';
import { useProblemText } from '../../data/use-problem-text.ts';
import { type ItemChanges, undoOf } from './item-draft.ts';

export interface ItemChange {
  readonly item: Item;
  readonly changes: ItemChanges;
  /** What the toast says when it is done; it offers the way back. */
  readonly done: string;
}

/**
 * Changes an item at once on the screen and then at the service. Refused or unanswered, the item's fields go back to what
 * they were, and it is said why; done, a toast offers to undo it.
 */
export function useChangeItem() {
  const { t } = useTranslation();
  const { api } = useServices();
  const queries = useQueryClient();
  const toasts = useToasts();
  const text = useProblemText();
  const mutation = useMutation({
    mutationFn: ({ item, changes }: ItemChange) =>
      api.ask('changeItem', { params: { id: item.id }, body: changes }),
    onMutate: async ({ item, changes }) => {
      // An answer that is on its way would paint the old row over the new one.
      await queries.cancelQueries({ queryKey: ['listItems'] });
      paint(queries, item.id, changes as Partial<Item>);
    },
    onSuccess: (written, { item, changes, done }) => {
      paint(queries, written.id, written);
      toasts.show({
        title: done,
        tone: 'ok',
        action: {
          label: t('common.undo'),
          onPress: () => {
            const back = { item: written, changes: undoOf(item, changes), done: t('common.undone') };
            mutation.mutate(back);
          },
        },
      });
    },
    onError: (error, { item, changes }) => {
      paint(queries, item.id, undoOf(item, changes) as Partial<Item>);
      const { title, text: todo } = text(problemOfFault(error));
      toasts.show({
        title: `${t('items.notChanged', { name: item.name })}. ${title}. ${todo}`,
        tone: 'fault',
      });
    },
  });
  return mutation;
}

/** Puts fields of an item into every list and sheet that shows it. */
export function paint(queries: QueryClient, id: string, fields: Partial<Item>): void {
  queries.setQueriesData<Answer<'listItems'>>({ queryKey: ['listItems'] }, (page) =>
    page === undefined
      ? page
      : { ...page, items: page.items.map((item) => (item.id === id ? { ...item, ...fields } : item)) },
  );
  queries.setQueriesData<Item>({ queryKey: ['readItem'] }, (item) =>
    item?.id === id ? { ...item, ...fields } : item,
  );
}
