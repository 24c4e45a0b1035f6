import { decimalToScaled, ok, type Result, refuse } from '@beaveros/kit';
import { scaledToText, type Tax } from '@beaveros/protocol/gateway';
import { decimalToText, parseDecimalText } from '../../money/decimal-text.ts';
import { parsePlace, type PlaceRefusal } from '../place-text.ts';

/** A tax as it stands in a form. */
export interface TaxDraft {
  readonly name: string;
  /** In per cent, as typed: `21` or `5,2`. */
  readonly percent: string;
  readonly mode: Tax['mode'];
  readonly compound: boolean;
  readonly sequence: string;
  readonly isDefault: boolean;
  readonly isActive: boolean;
}

export type TaxErrors = {
  readonly [Field in 'name' | 'percent' | 'sequence']?: 'field.missing' | `number.${PlaceRefusal['code']}`;
};

/** What a tax says, as the API takes it. Rounding has one kind, and is not asked. */
export type TaxContent = Omit<Tax, 'id' | 'rounding'>;

/** The API's bound: a rate is a fraction up to 10. */
export const PERCENT_MAX = 1_000;

export const NEW_TAX: TaxDraft = {
  name: '',
  percent: '',
  mode: 'included',
  compound: false,
  sequence: '0',
  isDefault: false,
  isActive: true,
};

export function taxDraftOf(tax: Tax, language: string): TaxDraft {
  const { name, mode, compound, isDefault, isActive } = tax;
  const percent = decimalToText(percentOf(tax.rate), language);
  return { name, percent, mode, compound, sequence: String(tax.sequence), isDefault, isActive };
}

/** The whole draft as the API takes it, or what is wrong with it. */
export function taxContentOf(
  draft: TaxDraft,
  language: string,
): Result<TaxContent, { readonly code: 'wrong-fields'; readonly errors: TaxErrors }> {
  const name = draft.name.trim();
  const percent = parseDecimalText(draft.percent, { language, decimalsMax: 4 });
  const sequence = parsePlace(draft.sequence, language);
  const rate = percent.ok ? rateOf(percent.value) : null;
  const errors: TaxErrors = {
    ...(name === '' ? { name: 'field.missing' } : {}),
    ...(percent.ok
      ? rate === null
        ? { percent: 'number.out-of-range' }
        : {}
      : { percent: `number.${percent.refusal.code}` }),
    ...(!sequence.ok && { sequence: `number.${sequence.refusal.code}` }),
  };
  if (rate === null || !sequence.ok || Object.keys(errors).length > 0)
    return refuse({ code: 'wrong-fields', errors });
  const { mode, compound, isDefault, isActive } = draft;
  return ok({ name, rate, mode, compound, sequence: sequence.value, isDefault, isActive });
}

/** `21` per cent is the fraction `0.21`, exactly: 10^-4 of a per cent is 10^-6. Null: outside of 0 to 1,000 %. */
export function rateOf(percent: string): string | null {
  const ppm = decimalToScaled(percent, 4);
  return ppm === null || ppm < 0 || ppm > PERCENT_MAX * 10_000 ? null : scaledToText(ppm, 6);
}

/** `0.052` is `5.2`. */
export function percentOf(rate: string): string {
  const ppm = decimalToScaled(rate, 6);
  return ppm === null ? '' : scaledToText(ppm, 4);
}
