import type { Feed, FeedEntry, FeedHead, FeedRevision } from '../ingest/index.ts';

/** A journal in memory, for tests of services: what is added is there at once, and listeners are told. */
export interface ArrayFeed extends Feed {
  /** The next entries of a chain, gapless. */
  add(tenant: string, chain: string, texts: readonly string[]): void;
  /** The chain from `fromSeq` on as it is now, as after a switch of branches or a release: a change behind its head. */
  revise(tenant: string, chain: string, fromSeq: number, entries: readonly Omit<FeedEntry, 'seq'>[]): void;
  /** Answers every question with this error until told otherwise; null: well again. */
  breakWith(error: Error | null): void;
}

interface Chain {
  readonly tenant: string;
  readonly chain: string;
  readonly entries: Omit<FeedEntry, 'seq'>[];
  readonly revisions: FeedRevision[];
}

export function arrayFeed(): ArrayFeed {
  const chains = new Map<string, Chain>();
  const listeners = new Set<() => void>();
  let broken: Error | null = null;
  const whole = () => {
    if (broken !== null) throw broken;
  };
  const chainOf = (tenant: string, chain: string): Chain => {
    const key = `${tenant}/${chain}`;
    const known = chains.get(key) ?? { tenant, chain, entries: [], revisions: [] };
    chains.set(key, known);
    return known;
  };
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    add(tenant, chain, texts) {
      chainOf(tenant, chain).entries.push(...texts.map((text) => ({ text })));
      tell();
    },
    revise(tenant, chain, fromSeq, entries) {
      const { entries: standing, revisions } = chainOf(tenant, chain);
      standing.splice(fromSeq - 1, Infinity, ...entries);
      revisions.push({ revision: 1_000 + revisions.length, fromSeq });
      tell();
    },
    breakWith(error) {
      broken = error;
      tell();
    },
    async heads(): Promise<readonly FeedHead[]> {
      whole();
      return [...chains.values()].map(({ tenant, chain, entries, revisions }) => ({
        tenant,
        chain,
        seq: entries.length,
        revision: revisions.at(-1)?.revision ?? 0,
        revisions: [...revisions],
      }));
    },
    async entriesAfter(tenant, chain, seq, limit): Promise<readonly FeedEntry[]> {
      whole();
      const entries = chains.get(`${tenant}/${chain}`)?.entries ?? [];
      return entries.slice(seq, seq + limit).map((entry, at) => ({ seq: seq + at + 1, ...entry }));
    },
    onHint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      listeners.clear();
    },
  };
}
