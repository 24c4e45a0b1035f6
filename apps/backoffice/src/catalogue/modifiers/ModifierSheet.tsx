import type { Modifier } from '@beaveros/protocol/gateway';
import { Notice, Segmented, Stepper, TextField, useLanguage } from '@beaveros/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../app/services.tsx';
import { useMay } from '../../data/use-me.ts';
import { usePriceCurrency } from '../../data/use-stores.ts';
import { differing } from '../differing.ts';
import { EditorSheet } from '../EditorSheet.tsx';
import { newId } from '../new-id.ts';
import { SwitchRow } from '../SwitchRow.tsx';
import { useDraft } from '../use-draft.ts';
import { useSave } from '../use-save.ts';
import {
  type ModifierContent,
  modifierContentOf,
  type ModifierDraft,
  modifierDraftOf,
  type ModifierErrors,
  newModifier,
  OPTIONS_MAX,
} from './modifier-draft.ts';
import { OptionRows } from './OptionRows.tsx';

/** One modifier with its options, or a new one (`modifier` null). */
export function ModifierSheet({
  modifier: now,
  onClose,
}: {
  modifier: Modifier | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { api } = useServices();
  const language = useLanguage();
  const exponent = usePriceCurrency()?.exponent ?? 2;
  const mayManage = useMay('can_manage_catalog') === true;
  const [modifier] = useState(now);
  const [id] = useState(() => newId<'Modifier'>());
  const { draft, isDirty, change } = useDraft<ModifierDraft>(() =>
    modifier === null ? newModifier(newId()) : modifierDraftOf(modifier, { language, exponent }),
  );
  const [errors, setErrors] = useState<ModifierErrors>({ options: {} });
  const { save, isPending, problem } = useSave<ModifierContent>({
    list: 'listModifiers',
    save: (content) =>
      modifier === null
        ? api.ask('createModifier', { body: { ...content, id } })
        : api.ask('changeModifier', { params: { id: modifier.id }, body: differing(modifier, content) }),
    said: (name) => t('modifiers.saved', { name }),
    onClose,
  });
  return (
    <EditorSheet
      testId="modifier-detail"
      saveTestId="modifier-save"
      title={modifier?.name ?? t('modifiers.newTitle')}
      size="lg"
      isDirty={isDirty}
      isPending={isPending}
      mayManage={mayManage}
      problem={problem}
      onClose={onClose}
      onSave={() => {
        const content = modifierContentOf(draft, language);
        setErrors(content.ok ? { options: {} } : content.refusal.errors);
        if (content.ok) save(content.value);
      }}
    >
      <TextField
        data-testid="modifier-name"
        label={t('common.name')}
        value={draft.name}
        error={errors.name === undefined ? null : t(errors.name)}
        onChange={(name) => change({ name })}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a new one begins with its name.
        autoFocus={modifier === null}
        maxLength={255}
        isDisabled={!mayManage}
      />
      <TextField
        data-testid="modifier-description"
        label={t('common.description')}
        value={draft.description}
        onChange={(description) => change({ description })}
        maxLength={2_000}
        isDisabled={!mayManage}
      />
      <Limits draft={draft} onChange={change} />
      {errors.limits === undefined ? null : <Notice tone="refusal" title={t(errors.limits)} />}
      <OptionRows
        options={draft.options}
        errors={errors.options}
        mayManage={mayManage}
        onChange={(options) => change({ options })}
      />
      <SwitchRow
        testId="modifier-active"
        label={t('modifiers.active')}
        hint={t('modifiers.activeHint')}
        isSelected={draft.isActive}
        isDisabled={!mayManage}
        onChange={(isActive) => change({ isActive })}
      />
      {modifier === null ? null : <p className="text-sm text-ink-3">{t('modifiers.used')}</p>}
    </EditorSheet>
  );
}

/** How many options a cashier chooses: of one, whether they must; of several, from how many to how many. */
function Limits({
  draft,
  onChange,
}: {
  draft: ModifierDraft;
  onChange: (changed: Partial<ModifierDraft>) => void;
}) {
  const { t } = useTranslation();
  const { selectionType, min, max } = draft;
  const isSingle = selectionType === 'single';
  const bounded = (value: number): number => Math.min(isSingle ? 1 : OPTIONS_MAX, Math.max(0, value));
  return (
    <div className="flex flex-wrap items-end gap-6">
      <div className="flex flex-col gap-2">
        <p className="text-sm font-medium text-ink-2">{t('modifiers.selection')}</p>
        <Segmented
          data-testid="modifier-selection"
          label={t('modifiers.selection')}
          options={(['single', 'multiple'] as const).map((type) => ({
            value: type,
            label: t(`modifiers.selections.${type}`),
          }))}
          value={selectionType}
          onChange={(next) =>
            onChange(
              next === 'single'
                ? { selectionType: next, min: Math.min(1, min), max: 1 }
                : { selectionType: next, max: Math.max(2, max) },
            )
          }
        />
      </div>
      <div className="flex flex-col gap-2">
        <p className="text-sm font-medium text-ink-2">{t('modifiers.min')}</p>
        <Stepper
          data-testid="modifier-min"
          label={t('modifiers.min')}
          value={String(min)}
          onLess={() => onChange({ min: bounded(min - 1) })}
          onMore={() => onChange({ min: bounded(min + 1) })}
        />
      </div>
      {isSingle ? null : (
        <div className="flex flex-col gap-2">
          <p className="text-sm font-medium text-ink-2">{t('modifiers.max')}</p>
          <Stepper
            data-testid="modifier-max"
            label={t('modifiers.max')}
            value={String(max)}
            onLess={() => onChange({ max: Math.max(1, bounded(max - 1)) })}
            onMore={() => onChange({ max: bounded(max + 1) })}
          />
        </div>
      )}
    </div>
  );
}
