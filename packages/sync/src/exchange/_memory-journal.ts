import { createHash } from 'node:crypto';
import { BATCH_ENTRIES_MAX, type EntryOnWire, type Head } from '@beaveros/protocol/exchange';
import { BranchingChain } from './_branching-chain.ts';
import type { Answer, Batch, Follower, ReadOutcome } from './index.ts';

const SIGNATURE = `${'A'.repeat(86)}==`;

/** An entry with the hash before it, and its place in the canonical order. */
type Kept = EntryOnWire & { readonly previous: string };

/** What an opening of a memory journal says. */
interface Opening {
  readonly clock: number;
  readonly follows: Head | null;
}

/**
 * A journal of arrays with the real rules of hashes, heads, gaps, branches and own chains, and no signatures. An entry is
 * its text; a copy says so; an opening is JSON. For tests only.
 */
export class MemoryJournal {
  readonly chains = new Map<string, BranchingChain<Kept>>();
  /** The chain that this till writes; null: it writes none, or whatever a test says. */
  own: string | null = null;
  #openings = 0;
  #clock = 0;
  /** Called at each batch to store: how many of its entries to store, or a refusal. */
  onReceive: (batch: Batch) => number | 'retry' | 'refuse' | 'too-large' = (batch) => batch.entries.length;
  /** Another branch stands from now on, or another own chain is written. */
  onReplaced: () => void = () => {};
  batchEntriesMax = BATCH_ENTRIES_MAX;

  append(name: string, text: string): Head {
    const chain = this.#chain(name);
    const last = chain.standing.at(-1);
    const previous = last?.hash ?? '';
    const seq = (last?.seq ?? 0) + 1;
    chain.standing.push({ seq, text, hash: hashOf(previous, text), previous, sides: [] });
    return this.head(name)!;
  }

