// What a cashier types and what an item is called are compared in one form: lower case, no accents, words of letters and
// digits with single spaces between them. Kept small and without a locale, so that every till orders alike.

const ASCII = /^[\x20-\x7e]*$/;
/** Letters whose stroke or ligature Unicode does not take apart (UnicodeData.txt has no decomposition for them). */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  þ: 'th',
};

/** `Crème  Brûlée-Törtchen` -> `creme brulee tortchen`. */
export function foldText(text: string): string {
  let folded = text.toLowerCase();
  if (!ASCII.test(folded)) {
    folded = folded
      .normalize('NFD')
      .replaceAll(/\p{M}+/gu, '')
      .replaceAll(/[ßæœøđðłħıþ]/g, (letter) => UNDECOMPOSED[letter]!);
  }
  return folded.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Codes keep their punctuation; only their case does not count when somebody types one. */
export function foldCode(code: string): string {
  return code.trim().toLowerCase();
}

/** More words than that do not narrow a search. */
const WORDS_MAX = 8;

/** An FTS5 query: every word is the beginning of a word. `null` when there is no word. */
export function wordQuery(folded: string): string | null {
  if (folded === '') return null;
  // The longest first: rare words let the index skip.
  const words = [...new Set(folded.split(' '))].slice(0, WORDS_MAX).sort((a, b) => b.length - a.length);
  return words.map((word) => `"${word}"*`).join(' AND ');
}
