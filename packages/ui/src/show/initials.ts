/** A name that is shorter than this stands as it is. */
const WHOLE_NAME_MAX = 4;

/** Two letters for a name: "Flat white" is FW, "Espresso" is Es, "Tea" stays Tea. Empty for an empty name. */
export function initials(name: string): string {
  const words = name.split(/[\s\-/&+.,()]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (first === undefined) return '';
  if (words.length === 1) {
    const letters = Array.from(first);
    return letters.length <= WHOLE_NAME_MAX ? first : letters.slice(0, 2).join('');
  }
  return [first, words[1] ?? ''].map((word) => (Array.from(word)[0] ?? '').toLocaleUpperCase()).join('');
}

/** A hue for a name, 0 to 359: the same name always has the same. */
export function hueOf(name: string): number {
  let hue = 0;
  for (const letter of name) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hue;
}
