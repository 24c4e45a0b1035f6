import { type BranchView, type Follower, standingPath } from './index.ts';

/** An entry of a chain that forks: its hash, and the one before it. */
export interface Place {
  readonly seq: number;
  readonly hash: string;
  readonly previous: string;
}

/** What stands of one chain and what is kept aside, as a journal keeps both. For tests only. */
export class BranchingChain<Entry extends Place> implements BranchView {
  standing: Entry[] = [];
  /** In the order they were kept. */
  aside: Entry[] = [];

  knows({ seq, hash }: Pick<Place, 'seq' | 'hash'>): boolean {
    return (
      this.standingAt(seq) === hash || this.aside.some((entry) => entry.seq === seq && entry.hash === hash)
    );
  }

  /** Whether an entry attaches to what is known, and what became of it. */
  keep(entry: Entry): 'known' | 'stored' | 'aside' | 'nowhere' {
    if (this.knows(entry)) return 'known';
    const { seq, previous } = entry;
    const isOnTop = seq === this.standing.length + 1 && (this.standingAt(seq - 1) ?? '') === previous;
    if (isOnTop) return (this.standing.push(entry), 'stored');
    if (seq > 1 && !this.knows({ seq: seq - 1, hash: previous })) return 'nowhere';
    this.aside.push(entry);
    return 'aside';
  }

  /** Lets the right branch stand; whether anything moved. */
  settle(followers: readonly Follower[]): boolean {
    const change = standingPath(followers, this);
    if (change === null) return false;
    const risen = change.hashes.map((hash, at) =>
      this.aside.find((entry) => entry.hash === hash && entry.seq === change.after + 1 + at),
    ) as Entry[];
    this.aside = [
      ...this.aside.filter((entry) => !risen.includes(entry)),
      ...this.standing.slice(change.after),
    ];
    this.standing = [...this.standing.slice(0, change.after), ...risen];
    return true;
  }

  standingAt(seq: number): string | null {
    return this.standing[seq - 1]?.hash ?? null;
  }

  previousOf(seq: number, hash: string): string | null {
    return this.aside.find((entry) => entry.seq === seq && entry.hash === hash)?.previous ?? null;
  }

  nextOf(seq: number, previous: string): string | null {
    return this.aside.find((entry) => entry.seq === seq && entry.previous === previous)?.hash ?? null;
  }
}
