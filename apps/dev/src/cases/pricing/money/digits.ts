import {
  type AmountMinor,
  amountMinor,
  MICRO,
  type QuantityMicro,
  quantityMicro,
  type Result,
  type Refusal,
  type UnitPriceMicro,
  unitPriceMicro,
} from '@beaveros/kit';
import { type Exact, exact } from '@beaveros/domain/pricing';
import { type Fields, Unsupported } from '../../fields.ts';
import { exactOf } from '../kind.ts';

/** How the amounts of a case are written: with so many decimals; integers of the minor unit have none. */
export function digitsOf(inputs: Fields): number {
  const unit = inputs.word('unit', ['major', 'minor'], 'major');
  const decimals = inputs.integer('decimals', unit === 'minor' ? 0 : 2);
  if (decimals < 0 || decimals > 12) throw new Unsupported(`decimals is ${decimals}`);
  return decimals;
}

/** Digits enough for all of these, where nothing hangs on the currency's own. */
export function digitsFor(digits: number, texts: readonly (string | undefined)[]): number {
  return texts.reduce((most, text) => Math.max(most, text?.split('.')[1]?.length ?? 0), digits);
}

/** A decimal of the case as a whole number of 10^-digits. */
export function wholeOf(text: string, digits: number): bigint {
  const { n, d } = exactOf(text);
  const scaled = n * 10n ** BigInt(digits);
  if (scaled % d !== 0n) throw new Unsupported(`${text} is finer than ${digits} decimals`);
  return scaled / d;
}

export function amountOf(text: string, digits: number): AmountMinor {
  return amountMinor(safe(wholeOf(text, digits), text));
}

const MICRO_DIGITS = String(MICRO).length - 1;
const PERCENT_TO_PPB_DIGITS = 7; // 1 % is 10^7 of 10^-9.

export function priceMicroOf(text: string): UnitPriceMicro {
  return unitPriceMicro(safe(wholeOf(text, MICRO_DIGITS), text));
}

export function quantityMicroOf(text: string): QuantityMicro {
  return quantityMicro(safe(wholeOf(text, MICRO_DIGITS), text));
}

/** A percentage as a share in 10^-9. */
export function sharePpbOf(percent: string): number {
  return safe(wholeOf(percent, PERCENT_TO_PPB_DIGITS), percent);
}

/** A whole number of 10^-digits as the case writes it. */
export function answerOf(value: number | bigint, digits: number): Exact {
  return exact(BigInt(value), 10n ** BigInt(digits));
}

/** What the engine refuses has no answer in this format. */
export function valueOf<T>(result: Result<T, Refusal & { readonly field?: string }>): T {
  if (result.ok) return result.value;
  throw new Unsupported(`refused: ${result.refusal.code} ${result.refusal.field ?? ''}`);
}

function safe(value: bigint, text: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Unsupported(`${text} is beyond any amount`);
  return number;
}
