import type { Id } from '@beaveros/kit';
import type { JournalState } from './journal-state.ts';

/** A series of receipt numbers that more than one disk counted in. */
export interface SharedSeries {
  readonly terminal: Id<'Terminal'>;
  readonly series: number;
}

/** By terminal and series. A function of what stands and what is aside. */
export function sharedSeries(state: JournalState): readonly SharedSeries[] {
  const forked = new Set(state.asides.chains());
  const users = new Map<string, { readonly shared: SharedSeries; count: number }>();
  for (const { name, terminal, series } of state.all()) {
    if (terminal === null) continue;
    const known = users.get(`${terminal}/${series}`) ?? { shared: { terminal, series }, count: 0 };
    known.count += forked.has(name) ? 2 : 1;
    users.set(`${terminal}/${series}`, known);
  }
  const shared = [...users].filter(([, { count }]) => count > 1);
  return shared.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, user]) => user.shared);
}
