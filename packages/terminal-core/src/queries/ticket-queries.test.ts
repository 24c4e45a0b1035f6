import { describe, expect, it } from 'vitest';
import { TillFixture } from '../_till-fixture.ts';
import { listTickets } from './ticket-queries.ts';

/** Folded tickets without lines: `open` the newest, fired behind a long day of `done` ones. */
function longDay(till: TillFixture, { open, done }: { readonly open: number; readonly done: number }) {
  const core = till.open();
  const insert = core.stores.workflow.db.prepare(
    `INSERT INTO tickets VALUES (@id, 't', 's', @id, 'f', @station, 'Grill', 'T1-1', NULL, NULL, @firedAt, '[]', @isDone)`,
  );
  for (let n = 0; n < done + open; n += 1)
    insert.run({ id: `k${n}`, firedAt: n, isDone: n < done ? 1 : 0, station: n % 2 === 0 ? 'even' : 'odd' });
  return core;
}

describe('listTickets', () => {
  it('shows every open ticket, oldest first, however many were done before', async () => {
    using till = new TillFixture();
    await using core = longDay(till, { open: 3, done: 700 });
    const all = listTickets(core.stores.workflow, { station: null, includeDone: true });
    expect(all.slice(0, 3).map(({ ticket }) => ticket)).toEqual(['k700', 'k701', 'k702']);
    expect(all[3]).toMatchObject({ ticket: 'k699', isDone: true });
    expect(all).toHaveLength(103);
  });

  it('leaves out the done ones and other stations when asked to', async () => {
    using till = new TillFixture();
    await using core = longDay(till, { open: 4, done: 10 });
    const odd = listTickets(core.stores.workflow, { station: 'odd', includeDone: false });
    expect(odd.map(({ ticket }) => ticket)).toEqual(['k11', 'k13']);
  });
});
