import { type Instant, instant } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import { blobToHash, hashToBlob } from './blobs.ts';
import type { Chain } from './chain-rows.ts';
import type { JournalState } from './journal-state.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Longer than the oldest backup the cloud is ever restored from (design section 4, Window). */
const WINDOW_MS = 90 * DAY_MS;
/**
 * Days on which the cloud was heard since it acknowledged an entry: a till whose clock jumped ahead by a quarter must not
 * drop what was acknowledged this morning.
 */
const DAYS_HEARD_MIN = 3;

/** What the cloud says it has, and since when. */
export class Acks {
  readonly #state: JournalState;
  /** By chain: the highest seq on the disk, and the day this process last noted. */
  #last: Map<string, { readonly seq: number; readonly day: number }> | null = null;
  /** By chain, how far the cloud had it when it was heard last; of chains not heard in this process the file says less. */
  readonly #confirmed = new Map<string, number>();

  constructor(state: JournalState) {
    this.#state = state;
  }

  /** How far the cloud has our branch of a chain, as far as is known: up to there others need not hold it. */
  confirmed(chain: string): number {
    return this.#confirmed.get(chain) ?? this.#noted().get(chain)?.seq ?? 0;
  }

  /**
   * Notes heads of the cloud: one row a chain and day, so that it is known since when an entry was covered. Heads that
   * are not ours (a fork) note nothing; heads that went back, as after a restore, forget what is beyond them. Another
   * `life` forgets chains that it does not name. Writes at most once a chain and day, and when something went back.
   */
  note(heads: readonly Head[], { life, now }: { readonly life: string | null; readonly now: Instant }): void {
    const state = this.#state;
    const last = this.#noted();
    const day = Math.floor(now / DAY_MS);
    const backs: Head[] = [];
    const news: Head[] = [];
    for (const head of heads) {
      const known = state.chain(head.chain);
      if (known === undefined) continue;
      const ack = last.get(head.chain);
      const wentBack = ack !== undefined && ack.seq > head.seq;
      if (wentBack) backs.push(head);
      // What the cloud has beyond us says nothing of our branch: its next head will.
      const isOurs = head.seq <= known.headSeq && hashOf(state, known, head) === head.hash;
      if (isOurs) this.#confirmed.set(head.chain, head.seq);
      else if (head.seq <= known.headSeq) this.#confirmed.set(head.chain, 0);
      if (isOurs && (ack?.day !== day || wentBack)) news.push(head);
    }
    const isOtherLife = life !== null && life !== lifeOf(state);
    if (isOtherLife) {
      const named = new Set(heads.map(({ chain }) => chain));
      for (const chain of last.keys()) if (!named.has(chain)) backs.push({ chain, seq: 0, hash: '' });
      for (const chain of this.#confirmed.keys()) if (!named.has(chain)) this.#confirmed.set(chain, 0);
    }
    if (backs.length === 0 && news.length === 0 && !isOtherLife) return;
    state.transaction(() => write(state, { backs, news, day, now, life: isOtherLife ? life : null }));
    for (const { chain, seq } of backs) last.set(chain, { seq, day: -1 });
    for (const { chain, seq } of news) last.set(chain, { seq, day });
  }

  #noted(): Map<string, { readonly seq: number; readonly day: number }> {
    this.#last ??= lastAcks(this.#state);
    return this.#last;
  }
}

function write(
  { db }: JournalState,
  what: {
    readonly backs: readonly Head[];
    readonly news: readonly Head[];
    readonly day: number;
    readonly now: Instant;
    readonly life: string | null;
  },
): void {
  const { backs, news, day, now, life } = what;
  const id = '(SELECT id FROM chains WHERE name = @name)';
  const forget = db.prepare(`DELETE FROM acks WHERE chain = ${id} AND seq > @seq`);
  const note = db.prepare(
    `INSERT OR IGNORE INTO acks (chain, day, seq, at) VALUES (${id}, @day, @seq, @now)`,
  );
  // Of those that left the window only the last says anything.
  const thin = db.prepare(
    `DELETE FROM acks WHERE chain = ${id}
       AND day < (SELECT max(day) FROM acks WHERE chain = ${id} AND at <= @before)`,
  );
  for (const { chain, seq } of backs) forget.run({ name: hashToBlob(chain), seq });
  for (const { chain, seq } of news) {
    note.run({ name: hashToBlob(chain), day, seq, now });
    thin.run({ name: hashToBlob(chain), before: now - WINDOW_MS });
  }
  if (life !== null) db.prepare('UPDATE space SET cloud_life = ?').run(life);
}

/**
 * How far a chain's entries have been with the cloud for the whole window (or another time, in milliseconds); 0: none has.
 */
export function windowEnd(state: JournalState, chainRow: number, now: Instant, forMs = WINDOW_MS): number {
  return Number(
    state.db
      .prepare(
        `SELECT coalesce(max(seq), 0) FROM acks a WHERE chain = ? AND at <= ?
           AND (SELECT count(*) FROM acks later WHERE later.chain = a.chain AND later.day > a.day AND later.at <= ?) >= ?`,
      )
      .pluck()
      .get(chainRow, now - forMs, now, DAYS_HEARD_MIN),
  );
}

/** When the cloud was heard last; 0: never. */
export function lastHeard({ db }: JournalState): Instant {
  return instant(Number(db.prepare('SELECT coalesce(max(at), 0) FROM acks').pluck().get()));
}

function lastAcks({ db }: JournalState): Map<string, { readonly seq: number; readonly day: number }> {
  const rows = db
    .prepare('SELECT c.name, max(a.seq) AS seq FROM acks a JOIN chains c ON c.id = a.chain GROUP BY a.chain')
    .all() as { name: Buffer; seq: number }[];
  return new Map(rows.map(({ name, seq }) => [blobToHash(name), { seq, day: -1 }]));
}

function lifeOf({ db }: JournalState): string | null {
  return db.prepare('SELECT cloud_life FROM space').pluck().get() as string | null;
}

/** Our hash at that place; of a head, which is what the cloud mostly names, without asking the disk. */
function hashOf(state: JournalState, known: Chain, { chain, seq }: Head): string | null {
  const hash = seq === known.headSeq ? known.headHash : state.entries.hashAt(chain, seq);
  return hash === null ? null : blobToHash(hash);
}
