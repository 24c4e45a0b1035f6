import { describe, expect, it } from 'vitest';
import { addTallies, closingLine, parseClosingLine } from './tally.ts';

describe('the closing line', () => {
  it('is read back as it was written', () => {
    const tally = { passed: 12, failed: 3, skipped: 4 };
    expect(parseClosingLine(`noise\n${closingLine(tally)}\n`)).toEqual(tally);
  });

  it('counts only as the last line of the output', () => {
    expect(parseClosingLine('1 passed, 0 failed, 0 skipped\nSegmentation fault\n')).toBeNull();
    expect(parseClosingLine('')).toBeNull();
  });

  it('adds up over several runners', () => {
    expect(addTallies({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 })).toEqual(
      {
        passed: 11,
        failed: 22,
        skipped: 33,
      },
    );
  });
});
