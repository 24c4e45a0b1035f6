import type { Feed, FeedEntry, FeedHead } from '../ingest/index.ts';

/** A journal in memory, for tests of services: what is added is there at once, and listeners are told. */
export interface ArrayFeed extends Feed {
  /** The next entries of a chain, gapless. */
  add(tenant: string, chain: string, texts: readonly string[]): void;
  /** Answers every question with this error until told otherwise; null: well again. */
  breakWith(error: Error | null): void;
}

export function arrayFeed(): ArrayFeed {
  const chains = new Map<
    string,
    { readonly tenant: string; readonly chain: string; readonly texts: string[] }
  >();
  const listeners = new Set<() => void>();
  let broken: Error | null = null;
  const whole = () => {
    if (broken !== null) throw broken;
  };
  return {
    add(tenant, chain, texts) {
      const key = `${tenant}/${chain}`;
      const known = chains.get(key) ?? { tenant, chain, texts: [] };
      known.texts.push(...texts);
      chains.set(key, known);
      for (const listener of listeners) listener();
    },
    breakWith(error) {
      broken = error;
      for (const listener of listeners) listener();
    },
    async heads(): Promise<readonly FeedHead[]> {
      whole();
      return [...chains.values()].map(({ tenant, chain, texts }) => ({ tenant, chain, seq: texts.length }));
    },
    async entriesAfter(tenant, chain, seq, limit): Promise<readonly FeedEntry[]> {
      whole();
      const texts = chains.get(`${tenant}/${chain}`)?.texts ?? [];
      return texts.slice(seq, seq + limit).map((text, at) => ({ seq: seq + at + 1, text }));
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
