import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import { describe, expect, it } from 'vitest';
import { CODE_PAGES, canPrint, decodeByte } from './code-pages.ts';

describe('code pages', () => {
  it.each(CODE_PAGES)('the encoder library encodes %s as our independent table decodes it', (page) => {
    const encoder = new ReceiptPrinterEncoder({
      columns: 48,
      codepageMapping: { [page]: 1 },
      codepageCandidates: [page],
      newline: '\n',
    });
    encoder.codepage('auto');
    const wrong: string[] = [];
    for (let byte = 0x80; byte <= 0xff; byte += 1) {
      const character = decodeByte(byte, page);
      if (character === null || !canPrint(character, [page])) continue;
      const bytes = encoder.text(character).encode();
      if (decodeByte(bytes.at(-2)!, page) !== character) wrong.push(character);
    }
    expect(wrong).toEqual([]);
  });

  it('has 128 high characters on every page', () => {
    for (const page of CODE_PAGES) {
      const characters = Array.from({ length: 128 }, (_, at) => decodeByte(0x80 + at, page));
      expect(characters.filter((character) => character !== null && character.length !== 1)).toEqual([]);
      expect(characters.filter((character) => character !== null).length).toBeGreaterThan(90);
    }
  });

  it('knows the euro on 858 and 1252 and not on 437', () => {
    expect(canPrint('€', ['cp437'])).toBe(false);
    expect(decodeByte(0xd5, 'cp858')).toBe('€');
    expect(decodeByte(0x80, 'windows1252')).toBe('€');
  });
});
