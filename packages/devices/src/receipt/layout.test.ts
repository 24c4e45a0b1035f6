import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceiptBlock, RowCell, Scale, TextRun } from './document.ts';
import { FEED_LINES_MAX, layoutReceipt, textOf } from './layout.ts';

function lay(columns: number, ...blocks: readonly ReceiptBlock[]): readonly string[] {
  return textOf(layoutReceipt({ blocks }, columns));
}

const text = (words: string, more: Partial<TextRun> = {}): ReceiptBlock => ({
  kind: 'text',
  runs: [{ text: words, ...more }],
});

describe('layoutReceipt', () => {
  it('wraps at words, breaks long words, and keeps a blank paragraph', () => {
    expect(lay(20, text('The quick brown fox jumps over'))).toEqual(['The quick brown fox', 'jumps over']);
    expect(lay(20, text(`${'x'.repeat(25)} y`))).toEqual(['x'.repeat(20), 'xxxxx y']);
    expect(lay(20, text(''))).toEqual(['']);
    expect(lay(20, text('12345678901234567890 next'))).toEqual(['12345678901234567890', 'next']);
  });

  it('counts wide characters', () => {
    expect(lay(20, text('eleven chars', { wide: 2 }))).toEqual(['eleven', 'chars']);
  });

  it('aligns', () => {
    const at = (align: 'center' | 'right'): ReceiptBlock => ({
      kind: 'text',
      align,
      runs: [{ text: 'mid' }],
    });
    expect(lay(20, at('center'), at('right'))).toEqual(['        mid', '                 mid']);
  });

  it('sets columns side by side, wrapping one beside the other', () => {
    const cells: readonly RowCell[] = [
      { text: 'a long name of an item', width: 'rest' },
      { text: '12.50', width: 8, align: 'right' },
    ];
    expect(lay(24, { kind: 'row', cells })).toEqual(['a long name of     12.50', 'an item']);
    const cut = (overflow: 'clip' | 'ellipsis'): ReceiptBlock => ({
      kind: 'row',
      cells: [{ ...cells[0]!, overflow }, cells[1]!],
    });
    expect(lay(24, cut('clip'), cut('ellipsis'))).toEqual([
      'a long name of     12.50',
      'a long name ...    12.50',
    ]);
  });

  it('gives every rest an equal share and the odd column to the last', () => {
    const cells = ['a', 'b', 'c'].map(
      (name): RowCell => ({ text: name.repeat(20), width: 'rest', overflow: 'clip' }),
    );
    expect(lay(22, { kind: 'row', cells })).toEqual(['aaaaaa bbbbbb cccccccc']);
  });

  it('bounds a feed', () => {
    expect(lay(20, { kind: 'feed', lines: 1e9 })).toHaveLength(FEED_LINES_MAX);
  });

  it('ends every document with a cut, once', () => {
    expect(layoutReceipt({ blocks: [] }, 32)).toEqual([{ kind: 'cut', mode: 'full' }]);
    expect(layoutReceipt({ blocks: [{ kind: 'cut', mode: 'partial' }] }, 32)).toEqual([
      { kind: 'cut', mode: 'partial' },
    ]);
  });

  it('never exceeds the paper and never loses a letter, for any text and sizes', () => {
    const run = fc.record({ text: fc.string({ maxLength: 60 }), wide: fc.constantFrom(1, 2, 3, 8) });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 4 }), fc.integer({ min: 16, max: 48 }), (runs, columns) => {
        const styled = runs.map(({ text: words, wide }): TextRun => ({ text: words, wide: wide as Scale }));
        const lines = layoutReceipt({ blocks: [{ kind: 'text', runs: styled }] }, columns);
        for (const line of lines) {
          if (line.kind !== 'line') continue;
          const width = line.spans.reduce((sum, span) => sum + Array.from(span.text).length * span.wide, 0);
          expect(width).toBeLessThanOrEqual(columns);
        }
        const letters = (all: readonly string[]): string => all.join('').replaceAll(' ', '');
        const printed = lines.flatMap((line) =>
          line.kind === 'line' ? line.spans.map((span) => span.text) : [],
        );
        expect(letters(printed)).toBe(letters(runs.map((each) => each.text)));
      }),
      { numRuns: 300 },
    );
  });
});
