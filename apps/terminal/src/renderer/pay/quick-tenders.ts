import { type AmountMinor, amountMinor, type Currency } from '@beaveros/kit';

/**
 * Notes in circulation, in major units, smallest first; the lowest entries may be coins where a guest hands them over as
 * readily. From the issuing banks' own lists of notes in circulation (2026).
 */
const NOTES: Readonly<Record<string, readonly number[]>> = {
  BRL: [2, 5, 10, 20, 50, 100, 200],
  CAD: [5, 10, 20, 50, 100],
  CHF: [10, 20, 50, 100, 200],
  CLP: [1_000, 2_000, 5_000, 10_000, 20_000],
  COP: [2_000, 5_000, 10_000, 20_000, 50_000, 100_000],
  EUR: [5, 10, 20, 50, 100, 200],
  GBP: [5, 10, 20, 50],
  JPY: [1_000, 5_000, 10_000],
  KWD: [1, 5, 10, 20],
  MXN: [20, 50, 100, 200, 500, 1_000],
  PEN: [10, 20, 50, 100, 200],
  USD: [1, 5, 10, 20, 50, 100],
};

/** With the exact amount two rows of three; more are read slower than an amount is typed. */
export const QUICK_TENDERS_MAX = 5;

/**
 * What a guest is likely to hand over for `due`, above the exact amount: for each note the fewest of it that cover what is
 * due. Ascending, at most {@link QUICK_TENDERS_MAX}, each more than `due`; none when nothing is due or money goes out.
 */
export function quickTenders(due: AmountMinor, currency: Currency): readonly AmountMinor[] {
  if (due <= 0) return [];
  const covering = notesMinor(due, currency).map((note) => Math.ceil(due / note) * note);
  const above = [...new Set(covering)].filter((tender) => tender > due && Number.isSafeInteger(tender));
  return above
    .sort((a, b) => a - b)
    .slice(0, QUICK_TENDERS_MAX)
    .map(amountMinor);
}

/** Known notes, or where the currency is not listed 1, 2 and 5 times the powers of ten around what is due. */
function notesMinor(due: AmountMinor, { code, exponent }: Currency): readonly number[] {
  const known = NOTES[code];
  if (known !== undefined) return known.map((note) => note * 10 ** exponent);
  const digits = String(due).length;
  return [digits - 2, digits - 1, digits]
    .filter((power) => power >= 0)
    .flatMap((power) => [1, 2, 5].map((times) => times * 10 ** power));
}