  /** Opens a new own chain, which says what it follows. */
  open(name: string, follows: Head | null): void {
    this.own = name;
    this.append(name, JSON.stringify({ clock: (this.#clock += 1), follows } satisfies Opening));
  }

  /** The same disk in another machine. */
  clone(): MemoryJournal {
    const copy = new MemoryJournal();
    for (const [name, { standing, aside }] of this.chains) {
      const chain = copy.#chain(name);
      chain.standing = [...standing];
      chain.aside = [...aside];
    }
    copy.own = this.own;
    copy.#clock = this.#clock;
    return copy;
  }

  head(name: string): Head | null {
    const last = this.chains.get(name)?.standing.at(-1);
    return last === undefined ? null : { chain: name, seq: last.seq, hash: last.hash };
  }

  heads(): readonly Head[] {
    return [...this.chains.keys()].map((chain) => this.head(chain)!);
  }

  read(chain: string, after: number, hash: string | null, entriesMax = this.batchEntriesMax): ReadOutcome {
    const entries = this.chains.get(chain)?.standing ?? [];
    const before = entries[after - 1]?.hash;
    if (before !== undefined && hash !== null && before !== hash) return { kind: 'differs', hash: before };
    const batch = entries
      .slice(after, after + Math.min(entriesMax, this.batchEntriesMax))
      .map(({ previous: _previous, ...entry }) => entry);
    const last = batch.at(-1);
    if (last === undefined) return { kind: 'nothing' };
    const head = { chain, seq: last.seq, hash: last.hash, signature: SIGNATURE };
    return { kind: 'batch', batch: { chain, certificate: null, entries: batch, head } };
  }

  receive(batch: Batch): Answer {
    const verdict = this.onReceive(batch);
    const { chain: name } = batch;
    if (typeof verdict === 'string') {
      const code = verdict === 'too-large' ? 'exchange/too-large' : `test/${verdict}`;
      return { kind: 'refused', chain: name, code, field: '', retryable: verdict === 'retry' };
    }
    const entries = batch.entries.slice(0, verdict);
    const answer = this.#take(name, entries);
    if (answer.kind === 'stored' || answer.kind === 'aside') this.#settle();
    return answer;
  }

  /** Where a batch belongs, by the rules of the real journals. */
  #take(name: string, entries: readonly EntryOnWire[]): Answer {
    const chain = this.chains.get(name) ?? new BranchingChain<Kept>();
    const [first] = entries as readonly [EntryOnWire];
    const last = entries.at(-1)!;
    const attachesTo = [chain.standingAt(first.seq - 1) ?? '', ...chain.aside.map(({ hash }) => hash)];
    let previous = attachesTo.find((hash) => hashOf(hash, first.text) === first.hash);
    if (first.seq === 1 || !chain.knows({ seq: first.seq - 1, hash: previous ?? '-' })) {
      if (first.seq === 1 && hashOf('', first.text) === first.hash) previous = '';
      else if (first.seq > chain.standing.length + 1)
        return { kind: 'gap', chain: name, expected: chain.standing.length + 1 };
      else
        return { kind: 'fork', chain: name, seq: first.seq, hash: chain.standingAt(first.seq) ?? last.hash };
    }
    const own = name === this.own ? [...chain.standing] : null;
    let isAside = false;
    for (const entry of entries) {
      if (hashOf(previous!, entry.text) !== entry.hash) {
        return {
          kind: 'refused',
          chain: name,
          code: 'exchange/bad-hash',
          field: 'entries',
          retryable: false,
        };
      }
      const kept = chain.keep({ ...entry, previous: previous! });
      if (kept === 'nowhere') throw new Error(`${name} ${entry.seq} hangs nowhere`);
      isAside = kept === 'aside' || (kept === 'known' && chain.standingAt(entry.seq) !== entry.hash);
      previous = entry.hash;
    }
    this.chains.set(name, chain);
    if (own !== null && (isAside || chain.standing.length > own.length)) {
      this.#takeOver(name, own, { chain: name, seq: last.seq, hash: last.hash });
      return { kind: 'stored', chain: name, seq: last.seq };
    }
    return { kind: isAside ? 'aside' : 'stored', chain: name, seq: last.seq };
  }

  /** Our own chain goes on elsewhere: that branch stands, and what we wrote beside it is copied into a new chain. */
  #takeOver(name: string, own: readonly Kept[], brought: Head): void {
    const chain = this.chains.get(name)!;
    chain.settle([{ clock: 0, chain: '', seq: brought.seq, hash: brought.hash }]);
    const beside = own.filter(({ seq, hash }) => chain.standingAt(seq) !== hash);
    this.open(hashOf(name, `${(this.#openings += 1)} ${own.at(-1)?.hash}`), brought);
    for (const { text } of beside) {
      // The opening of a chain is no fact, and a copy of a copy is a copy.
      if (!text.startsWith('{'))
        this.append(this.own!, text.startsWith('copy of ') ? text : `copy of ${text}`);
    }
    this.onReplaced();
  }

  /** What stands in each chain is what the openings known here say. */
  #settle(): void {
    const followers = new Map<string, Follower[]>();
    for (const [name, { standing }] of this.chains) {
      const text = standing[0]?.text ?? '';
      if (!text.startsWith('{')) continue;
      const { clock, follows } = JSON.parse(text) as Opening;
      this.#clock = Math.max(this.#clock, clock);
      if (follows === null) continue;
      const { chain, seq, hash } = follows;
      followers.set(chain, [...(followers.get(chain) ?? []), { clock, chain: name, seq, hash }]);
    }
    const moved = [...followers].filter(([name, openings]) => this.chains.get(name)?.settle(openings));
    if (moved.length > 0) this.onReplaced();
  }

  #chain(name: string): BranchingChain<Kept> {
    const known = this.chains.get(name) ?? new BranchingChain<Kept>();
    this.chains.set(name, known);
    return known;
  }

  /** What stands, by chain. */
  texts(): Record<string, readonly string[]> {
    const names = [...this.chains.keys()].sort();
    return Object.fromEntries(
      names.map((chain) => [chain, this.chains.get(chain)!.standing.map((entry) => entry.text)]),
    );
  }

  /** Every entry of a chain that is known here, standing or aside. */
  known(name: string): readonly string[] {
    const { standing, aside } = this.chains.get(name) ?? new BranchingChain<Kept>();
    return [...standing, ...aside].map(({ hash }) => hash).toSorted();
  }
}

/** The name of a chain in tests. */
export function chainName(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(2, '0').repeat(32);
}

function hashOf(previous: string, text: string): string {
  return createHash('sha256').update(previous).update(text).digest('hex');
}
