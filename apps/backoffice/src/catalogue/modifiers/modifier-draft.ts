import { ok, type Result, refuse } from '@beaveros/kit';
import type { Modifier } from '@beaveros/protocol/gateway';
import { type DecimalRefusal, parseDecimalText, priceToText } from '../../money/decimal-text.ts';

export interface OptionDraft {
  /** Only this form's; a new option gets its real id from the service. */
  readonly key: string;
  readonly id: Modifier['options'][number]['id'] | null;
  readonly name: string;
  /** What it adds to the price, or takes from it; empty is nothing. */
  readonly price: string;
  readonly isActive: boolean;
}

/** A modifier as it stands in a form. */
export interface ModifierDraft {
  readonly name: string;
  readonly description: string;
  readonly selectionType: Modifier['selectionType'];
  readonly min: number;
  /** Used where several may be chosen; of one, it is one. */
  readonly max: number;
  readonly isActive: boolean;
  readonly options: readonly OptionDraft[];
}

export interface ModifierErrors {
  readonly name?: 'field.missing';
  readonly limits?: 'field.minAboveMax';
  /** By the option's key. */
  readonly options: Readonly<
    Record<string, { readonly name?: 'field.missing'; readonly price?: `number.${DecimalRefusal['code']}` }>
  >;
}

/** What a modifier says, as the API takes it: an option without an id is new. */
export interface ModifierContent extends Omit<Modifier, 'id' | 'options'> {
  readonly options: (Omit<Modifier['options'][number], 'id'> & { id?: Modifier['options'][number]['id'] })[];
}

/** The API's bound of links and options. */
export const OPTIONS_MAX = 100;

export function newModifier(key: string): ModifierDraft {
  return {
    name: '',
    description: '',
    selectionType: 'single',
    min: 1,
    max: 1,
    isActive: true,
    options: [newOption(key)],
  };
}

export function newOption(key: string): OptionDraft {
  return { key, id: null, name: '', price: '', isActive: true };
}

export function modifierDraftOf(
  modifier: Modifier,
  { language, exponent }: { readonly language: string; readonly exponent: number },
): ModifierDraft {
  const { name, description, selectionType, minOptions, maxOptions, isActive, options } = modifier;
  return {
    name,
    description: description ?? '',
    selectionType,
    min: minOptions,
    max: maxOptions,
    isActive,
    options: options.map((option) => ({
      key: option.id,
      id: option.id,
      name: option.name,
      price: option.priceAdjustment === '0' ? '' : priceToText(option.priceAdjustment, language, exponent),
      isActive: option.isActive,
    })),
  };
}

/** The whole draft as the API takes it, or what is wrong with it. */
export function modifierContentOf(
  draft: ModifierDraft,
  language: string,
): Result<ModifierContent, { readonly code: 'wrong-fields'; readonly errors: ModifierErrors }> {
  const name = draft.name.trim();
  const min = draft.min;
  const max = draft.selectionType === 'single' ? 1 : draft.max;
  const read = draft.options.map((option) => ({
    option,
    price:
      option.price.trim() === '' ? ok('0') : parseDecimalText(option.price, { language, decimalsMax: 6 }),
  }));
  const wrong = read.flatMap(({ option, price }) => {
    const errors = {
      ...(option.name.trim() === '' ? { name: 'field.missing' as const } : {}),
      ...(price.ok ? {} : { price: `number.${price.refusal.code}` as const }),
    };
    return Object.keys(errors).length === 0 ? [] : [[option.key, errors] as const];
  });
  const errors: ModifierErrors = {
    ...(name === '' ? { name: 'field.missing' } : {}),
    ...(min > max ? { limits: 'field.minAboveMax' } : {}),
    options: Object.fromEntries(wrong),
  };
  if (name === '' || min > max || wrong.length > 0) return refuse({ code: 'wrong-fields', errors });
  return ok({
    name,
    description: draft.description.trim() === '' ? null : draft.description.trim(),
    selectionType: draft.selectionType,
    minOptions: min,
    maxOptions: max,
    isActive: draft.isActive,
    options: read.map(({ option, price }) => ({
      ...(option.id === null ? {} : { id: option.id }),
      name: option.name.trim(),
      priceAdjustment: price.ok ? price.value : '0',
      isActive: option.isActive,
    })),
  });
}

/** An option moved one place up; the first stays. */
export function movedUp(options: readonly OptionDraft[], key: string): readonly OptionDraft[] {
  const at = options.findIndex((option) => option.key === key);
  const [before, moved] = [options[at - 1], options[at]];
  if (before === undefined || moved === undefined) return options;
  return [...options.slice(0, at - 1), moved, before, ...options.slice(at + 1)];
}
