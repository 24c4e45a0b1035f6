/** What a key of the pad gives: one digit, two zeros, or the point. */
export type KeypadDigit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '00' | '.';

export type KeyMeaning =
  | { readonly kind: 'digit'; readonly digit: KeypadDigit }
  | { readonly kind: 'delete' | 'clear' | 'submit' };

export interface KeySituation {
  /** Where the focus is: in a field that takes text, on something that Enter presses, or on neither. */
  readonly place: 'field' | 'button' | 'elsewhere';
  readonly extra: '00' | '.' | null;
  readonly canClear: boolean;
  readonly canSubmit: boolean;
}

const DIGIT = /^[0-9]$/;

/**
 * What a key of a real keyboard (`KeyboardEvent.key`) means to a pad; `null` leaves it to whoever else listens. In a
 * field nothing is ours; Enter on a button presses that button and must not submit as well.
 */
export function keyMeaning(key: string, situation: KeySituation): KeyMeaning | null {
  if (situation.place === 'field') return null;
  if (DIGIT.test(key)) return { kind: 'digit', digit: key as KeypadDigit };
  // The number block of a Spanish keyboard writes a comma.
  if (situation.extra === '.' && (key === '.' || key === ',')) return { kind: 'digit', digit: '.' };
  if (key === 'Backspace') return { kind: 'delete' };
  if (key === 'Delete' && situation.canClear) return { kind: 'clear' };
  if (key === 'Enter' && situation.canSubmit && situation.place === 'elsewhere') return { kind: 'submit' };
  return null;
}
