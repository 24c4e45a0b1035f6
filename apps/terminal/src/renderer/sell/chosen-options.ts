import type { TillItemRow, TillModifier } from '@beaveros/domain/product-catalog';
import type { Id } from '@beaveros/kit';

/** Chosen options by modifier, in the order they were chosen. */
export type Chosen = Readonly<Record<string, readonly Id<'ModifierOption'>[]>>;

export type Option = TillModifier['options'][number];

/** The questions of an item that have an answer to give. An item without one is added by its tap. */
export function questionsOf(item: TillItemRow): readonly TillModifier[] {
  return item.modifiers.filter((modifier) => maxOf(modifier) > 0 && optionsOf(modifier).length > 0);
}

/** What can be chosen today. */
export function optionsOf({ options }: TillModifier): readonly Option[] {
  return options.filter((option) => option.isActive);
}

/** A single choice takes one, whatever its bound says; as decide reads it. */
export function maxOf({ selectionType, maxOptions }: TillModifier): number {
  return selectionType === 'single' ? Math.min(1, maxOptions) : maxOptions;
}

/** What is chosen before anyone chose: the only possible answer of a question that must have one. */
export function defaultsOf(item: TillItemRow): Chosen {
  const forced = questionsOf(item).filter(
    (modifier) => modifier.minOptions > 0 && optionsOf(modifier).length === 1,
  );
  return Object.fromEntries(forced.map((modifier) => [modifier.id, optionsOf(modifier).map(({ id }) => id)]));
}

/**
 * A tap on an option: chosen, or let go. Where one more would be too many, a single choice moves to the new one, and a
 * multiple one stays as it is. The only answer of a question that must have one cannot be let go.
 */
export function toggleOption(chosen: Chosen, modifier: TillModifier, option: Id<'ModifierOption'>): Chosen {
  const before = chosen[modifier.id] ?? [];
  const max = maxOf(modifier);
  if (before.includes(option)) {
    const isOnlyAnswer = max === 1 && modifier.minOptions > 0;
    return isOnlyAnswer ? chosen : { ...chosen, [modifier.id]: before.filter((each) => each !== option) };
  }
  if (max === 1) return { ...chosen, [modifier.id]: [option] };
  return before.length < max ? { ...chosen, [modifier.id]: [...before, option] } : chosen;
}

/** The first question that still wants an answer, or null: nothing is missing. */
export function missingOf(item: TillItemRow, chosen: Chosen): TillModifier | null {
  return questionsOf(item).find(({ id, minOptions }) => (chosen[id]?.length ?? 0) < minOptions) ?? null;
}

/** All that was chosen, in the order the item asks. */
export function chosenOptions(item: TillItemRow, chosen: Chosen): readonly Option[] {
  return questionsOf(item).flatMap((modifier) =>
    optionsOf(modifier).filter(({ id }) => chosen[modifier.id]?.includes(id) === true),
  );
}

/** What one unit costs with these answers, in 10^-6 of the major unit. */
export function unitPriceWith(item: TillItemRow, chosen: Chosen): number {
  return chosenOptions(item, chosen).reduce(
    (all, { priceMicro }) => all + priceMicro,
    item.priceMicro as number,
  );
}
