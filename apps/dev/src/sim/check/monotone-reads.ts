import type { ReadRecord } from '../witness.ts';
import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/** A screen never sees less than it saw before, as long as its till keeps its disk and its build. */
export function monotoneReads({ witness, oracle }: Evidence): readonly Failure[] {
  // What a fence or another branch took out of the folds may leave a screen: those facts come back as copies, or not.
  const movable = new Set(
    oracle
      .ask(
        `SELECT DISTINCT e.value ->> '$.id' AS id FROM raw r LEFT JOIN standing s USING (hash), json_each(r.text, '$.events') e
         WHERE s.hash IS NULL OR s.suspense IS NOT NULL`,
      )
      .map(({ id }) => String(id)),
  );
  const released = new Set(witness.releases.map(({ chain }) => chain));
  const found: unknown[] = [];
  const before = new Map<string, ReadRecord>();
  for (const read of witness.reads) {
    const { node, screen, life, build, query, key } = read;
    const place = [node, screen, life, build, query, key].join('/');
    const last = before.get(place);
    before.set(place, read);
    if (last === undefined || key === null) continue;
    const now = new Set(read.seen);
    const gone = last.seen.filter((event) => !now.has(event) && !movable.has(event) && !mayBeLost(event));
    if (gone.length > 0) found.push({ node, screen, query, key, gone, saw: last.at, sees: read.at });
  }
  return told('monotone-reads', 'a screen saw less than before', found);

  function mayBeLost(event: string): boolean {
    return [...witness.entries.values()].some(
      ({ eventIds, hash, chain }) =>
        eventIds.includes(event) && (witness.mayBeLost(hash) || released.has(chain)),
    );
  }
}
