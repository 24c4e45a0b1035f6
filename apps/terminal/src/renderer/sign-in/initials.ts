/** A letter with the marks that belong to it: `é` may be written as two characters. */
const LETTER = /\P{M}\p{M}*/u;

/** The first letters of the first and the last word, upper case: what a face would say on a tile. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map(
    (word) => LETTER.exec(word ?? '')?.[0] ?? '',
  );
  return letters.join('').toLocaleUpperCase();
}
