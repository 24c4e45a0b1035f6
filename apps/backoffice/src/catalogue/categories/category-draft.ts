import { ok, type Result, refuse } from '@beaveros/kit';
import type { Category } from '@beaveros/protocol/gateway';
import { parsePlace, type PlaceRefusal } from '../place-text.ts';

/** A category as it stands in a form. */
export interface CategoryDraft {
  readonly name: string;
  readonly description: string;
  /** As typed. */
  readonly position: string;
  readonly color: string | null;
  readonly isActive: boolean;
}

export interface CategoryErrors {
  readonly name?: 'field.missing';
  readonly position?: `number.${PlaceRefusal['code']}`;
}

/** What a category says, as the API takes it. */
export type CategoryContent = Omit<Category, 'id'>;

/** A new one stands behind the `last`. */
export function newCategory(last: number): CategoryDraft {
  return { name: '', description: '', position: String(last + 1), color: null, isActive: true };
}

export function categoryDraftOf({ name, description, position, color, isActive }: Category): CategoryDraft {
  return { name, description: description ?? '', position: String(position), color, isActive };
}

/** The whole draft as the API takes it, or what is wrong with it. */
export function categoryContentOf(
  draft: CategoryDraft,
  language: string,
): Result<CategoryContent, { readonly code: 'wrong-fields'; readonly errors: CategoryErrors }> {
  const name = draft.name.trim();
  const position = parsePlace(draft.position, language);
  if (name === '' || !position.ok) {
    const errors: CategoryErrors = {
      ...(name === '' && { name: 'field.missing' }),
      ...(!position.ok && { position: `number.${position.refusal.code}` }),
    };
    return refuse({ code: 'wrong-fields', errors });
  }
  const description = draft.description.trim();
  const { color, isActive } = draft;
  return ok({
    name,
    description: description === '' ? null : description,
    position: position.value,
    color,
    isActive,
  });
}
