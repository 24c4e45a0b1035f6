import type { OrderView } from '@beaveros/protocol/ipc';
import type { LineView } from './line-view.ts';

/** One row of the list: a line, or what several lines have in common, said above the first of them. */
export type OrderRow =
  | { readonly kind: 'line'; readonly key: string; readonly line: LineView; readonly isOfCombo: boolean }
  | {
      readonly kind: 'course';
      readonly key: string;
      readonly course: number;
      readonly isHeld: boolean;
    }
  | { readonly kind: 'combo'; readonly key: string; readonly name: string };

/**
 * Lines in the order they came; where some have a course, those without one first and then course by course. Lines that
 * were sold as one are named by it.
 */
export function orderRows({
  lines,
  combos,
  heldCourses,
}: {
  readonly [Part in 'lines' | 'combos' | 'heldCourses']: Readonly<OrderView[Part]>;
}): readonly OrderRow[] {
  const comboOf = new Map(combos.flatMap((combo) => combo.lines.map((line) => [line as string, combo])));
  const courses = [...new Set(lines.map(({ course }) => course))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const rows: OrderRow[] = [];
  for (const course of courses) {
    if (course !== null)
      rows.push({
        kind: 'course',
        key: `course/${course}`,
        course,
        isHeld: heldCourses.includes(course),
      });
    let above: string | null = null;
    for (const line of lines) {
      if (line.course !== course) continue;
      const combo = comboOf.get(line.line);
      if (combo !== undefined && combo.combo !== above)
        rows.push({ kind: 'combo', key: `combo/${line.line}`, name: combo.name });
      above = combo?.combo ?? null;
      rows.push({ kind: 'line', key: line.line, line, isOfCombo: combo !== undefined });
    }
  }
  return rows;
}
