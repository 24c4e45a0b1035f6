import type { ReceiptBlock, ReceiptDocument } from '../../receipt/document.ts';
import { type CodePage, canPrint } from './code-pages.ts';

/** A text that the printer's code pages cannot say, and what is printed in its place until a raster line can show it. */
export interface NotEncodable {
  /** Index of the block in the document. */
  readonly block: number;
  readonly text: string;
  readonly printedAs: string;
}

export interface Sayable {
  readonly document: ReceiptDocument;
  /** Only what lost meaning: a typographic quote that became a straight one is not listed. */
  readonly notEncodable: readonly NotEncodable[];
}

/**
 * The same document in characters that the code pages have. Typography is normalised silently (minus, dashes, quotes,
 * bullets, spaces); anything else that no page has is replaced visibly (`ő` -> `o`, `日` -> `[65E5]`) and reported;
 * a `?` never stands in for a character. Right-to-left and combining scripts count as not encodable even where a page
 * has their letters: bytes in logical order are wrong on paper (hardware facts 1.1).
 */
export function sayable(document: ReceiptDocument, pages: readonly CodePage[]): Sayable {
  const notEncodable: NotEncodable[] = [];
  const say = (text: string, block: number): string => {
    const normal = normalise(text, pages);
    const printedAs = Array.from(normal, (character) => transliterate(character, pages)).join('');
    if (printedAs !== normal) notEncodable.push({ block, text, printedAs });
    return printedAs;
  };
  const blocks = document.blocks.map((block, at): ReceiptBlock => {
    if (block.kind === 'text') {
      return { ...block, runs: block.runs.map((run) => ({ ...run, text: say(run.text, at) })) };
    }
    if (block.kind === 'row') {
      return { ...block, cells: block.cells.map((cell) => ({ ...cell, text: say(cell.text, at) })) };
    }
    return block;
  });
  return { document: { blocks }, notEncodable };
}

/** Replacements without loss of meaning, used when no page has the character itself. */
const TYPOGRAPHY: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u2032': "'",
  '\u2033': '"',
  '\u2039': '<',
  '\u203a': '>',
  '\u2010': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2022': '*',
  '\u2023': '*',
  '\u25cf': '*',
  '\u25aa': '*',
  '\u2026': '...',
  '\u00d7': 'x',
  '\u20ac': 'EUR',
  '\u2122': '(TM)',
  '\u00ae': '(R)',
  '\u00a9': '(C)',
};

/** Always replaced, because an amount must look the same on every printer, and these have an exact ASCII twin. */
const ALWAYS: Readonly<Record<string, string>> = { '\u2212': '-', '\u2011': '-', '\u00ad': '', '\ufeff': '' };

/** Zero-width marks print nothing and may go; joiners shape scripts that are not encodable anyway. */
const ZERO_WIDTH = /^(?:[\u200b-\u200f\u2060]|\ufe0e|\ufe0f)$/;

function normalise(text: string, pages: readonly CodePage[]): string {
  return Array.from(text.normalize('NFC'), (character) => {
    const always = ALWAYS[character];
    if (always !== undefined) return always;
    if (isControl(character) || /^\s$/u.test(character)) return ' ';
    if (ZERO_WIDTH.test(character)) return '';
    if (canPrint(character, pages)) return character;
    return TYPOGRAPHY[character] ?? character;
  }).join('');
}

function isControl(character: string): boolean {
  const point = character.codePointAt(0)!;
  return point < 0x20 || (point >= 0x7f && point < 0xa0);
}

function transliterate(character: string, pages: readonly CodePage[]): string {
  if (canPrint(character, pages) && !isRightToLeft(character)) return character;
  const letter = LETTERS[character] ?? character.normalize('NFKD').replace(/\p{M}/gu, '');
  if (letter !== '' && Array.from(letter).every((part) => canPrint(part, pages) && !isRightToLeft(part)))
    return letter;
  return `[${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** Letters that have no canonical decomposition but a customary spelling. */
const LETTERS: Readonly<Record<string, string>> = {
  '\u0141': 'L',
  '\u0142': 'l',
  '\u0110': 'D',
  '\u0111': 'd',
  '\u00d8': 'O',
  '\u00f8': 'o',
  '\u00c6': 'AE',
  '\u00e6': 'ae',
  '\u0152': 'OE',
  '\u0153': 'oe',
  '\u00de': 'Th',
  '\u00fe': 'th',
  '\u00d0': 'D',
  '\u00f0': 'd',
  '\u0131': 'i',
  '\u1e9e': 'SS',
  '\u00df': 'ss',
  '\u00a7': 'Par.',
};

function isRightToLeft(character: string): boolean {
  const point = character.codePointAt(0)!;
  return (
    (point >= 0x590 && point <= 0x8ff) ||
    (point >= 0xfb1d && point <= 0xfdff) ||
    (point >= 0xfe70 && point <= 0xfeff)
  );
}
