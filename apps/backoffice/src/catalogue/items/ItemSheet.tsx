import type { Item } from '@beaveros/protocol/gateway';
import { EmptyState, Sheet, Skeleton, useLanguage, useToasts } from '@beaveros/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { PackageX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Problem, problemOfFault } from '../../api/problem.ts';
import type { Body } from '../../api/routes.ts';
import { useServices } from '../../app/services.tsx';
import { QueryProblem } from '../../data/QueryProblem.tsx';
import { useAnswer } from '../../data/use-answer.ts';
import { useMay } from '../../data/use-me.ts';
import { usePriceCurrency } from '../../data/use-stores.ts';
import { EditorSheet } from '../EditorSheet.tsx';
import { newId } from '../new-id.ts';
import { useDraft } from '../use-draft.ts';
import { changesOf, contentOf, draftOf, type ItemDraft, type ItemErrors, NEW_ITEM } from './item-draft.ts';
import { ItemFields } from './ItemFields.tsx';
import { paint, useChangeItem } from './use-change-item.ts';

/** One item with everything about it, or a new one (`id` null). */
export function ItemSheet({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const item = useAnswer('readItem', { params: { id: id ?? '' } }, { isEnabled: id !== null });
  if (id === null) return <Editor item={null} onClose={onClose} />;
  if (item.data !== undefined) return <Editor item={item.data} onClose={onClose} />;
  const isGone = item.error !== null && problemOfFault(item.error).code === 'item/not-found';
  return (
    <Sheet data-testid="item-detail" isOpen onClose={onClose} title={t('items.title')} size="lg">
      {isGone ? (
        <EmptyState icon={<PackageX />} title={t('item.notFoundTitle')} text={t('item.notFoundText')} />
      ) : item.error === null ? (
        <Skeleton className="h-96 rounded-card" />
      ) : (
        <QueryProblem query={item} />
      )}
    </Sheet>
  );
}

function Editor({ item: now, onClose }: { item: Item | null; onClose: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const exponent = usePriceCurrency()?.exponent ?? 2;
  const mayManage = useMay('can_manage_catalog') === true;
  const form = { language, exponent };
  // As it was when it was opened: what others change meanwhile in other fields is theirs, and stays.
  const [item] = useState(now);
  const { opened, draft, isDirty, change } = useDraft<ItemDraft>(() =>
    item === null ? NEW_ITEM : draftOf(item, form),
  );
  const [errors, setErrors] = useState<ItemErrors>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const changing = useChangeItem();
  const creating = useCreateItem();

  const save = (): void => {
    const content = contentOf(draft, form);
    setErrors(content.ok ? {} : content.refusal.errors);
    setProblem(null);
    if (!content.ok) return;
    const how = { onSuccess: onClose, onError: (error: Error) => setProblem(problemOfFault(error)) };
    if (item === null) {
      // Left alone, the taxes are the defaults: the service knows them.
      const { taxIds, ...rest } = content.value;
      creating.mutate({ ...rest, ...(draft.taxIds === opened.taxIds ? {} : { taxIds }) }, how);
      return;
    }
    const changes = changesOf(item, content.value);
    if (Object.keys(changes).length === 0) onClose();
    else changing.mutate({ item, changes, done: t('item.changed', { name: content.value.name }) }, how);
  };

  return (
    <EditorSheet
      testId="item-detail"
      saveTestId="item-save"
      title={item === null ? t('item.newTitle') : item.name}
      size="lg"
      isDirty={isDirty}
      isPending={changing.isPending || creating.isPending}
      mayManage={mayManage}
      problem={problem}
      onSave={save}
      onClose={onClose}
    >
      <ItemFields
        draft={draft}
        errors={errors}
        isNew={item === null}
        mayManage={mayManage}
        onChange={change}
      />
    </EditorSheet>
  );
}

function useCreateItem() {
  const { t } = useTranslation();
  const { api } = useServices();
  const queries = useQueryClient();
  const toasts = useToasts();
  // The form's own id: sent twice, it makes one item.
  const [id] = useState(() => newId<'Item'>());
  return useMutation({
    mutationFn: (body: Omit<Body<'createItem'>, 'id'>) => api.ask('createItem', { body: { ...body, id } }),
    onSuccess: (item) => {
      paint(queries, item.id, item);
      void queries.invalidateQueries({ queryKey: ['listItems'] });
      toasts.show({ title: t('item.created', { name: item.name }), tone: 'ok' });
    },
  });
}
