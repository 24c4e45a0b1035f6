import type { Category } from '@beaveros/protocol/gateway';
import { TextField, useFormat, useLanguage } from '@beaveros/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../app/services.tsx';
import { useMay } from '../../data/use-me.ts';
import { parseDecimalText } from '../../money/decimal-text.ts';
import { ColourField } from '../ColourField.tsx';
import { differing } from '../differing.ts';
import { EditorSheet } from '../EditorSheet.tsx';
import { newId } from '../new-id.ts';
import { SwitchRow } from '../SwitchRow.tsx';
import { useSave } from '../use-save.ts';

/** The API's bound of a place that people set. */
const POSITION_MAX = 1_000_000;

type Content = Omit<Category, 'id'>;

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
  const [opened] = useState(() => ({
    name: category?.name ?? '',
    description: category?.description ?? '',
    position: String(category?.position ?? last + 1),
    color: category?.color ?? null,
    isActive: category?.isActive ?? true,
  }));
  const [draft, setDraft] = useState(opened);
  const [errors, setErrors] = useState<{ readonly name?: string; readonly position?: string }>({});
  const { save, isPending, problem } = useSave<Content>({
    list: 'listCategories',
    save: (content) =>
      category === null
        ? api.ask('createCategory', { body: { ...content, id } })
        : api.ask('changeCategory', { params: { id: category.id }, body: differing(category, content) }),
    said: (name) => t('categories.saved', { name }),
    onClose,
  });
  const change = (changed: Partial<typeof draft>): void => setDraft((before) => ({ ...before, ...changed }));
  const check = (): Content | null => {
    const name = draft.name.trim();
    const position = parseDecimalText(draft.position, { language, decimalsMax: 0 });
    const place = position.ok ? Number(position.value) : -1;
    const isInRange = place >= 0 && place <= POSITION_MAX;
    const range = { min: 0, max: format.number(POSITION_MAX) };
    setErrors({
      ...(name === '' ? { name: t('field.missing') } : {}),
      ...(position.ok
        ? isInRange
          ? {}
          : { position: t('number.out-of-range', range) }
        : { position: t(`number.${position.refusal.code}`) }),
    });
    if (name === '' || !isInRange) return null;
    const { description, color, isActive } = draft;
    return {
      name,
      description: description.trim() === '' ? null : description.trim(),
      position: place,
      color,
      isActive,
    };
  };
  return (
    <EditorSheet
      testId="category-detail"
      saveTestId="category-save"
      title={category?.name ?? t('categories.newTitle')}
      isDirty={draft !== opened}
      isPending={isPending}
      mayManage={mayManage}
      problem={problem}
      onClose={onClose}
      onSave={() => {
        const content = check();
        if (content !== null) save(content);
      }}
    >
      <TextField
        data-testid="category-name"
        label={t('common.name')}
        value={draft.name}
        error={errors.name ?? null}
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
        error={errors.position ?? null}
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
