import { describe, expect, it } from 'vitest';
import type { LineView } from './line-view.ts';
import { orderRows } from './order-rows.ts';

const line = (name: string, course: number | null = null) => ({ line: name, course }) as unknown as LineView;
const combo = (name: string, ...lines: readonly string[]) =>
  ({ combo: name, item: 'i', name, lines }) as never;
const shown = (
  lines: readonly LineView[],
  { combos = [], heldCourses = [] }: { combos?: never[]; heldCourses?: number[] } = {},
) =>
  orderRows({ lines, combos, heldCourses }).map((row) => {
    if (row.kind === 'line') return row.isOfCombo ? `  ${row.line.line}` : row.line.line;
    return row.kind === 'course' ? `${row.course}${row.isHeld ? ' held' : ''}:` : `[${row.name}]`;
  });

describe('orderRows', () => {
  it('are the lines as they came, where nothing has a course', () => {
    expect(shown([line('beer'), line('soup')])).toEqual(['beer', 'soup']);
    expect(shown([])).toEqual([]);
  });

  it('stand under their course, each in the order they came, what has none first', () => {
    const lines = [line('cake', 3), line('beer'), line('soup', 1), line('steak', 3)];
    expect(shown(lines, { heldCourses: [3] })).toEqual(['beer', '1:', 'soup', '3 held:', 'cake', 'steak']);
  });

  it('are named by the combo they were sold as, also where it is served in two courses', () => {
    const lines = [line('beer'), line('burger', 1), line('fries', 1), line('ice', 2), line('tea', 2)];
    expect(shown(lines, { combos: [combo('Menu', 'burger', 'fries', 'ice')] })).toEqual([
      'beer',
      '1:',
      '[Menu]',
      '  burger',
      '  fries',
      '2:',
      '[Menu]',
      '  ice',
      'tea',
    ]);
  });

  it('of two combos of one name are two', () => {
    const lines = [line('a'), line('b'), line('c')];
    const two = [combo('one', 'a'), combo('two', 'b', 'c')];
    expect(shown(lines, { combos: two })).toEqual(['[one]', '  a', '[two]', '  b', '  c']);
  });
});
