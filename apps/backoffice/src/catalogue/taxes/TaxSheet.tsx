import type { Tax } from '@beaveros/protocol/gateway';
import { RadioCards, TextField, useFormat, useLanguage } from '@beaveros/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../app/services.tsx';
import { useMay } from '../../data/use-me.ts';
import { differing } from '../differing.ts';
import { EditorSheet } from '../EditorSheet.tsx';
import { newId } from '../new-id.ts';
import { PLACE_MAX } from '../place-text.ts';
import { SwitchRow } from '../SwitchRow.tsx';
import { useDraft } from '../use-draft.ts';
import { useSave } from '../use-save.ts';
import {
  NEW_TAX,
  PERCENT_MAX,
  type TaxContent,
  taxContentOf,
  taxDraftOf,
  type TaxErrors,
} from './tax-draft.ts';

/** One tax, or a new one (`tax` null). */
export function TaxSheet({ tax: now, onClose }: { tax: Tax | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { api } = useServices();
  const format = useFormat();
  const language = useLanguage();
  const mayManage = useMay('can_manage_catalog') === true;
  const [tax] = useState(now);
  const [id] = useState(() => newId<'Tax'>());
  const { draft, isDirty, change } = useDraft(() => (tax === null ? NEW_TAX : taxDraftOf(tax, language)));
  const [errors, setErrors] = useState<TaxErrors>({});
  const { save, isPending, problem } = useSave<TaxContent>({
    list: 'listTaxes',
    save: (content) =>
      tax === null
        ? api.ask('createTax', { body: { ...content, id } })
        : api.ask('changeTax', { params: { id: tax.id }, body: differing(tax, content) }),
    said: (name) => t('taxes.saved', { name }),
    onClose,
  });
  const said = (key: string | undefined, max: number): string | null =>
    key === undefined ? null : t(key, { min: 0, max: format.number(max) });
  return (
    <EditorSheet
      testId="tax-detail"
      saveTestId="tax-save"
      title={tax?.name ?? t('taxes.newTitle')}
      isDirty={isDirty}
      isPending={isPending}
      mayManage={mayManage}
      problem={problem}
      onClose={onClose}
      onSave={() => {
        const content = taxContentOf(draft, language);
        setErrors(content.ok ? {} : content.refusal.errors);
        if (content.ok) save(content.value);
      }}
    >
      <TextField
        data-testid="tax-name"
        label={t('common.name')}
        value={draft.name}
        error={said(errors.name, 0)}
        onChange={(name) => change({ name })}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a new one begins with its name.
        autoFocus={tax === null}
        maxLength={100}
        isDisabled={!mayManage}
      />
      <div className="grid grid-cols-2 gap-4">
        <TextField
          data-testid="tax-rate"
          label={t('taxes.rate')}
          value={draft.percent}
          error={said(errors.percent, PERCENT_MAX)}
          onChange={(percent) => change({ percent })}
          inputMode="decimal"
          maxLength={12}
          isDisabled={!mayManage}
        />
        <TextField
          data-testid="tax-sequence"
          label={t('taxes.sequence')}
          value={draft.sequence}
          error={said(errors.sequence, PLACE_MAX)}
          onChange={(sequence) => change({ sequence })}
          inputMode="numeric"
          maxLength={7}
          isDisabled={!mayManage}
        />
      </div>
      <RadioCards
        label={t('taxes.mode')}
        columns={2}
        options={(['included', 'excluded'] as const).map((mode) => ({
          value: mode,
          label: t(`taxes.modes.${mode}`),
          detail: t(`taxes.modeHints.${mode}`),
          isDisabled: !mayManage,
          'data-testid': `tax-mode-${mode}`,
        }))}
        value={draft.mode}
        onChange={(mode) => change({ mode })}
      />
      <div className="flex flex-col gap-3">
        <SwitchRow
          testId="tax-compound"
          label={t('taxes.compound')}
          hint={t('taxes.compoundHint')}
          isSelected={draft.compound}
          isDisabled={!mayManage}
          onChange={(compound) => change({ compound })}
        />
        <SwitchRow
          testId="tax-default"
          label={t('taxes.default')}
          hint={t('taxes.defaultHint')}
          isSelected={draft.isDefault}
          isDisabled={!mayManage}
          onChange={(isDefault) => change({ isDefault })}
        />
        <SwitchRow
          testId="tax-active"
          label={t('taxes.active')}
          hint={t('taxes.activeHint')}
          isSelected={draft.isActive}
          isDisabled={!mayManage}
          onChange={(isActive) => change({ isActive })}
        />
      </div>
      {tax === null ? null : <p className="text-sm text-ink-3">{t('taxes.openOrders')}</p>}
    </EditorSheet>
  );
}
