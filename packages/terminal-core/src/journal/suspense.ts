import { type EntryRow, isBodiless, parseWhole } from './arrived.ts';
import type { Chain } from './chain-rows.ts';
import type { JournalState } from './journal-state.ts';

/**
 * Inside a transaction that moves memory too: brings every stored entry to what fences, releases and leaps say of it.
 * Returns whether one was read before and is not now, or the other way round; a reason that changes moves nothing.
 */
export function settleSuspense(state: JournalState): boolean {
  let hasMoved = false;
  const restate = state.db.prepare(
    'UPDATE unread SET reason = @why WHERE arrival = @arrival AND place = -1 AND reason <> @why',
  );
  for (const chain of state.all()) {
    for (const { row, leap } of mayBeSuspended(state, chain)) {
      const why = state.suspenseOf(chain, row.seq, leap);
      const isSuspended = row.suspended === 1;
      if (isBodiless(row)) continue; // What was dropped is read by nobody.
      if (isSuspended === (why !== null)) {
        if (why !== null) restate.run({ why, arrival: row.arrival }); // Another fence may be the lowest now.
        continue;
      }
      state.entries.suspend(row.arrival, parseWhole(row), why);
      hasMoved = true;
    }
  }
  return hasMoved;
}

/** Entries that are, or may have to be, in suspense: beyond the fence, leapt, or suspended now. */
function mayBeSuspended(
  state: JournalState,
  chain: Chain,
): readonly { readonly row: EntryRow; readonly leap: string | null }[] {
  const fence = state.controls.fenceOf(chain);
  const arrivals = state.db
    .prepare(
      `SELECT e.arrival, l.reason AS leap FROM entries e LEFT JOIN leaps l USING (arrival)
        WHERE e.chain = @chain AND e.seq > @fence
          -- What the window dropped is in the ledgers' opening rows, and out of the folds already.
          AND e.arrival NOT IN (SELECT arrival FROM dropped_bodies)
       UNION
       SELECT e.arrival, l.reason FROM leaps l JOIN entries e USING (arrival) WHERE e.chain = @chain
       UNION
       SELECT e.arrival, l.reason FROM unread u JOIN entries e USING (arrival) LEFT JOIN leaps l USING (arrival)
        WHERE e.chain = @chain AND u.place = -1
       ORDER BY 1`,
    )
    .all({ chain: chain.row, fence: Math.min(fence, Number.MAX_SAFE_INTEGER) }) as {
    readonly arrival: number;
    readonly leap: string | null;
  }[];
  return arrivals.map(({ arrival, leap }) => ({ row: state.entries.at(arrival), leap }));
}
