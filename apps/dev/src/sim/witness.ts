// The world's memory: what people saw, what paper came out, which disks held what. It is told by the simulator at the
// moment things happen and never looks into the product, so that the checkers have something to hold against it.

/** An entry that a till or the back office made durable, as its author's bytes. Copies in later chains are entries too. */
export interface EntryRecord {
  readonly hash: string;
  readonly chain: string;
  readonly seq: number;
  readonly commandId: string;
  readonly command: string;
  readonly eventIds: readonly string[];
  readonly aggregates: readonly string[];
  /** The disk it was first durable on. */
  readonly disk: string;
  readonly at: number;
}

export type CommandAnswer =
  /** Durable: `entry` is the hash of what came of it. `isRepeat`: this command id had been answered before. */
  | { readonly kind: 'ok'; readonly entry: string; readonly isRepeat: boolean }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'fault'; readonly code: string }
  /** The till died before it answered: it may or may not have happened. */
  | { readonly kind: 'lost' };

export interface CommandRecord {
  readonly id: string;
  /** The till asked. A kitchen repeats one command id on another till: another record. */
  readonly node: string;
  /** Who asked: a till's screen or a kitchen's. */
  readonly screen: string;
  readonly call: string;
  readonly input: unknown;
  readonly at: number;
  readonly answer: CommandAnswer;
}

/** Paper that came out of a printer, or a drawer that opened: once per first byte sent. */
export interface PaperRecord {
  readonly node: string;
  readonly terminal: string;
  /** The job's id is the id of the event that asked for it. */
  readonly event: string;
  /** Of the disk: after an image came back nobody on it knows what was printed since. */
  readonly life: number;
  readonly kind: 'receipt' | 'drawer';
  readonly document: string | null;
  readonly isCopy: boolean;
  /** Reached the end, or the line broke on the way and nobody knows. */
  readonly outcome: 'printed' | 'unknown';
  readonly at: number;
}

/** What one screen was shown. Within one `life` of its till a screen may never see less than before. */
export interface ReadRecord {
  readonly node: string;
  readonly screen: string;
  /** Grows when the till's disk went back to an image: what was seen before may be gone. */
  readonly life: number;
  /** What its till ran: an older build shows nothing of facts that it cannot read. */
  readonly build: string;
  readonly query: 'order' | 'orders' | 'tickets' | 'totals';
  /** The aggregate asked for; null for lists. */
  readonly key: string | null;
  /** As the query answered it. */
  readonly value: unknown;
  /** Event ids of the aggregate that the till's journal held, in no order; of a list, nothing. */
  readonly seen: readonly string[];
  readonly at: number;
}

export interface FenceRecord {
  readonly terminal: string;
  readonly epoch: number;
  readonly reason: 'replaced' | 'dead' | 'stolen';
  readonly fences: readonly { readonly chain: string; readonly seq: number }[] | null;
  readonly at: number;
}

export interface ReleaseRecord {
  readonly chain: string;
  readonly seq: number;
  readonly at: number;
}

export interface ErasureRecord {
  readonly side: string;
  /** The personal data itself: must be on no living disk and in no database at the end. */
  readonly value: string;
  readonly at: number;
}

export interface LeakRecord {
  readonly where: string;
  readonly at: number;
}

/** The name of the cloud's journal among the disks. */
export const CLOUD_DISK = 'cloud';

export class Witness {
  readonly entries = new Map<string, EntryRecord>();
  readonly commands: CommandRecord[] = [];
  readonly papers: PaperRecord[] = [];
  readonly reads: ReadRecord[] = [];
  readonly fences: FenceRecord[] = [];
  readonly releases: ReleaseRecord[] = [];
  readonly erasures: ErasureRecord[] = [];
  readonly leaks: LeakRecord[] = [];
  /** Alarms of the exchange and of journals, as text: for the report, not judged. */
  readonly alarms: string[] = [];
  /** Of each disk, in the order in which it came to hold them. */
  readonly #disks = new Map<string, Set<string>>();
  readonly #copiesGone = new Set<string>();

  /** The first byte of a job went out. Answers how to say that it reached its end. */
  paperOut(paper: Omit<PaperRecord, 'outcome'>): { printed(): void } {
    const at = this.papers.push({ ...paper, outcome: 'unknown' }) - 1;
    return {
      printed: () => {
        this.papers[at] = { ...paper, outcome: 'printed' };
      },
    };
  }

  /** Whether at some moment no disk held this entry: then nobody promised that it comes back. */
  mayBeLost(hash: string): boolean {
    return this.#copiesGone.has(hash);
  }

  /** The disks that hold an entry, by the simulator's own books. */
  holdersOf(hash: string): readonly string[] {
    return [...this.#disks].flatMap(([disk, held]) => (held.has(hash) ? [disk] : []));
  }

  /** Whether the disk that wrote an entry held another one before it: what its till knew. */
  knownBefore(entry: string): (hash: string) => boolean {
    const disk = this.entries.get(entry)?.disk;
    const held = disk === undefined ? [] : [...(this.#disks.get(disk) ?? [])];
    const known = new Set(held.slice(0, Math.max(0, held.indexOf(entry))));
    return (hash) => known.has(hash);
  }

  get disks(): readonly string[] {
    return [...this.#disks.keys()];
  }

  /** An entry became durable on a disk. */
  held(disk: string, entry: Omit<EntryRecord, 'disk'>): void {
    if (!this.entries.has(entry.hash)) this.entries.set(entry.hash, { ...entry, disk });
    this.#of(disk).add(entry.hash);
  }

  /** The same for an entry known by its bytes. */
  heldText(disk: string, hash: string, text: string, chain: string, at: number): void {
    if (this.#of(disk).has(hash)) return;
    const entry = JSON.parse(text) as {
      readonly seq: number;
      readonly commandId: string;
      readonly command: string;
      readonly events: readonly { readonly id: string; readonly aggregate: string }[];
    };
    const { seq, commandId, command, events } = entry;
    const eventIds = events.map(({ id }) => id);
    const aggregates = [...new Set(events.map(({ aggregate }) => aggregate))];
    this.held(disk, { hash, chain, seq, commandId, command, eventIds, aggregates, at });
  }

  /** What a disk holds now, to be given back with {@link wentBackTo} when an image of it is restored. */
  imageOf(disk: string): ReadonlySet<string> {
    return new Set(this.#of(disk));
  }

  /** A disk holds what an image held; entries that were on no other are gone. */
  wentBackTo(disk: string, image: ReadonlySet<string>): void {
    const before = this.#of(disk);
    this.#disks.set(disk, new Set(image));
    this.#noteGone(before);
  }

  /** A disk that will not be read again. */
  destroyed(disk: string): void {
    const before = this.#of(disk);
    this.#disks.delete(disk);
    this.#noteGone(before);
  }

  #noteGone(hashes: ReadonlySet<string>): void {
    for (const hash of hashes) {
      if (![...this.#disks.values()].some((held) => held.has(hash))) this.#copiesGone.add(hash);
    }
  }

  #of(disk: string): Set<string> {
    let held = this.#disks.get(disk);
    if (held === undefined) this.#disks.set(disk, (held = new Set()));
    return held;
  }
}
