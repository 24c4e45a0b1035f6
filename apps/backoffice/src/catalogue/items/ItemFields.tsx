import { Select, TextField } from '@beaveros/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePriceCurrency } from '../../data/use-stores.ts';
import { ChipsField } from '../ChipsField.tsx';
import { ColourField } from '../ColourField.tsx';
import { PictureField } from '../picture/PictureField.tsx';
import { SwitchRow } from '../SwitchRow.tsx';
import { useCategories, useModifiers, useTaxes } from '../use-catalogue.ts';
import type { ItemDraft, ItemErrors } from './item-draft.ts';

const TYPES = ['product', 'service', 'combo', 'gift_card'] as const;

export interface ItemFieldsProps {
  readonly draft: ItemDraft;
  readonly errors: ItemErrors;
  readonly isNew: boolean;
  readonly mayManage: boolean;
  readonly onChange: (changed: Partial<ItemDraft>) => void;
}

/** The form of an item, in the order in which people think of it: what it is, where it is found, how it looks, its state. */
export function ItemFields({ draft, errors, isNew, mayManage, onChange }: ItemFieldsProps) {
  const { t } = useTranslation();
  const currency = usePriceCurrency();
  const said = (key: string | undefined): string | null => (key === undefined ? null : t(key));
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          data-testid="item-name"
          className="sm:col-span-2"
          label={t('item.name')}
          value={draft.name}
          error={said(errors.name)}
          onChange={(name) => onChange({ name })}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- a new one begins with its name.
          autoFocus={isNew}
          maxLength={255}
          isDisabled={!mayManage}
        />
        <TextField
          data-testid="item-price-field"
          className="[&_input]:tabular-nums"
          label={currency === null ? t('item.price') : `${t('item.price')} (${currency.code})`}
          value={draft.price}
          error={said(errors.price)}
          onChange={(price) => onChange({ price })}
          inputMode="decimal"
          maxLength={24}
          isDisabled={!mayManage}
        />
        <TextField
          data-testid="item-sku"
          label={t('item.sku')}
          hint={t('item.skuHint')}
          value={draft.sku}
          onChange={(sku) => onChange({ sku })}
          maxLength={100}
          isDisabled={!mayManage}
        />
        <TextField
          data-testid="item-barcodes"
          label={t('item.barcodes')}
          hint={t('item.barcodesHint')}
          value={draft.barcodes}
          error={said(errors.barcodes)}
          onChange={(barcodes) => onChange({ barcodes })}
          multiline
          maxLength={6_500}
          isDisabled={!mayManage}
        />
        <TextField
          data-testid="item-description"
          label={t('common.description')}
          value={draft.description}
          onChange={(description) => onChange({ description })}
          multiline
          maxLength={2_000}
          isDisabled={!mayManage}
        />
        <Select
          data-testid="item-type"
          label={t('item.type')}
          options={TYPES.map((type) => ({ value: type, label: t(`item.types.${type}`) }))}
          value={draft.type}
          onChange={(type) => onChange({ type })}
          isDisabled={!mayManage}
        />
      </div>
      <ItemLinks draft={draft} isNew={isNew} mayManage={mayManage} onChange={onChange} />
      <Section title={t('item.look')}>
        <PictureField
          name={draft.name}
          color={draft.color}
          imageUrl={draft.imageUrl}
          mayManage={mayManage}
          onChange={(imageUrl) => onChange({ imageUrl })}
        />
        <ColourField label={t('item.colour')} value={draft.color} onChange={(color) => onChange({ color })} />
      </Section>
      <Section title={t('item.sale')}>
        <SwitchRow
          testId="item-active"
          label={t('item.active')}
          hint={t('item.activeHint')}
          isSelected={draft.isActive}
          isDisabled={!mayManage}
          onChange={(isActive) => onChange({ isActive })}
        />
        <SwitchRow
          testId="item-detail-sold-out"
          label={t('item.soldOut')}
          hint={t('item.soldOutHint')}
          isSelected={draft.isSoldOut}
          isDisabled={!mayManage}
          onChange={(isSoldOut) => onChange({ isSoldOut })}
        />
      </Section>
    </>
  );
}

function ItemLinks({
  draft,
  isNew,
  mayManage,
  onChange,
}: Pick<ItemFieldsProps, 'draft' | 'isNew' | 'mayManage' | 'onChange'>) {
  const { t } = useTranslation();
  const [categories, taxes, modifiers] = [useCategories().data, useTaxes().data, useModifiers().data];
  return (
    <>
      <ChipsField
        label={t('item.categories')}
        none={t('item.noCategories')}
        options={categories?.items ?? []}
        chosen={draft.categoryIds}
        mayManage={mayManage}
        onChange={(categoryIds) => onChange({ categoryIds })}
      />
      <ChipsField
        label={t('item.taxes')}
        hint={isNew ? t('item.taxesDefault') : undefined}
        none={t('item.noTaxes')}
        options={taxes?.items ?? []}
        chosen={draft.taxIds}
        mayManage={mayManage}
        onChange={(taxIds) => onChange({ taxIds })}
      />
      <ChipsField
        label={t('item.modifiers')}
        none={t('item.noModifiers')}
        options={modifiers?.items ?? []}
        chosen={draft.modifierIds}
        mayManage={mayManage}
        onChange={(modifierIds) => onChange({ modifierIds })}
      />
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-5">
      <h3 className="text-base font-semibold">{title}</h3>
      {children}
    </section>
  );
}
