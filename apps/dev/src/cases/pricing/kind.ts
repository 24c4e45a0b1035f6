import { type Exact, exact } from '@beaveros/domain/pricing';
import type { Fields } from '../fields.ts';

/** What a kind found: by the names of `expected`. Amounts are exact and in major units; absent: not found by this kind. */
export type Found = Readonly<Record<string, Answers | Shaped | undefined>>;
export type Answer = Exact | string | boolean;
/** One, a list, or a list for each line. */
export type Answers = Answer | readonly Answers[];
/** The same name asks for the order where `expected` is one value, for each line where it is a list. */
export interface Shaped {
  readonly whole: Answer;
  readonly parts: readonly Answers[];
}

export function isShaped(found: Found[string]): found is Shaped {
  return typeof found === 'object' && 'whole' in found;
}

/** One kind of case: reads the fields and answers; `derivation` is shown with a deviation. */
export type Kind = (inputs: Fields) => { readonly found: Found; readonly derivation?: unknown };

/** A plain decimal, exactly. */
export function exactOf(text: string): Exact {
  const [whole = '', fraction = ''] = text.replace('+', '').split('.');
  return exact(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
}
