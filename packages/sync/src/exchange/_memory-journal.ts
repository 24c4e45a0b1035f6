import { createHash } from 'node:crypto';
import { BATCH_ENTRIES_MAX, type EntryOnWire, type Head } from '@beaveros/protocol/exchange';
import type { Answer, Batch, ReadOutcome } from './index.ts';

const SIGNATURE = `${'A'.repeat(86)}==`;

/** A journal of arrays with the real rules of hashes, heads, gaps and forks, and no signatures. For tests only. */
export class MemoryJournal {
  readonly chains = new Map<string, EntryOnWire[]>();
  /** Called at each batch to store: how many of its entries to store, or a refusal. */
  onReceive: (batch: Batch) => number | 'retry' | 'refuse' = (batch) => batch.entries.length;
  batchEntriesMax = BATCH_ENTRIES_MAX;

  append(chain: string, text: string): Head {
    const entries = this.chains.get(chain) ?? [];
    const previous = entries.at(-1)?.hash ?? '';
    entries.push({ seq: entries.length + 1, text, hash: hashOf(previous, text), sides: [] });
    this.chains.set(chain, entries);
    return this.head(chain)!;
  }

  head(chain: string): Head | null {
    const last = this.chains.get(chain)?.at(-1);
    return last === undefined ? null : { chain, seq: last.seq, hash: last.hash };
  }

  heads(): readonly Head[] {
    return [...this.chains.keys()].map((chain) => this.head(chain)!);
  }

  read(chain: string, after: number, hash: string | null): ReadOutcome {
    const entries = this.chains.get(chain) ?? [];
    const before = entries[after - 1]?.hash;
    if (before !== undefined && hash !== null && before !== hash) return { kind: 'differs', hash: before };
    const batch = entries.slice(after, after + this.batchEntriesMax);
    const last = batch.at(-1);
    if (last === undefined) return { kind: 'nothing' };
    const head = { chain, seq: last.seq, hash: last.hash, signature: SIGNATURE };
    return { kind: 'batch', batch: { chain, certificate: null, entries: batch, head } };
  }

  receive(batch: Batch): Answer {
    const { chain } = batch;
    const verdict = this.onReceive(batch);
    if (typeof verdict === 'string') {
      return { kind: 'refused', chain, code: `test/${verdict}`, field: '', retryable: verdict === 'retry' };
    }
    const entries = this.chains.get(chain) ?? [];
    for (const entry of batch.entries.slice(0, verdict)) {
      const known = entries[entry.seq - 1];
      if (known !== undefined && known.hash === entry.hash) continue;
      if (known !== undefined) return { kind: 'fork', chain, seq: entry.seq, hash: known.hash };
      if (entry.seq > entries.length + 1) return { kind: 'gap', chain, expected: entries.length + 1 };
      if (hashOf(entries.at(-1)?.hash ?? '', entry.text) !== entry.hash) {
        return { kind: 'refused', chain, code: 'exchange/bad-hash', field: 'entries', retryable: false };
      }
      entries.push(entry);
      this.chains.set(chain, entries);
    }
    return { kind: 'stored', chain, seq: batch.entries.at(verdict - 1)!.seq };
  }

  texts(): Record<string, readonly string[]> {
    const names = [...this.chains.keys()].sort();
    return Object.fromEntries(
      names.map((chain) => [chain, this.chains.get(chain)!.map((entry) => entry.text)]),
    );
  }
}

/** The name of a chain in tests. */
export function chainName(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(2, '0').repeat(32);
}

function hashOf(previous: string, text: string): string {
  return createHash('sha256').update(previous).update(text).digest('hex');
}
