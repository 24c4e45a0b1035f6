import type { Rows } from '../stores/rows.ts';
import type { PaperHouse } from './shift-paper.ts';

/** The names that paper says, from the rows that came down. */
export function paperHouse({ entity, staff }: Rows): PaperHouse {
  return {
    store: entity.store(),
    terminalName: (terminal) => {
      const row = entity.terminals().find(({ id }) => id === terminal);
      return row === undefined ? undefined : row.code;
    },
    staffName: (user) => staff.byId(user)?.name,
  };
}
