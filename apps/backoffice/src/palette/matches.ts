/** Without case and accents, as people type in a hurry: `artículos` is found by `articulos`. */
function bare(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether every word that was typed begins a word of the name, or all of it stands somewhere in it. */
export function matches(name: string, typed: string): boolean {
  const [plain, wanted] = [bare(name), bare(typed).trim()];
  if (plain.includes(wanted)) return true;
  const words = plain.split(/[^\p{L}\p{N}]+/u);
  return wanted.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)));
}
