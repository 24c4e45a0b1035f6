import { ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { type DecimalRefusal, parseDecimalText } from '../money/decimal-text.ts';

/** The API's bound of a place in an order that people set: of categories, of taxes. */
export const PLACE_MAX = 1_000_000;

export type PlaceRefusal = Refusal<DecimalRefusal['code'] | 'out-of-range'>;

/** A place as typed: whole, from 0 to {@link PLACE_MAX}. */
export function parsePlace(text: string, language: string): Result<number, PlaceRefusal> {
  const decimal = parseDecimalText(text, { language, decimalsMax: 0 });
  if (!decimal.ok) return decimal;
  const place = Number(decimal.value);
  return place >= 0 && place <= PLACE_MAX ? ok(place) : refuse({ code: 'out-of-range' });
}
