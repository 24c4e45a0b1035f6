import { blobToId } from './blobs.ts';
import type { JournalState } from './journal-state.ts';
import { openingRowOf, type StoredRow } from './opening-rows.ts';
import type { FoundChain, Salvage } from './salvage.ts';

// What a recovery carries over of the window and of a snapshot: nothing else in the file says it.

/** Inside a transaction, before any entry is stored: their indexes depend on what is not held whole. */
export function carryDropped(state: JournalState, salvage: Salvage, chains: readonly FoundChain[]): void {
  if (chains.some(({ base }) => base !== null)) state.window.began();
  const rows = salvage.carried('dropped_aggregates').sort((a, b) => Number(a['no']) - Number(b['no']));
  for (const { aggregate } of rows) if (isId(aggregate)) state.window.drop(aggregate);
  for (const { command } of salvage.carried('rolled_commands'))
    if (isId(command)) state.window.rollCommand(blobToId(command));
}

/** Inside a transaction, when every entry is stored. `rows`: the new number of each chain by its old. */
export function carrySpace(state: JournalState, salvage: Salvage, rows: ReadonlyMap<number, number>): void {
  state.window.add(
    salvage.carried('opening_rows').flatMap((row) => openingRowOf(row as unknown as StoredRow) ?? []),
  );
  const insertAck = state.db.prepare('INSERT OR IGNORE INTO acks (chain, day, seq, at) VALUES (?, ?, ?, ?)');
  for (const { chain, day, seq, at } of salvage.carried('acks')) {
    const row = rows.get(Number(chain));
    const isSound = [day, seq, at].every((value) => Number.isSafeInteger(value));
    if (row !== undefined && isSound) insertAck.run(row, day, seq, at);
  }
  // Storing took every fact of what is dropped for late.
  state.db.prepare('DELETE FROM late_facts').run();
  const late = state.db.prepare(
    `INSERT OR IGNORE INTO late_facts (aggregate, arrival)
       SELECT ?, arrival FROM entries WHERE arrival = ?`,
  );
  for (const { aggregate, arrival } of salvage.carried('late_facts'))
    if (isId(aggregate)) late.run(aggregate, arrival);
  const [space] = salvage.carried('space');
  if (space === undefined) return;
  state.db
    .prepare('UPDATE space SET cloud_life = ?, snapshot_arrival = ?, snapshot_id = ?, snapshot_key = ?')
    .run(
      typeof space['cloud_life'] === 'string' ? space['cloud_life'] : null,
      Number.isSafeInteger(space['snapshot_arrival']) ? space['snapshot_arrival'] : 0,
      Buffer.isBuffer(space['snapshot_id']) ? space['snapshot_id'] : null,
      typeof space['snapshot_key'] === 'string' ? space['snapshot_key'] : null,
    );
}

/** An entry of which only its place is left. Its command id is carried, because its text is not there to say it. */
export function putBodiless(
  state: JournalState,
  row: {
    readonly arrival: number;
    readonly chainRow: number;
    readonly seq: number;
    readonly prev: Buffer;
    readonly hash: Buffer;
    readonly clock: number;
    readonly command: Buffer | undefined;
  },
): void {
  const { arrival, chainRow, seq, prev, hash, clock, command } = row;
  state.db
    .prepare(
      `INSERT INTO entries (arrival, chain, seq, prev, hash, clock, text) VALUES (?, ?, ?, ?, ?, ?, x'')`,
    )
    .run(arrival, chainRow, seq, prev, hash, clock);
  state.db.prepare('INSERT INTO dropped_bodies (arrival) VALUES (?)').run(arrival);
  if (command !== undefined)
    state.db
      .prepare('INSERT OR REPLACE INTO commands (command, arrival) VALUES (?, ?)')
      .run(command, arrival);
}

function isId(value: unknown): value is Buffer {
  return Buffer.isBuffer(value) && value.length === 16;
}
