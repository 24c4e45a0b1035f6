import type { Category } from '@beaveros/protocol/gateway';
import { TextField, useFormat, useLanguage } from '@beaveros/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../app/services.tsx';
import { useMay } from '../../data/use-me.ts';
import { ColourField } from '../ColourField.tsx';
import { differing } from '../differing.ts';
import { EditorSheet } from '../EditorSheet.tsx';
import { newId } from '../new-id.ts';
import { PLACE_MAX } from '../place-text.ts';
import { SwitchRow } from '../SwitchRow.tsx';
import { useDraft } from '../use-draft.ts';
import { useSave } from '../use-save.ts';
import {
  type CategoryContent,
  type CategoryErrors,
  categoryContentOf,
  categoryDraftOf,
  newCategory,
} from './category-draft.ts';

/** One category, or a new one (`category` null) behind the last. */
export function CategorySheet({
  category: now,
  last,
  onClose,
}: {
  readonly category: Category | null;
  readonly last: number;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { api } = useServices();
  const format = useFormat();
  const language = useLanguage();
  const mayManage = useMay('can_manage_catalog') === true;
  const [category] = useState(now);
  const [id] = useState(() => newId<'Category'>());
  const { draft, isDirty, change } = useDraft(() =>
    category === null ? newCategory(last) : categoryDraftOf(category),
  );
  const [errors, setErrors] = useState<CategoryErrors>({});
  const { save, isPending, problem } = useSave<CategoryContent>({
    list: 'listCategories',
    save: (content) =>
      category === null
        ? api.ask('createCategory', { body: { ...content, id } })
        : api.ask('changeCategory', { params: { id: category.id }, body: differing(category, content) }),
    said: (name) => t('categories.saved', { name }),
    onClose,
  });
  const said = (key: string | undefined): string | null =>
    key === undefined ? null : t(key, { min: 0, max: format.number(PLACE_MAX) });
  return (
    <EditorSheet
      testId="category-detail"
      saveTestId="category-save"
      title={category?.name ?? t('categories.newTitle')}
      isDirty={isDirty}
      isPending={isPending}
      mayManage={mayManage}
      problem={problem}
      onClose={onClose}
      onSave={() => {
        const content = categoryContentOf(draft, language);
        setErrors(content.ok ? {} : content.refusal.errors);
        if (content.ok) save(content.value);
      }}
    >
      <TextField
        data-testid="category-name"
        label={t('common.name')}
        value={draft.name}
        error={said(errors.name)}
        onChange={(name) => change({ name })}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a new one begins with its name.
        autoFocus={category === null}
        maxLength={255}
        isDisabled={!mayManage}
      />
      <TextField
        data-testid="category-description"
        label={t('common.description')}
        value={draft.description}
        onChange={(description) => change({ description })}
        multiline
        maxLength={2_000}
        isDisabled={!mayManage}
      />
      <TextField
        data-testid="category-position"
        className="w-40"
        label={t('categories.position')}
        hint={t('categories.positionHint')}
        value={draft.position}
        error={said(errors.position)}
        onChange={(position) => change({ position })}
        inputMode="numeric"
        maxLength={7}
        isDisabled={!mayManage}
      />
      <ColourField
        label={t('categories.colour')}
        value={draft.color}
        onChange={(color) => change({ color })}
      />
      <SwitchRow
        testId="category-active"
        label={t('categories.active')}
        hint={t('categories.activeHint')}
        isSelected={draft.isActive}
        isDisabled={!mayManage}
        onChange={(isActive) => change({ isActive })}
      />
    </EditorSheet>
  );
}
