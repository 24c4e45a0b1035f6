import { compareEntries, endingAggregates, type Entry, isEndless, ledgerOf } from '@beaveros/domain/journal';
import { Fault } from '@beaveros/kit';
import { type BatchHead, DROPPED_LEDGER, type EntryOnWire, type Snapshot } from '@beaveros/protocol/exchange';
import { lastHeard, windowEnd } from './acks.ts';
import { type EntryRow, isBodiless, parseWhole } from './arrived.ts';
import { signHead } from './batch-after.ts';
import { blobToHash, blobToId, idToBlob } from './blobs.ts';
import { type Chain, headOf } from './chain-rows.ts';
import type { JournalIdentity } from './identity.ts';
import type { JournalState } from './journal-state.ts';
import { addBody, type OpeningRow } from './opening-rows.ts';
import { RollingLedgers } from './roll-ledgers.ts';

/** Entries read at once, because nobody looked yet whether they are settled: 0.2 s in which nobody can sell. */
const UNJUDGED_MAX = 5_000;

/** The same for entries that the cloud has not confirmed; a store that was offline for longer gives entries. */
const UNCONFIRMED_MAX = 5_000;

/**
 * What only ledgers (stocks, accounts) need is in their opening rows once the cloud has had it for so long: whoever counts
 * has heard of a week ago, and an opening row cannot say which part of it a count knew.
 */
const LEDGERS_AFTER_MS = 7 * 24 * 60 * 60_000;

type Heads = ReadonlyMap<number, BatchHead>;

/**
 * The text of a snapshot (`zSnapshot`) of what is known, at the last head of each chain that its author signed. An
 * aggregate that was found settled ({@link judge}), and of which the cloud has every fact up to `confirmed`, is left out
 * and counted in the opening rows; everything else that is here goes along. Cost: reads the index by aggregate and the entries of what is open. Faults with `journal/not-judged`
 * (retryable) where too much would have to be read.
 */
export function composeSnapshot(
  state: JournalState,
  { tenant, store, signer }: JournalIdentity,
  confirmed: (chain: string) => number,
): string {
  refuseUnjudged(state);
  const heads: Heads = new Map(
    state.all().flatMap((chain) => {
      const head = headFor(state, chain, signer);
      return head === null ? [] : [[chain.row, head] as const];
    }),
  );
  const chains = state
    .all()
    .filter(({ row }) => heads.has(row))
    .map((chain) => describe(state, chain, heads.get(chain.row)!))
    .sort((a, b) => compareEntries(a.opened, b.opened));
  const open = new OpenAggregates(state, heads, confirmed);
  const entries = open.entries().toSorted((a, b) => compareEntries(placeOf(a), placeOf(b)));
  const snapshot: Snapshot = {
    v: 1,
    tenant,
    store,
    chains: chains.map(({ chain }) => chain),
    entries: entries.map(({ chain, row }) => ({
      chain: chain.name,
      prev: blobToHash(row.prev),
      entry: onWire(state, row),
    })),
    openingRows: openingRows(open, entries),
  };
  return JSON.stringify(snapshot);
}

function refuseUnjudged({ db }: JournalState): void {
  const unjudged = Number(
    db
      .prepare('SELECT count(*) FROM entries WHERE arrival > (SELECT judged_arrival FROM space)')
      .pluck()
      .get(),
  );
  if (unjudged <= UNJUDGED_MAX) return;
  throw new Fault('journal/not-judged', `${unjudged} entries may be open or settled`, { retryable: true });
}

interface Included {
  readonly chain: Chain;
  readonly row: EntryRow;
  readonly entry: Entry;
}

/** The last head of a chain that somebody stands for; null: none, so that the chain is left to the exchange. */
function headFor(state: JournalState, chain: Chain, signer: JournalIdentity['signer']): BatchHead | null {
  const head = headOf(chain);
  if (chain.kind === 'own' && chain.publicKey === signer.publicKey) return signHead(signer, chain, head);
  const signature = state.chains.signatureAt(chain.row, chain.headSeq);
  if (signature !== null) return { ...head, signature: signature === '' ? null : signature };
  const last = state.chains.lastSignedHead(chain, 0, chain.headSeq);
  if (last !== null || chain.baseSeq === 0) return last;
  const atBase = state.chains.signatureAt(chain.row, chain.baseSeq);
  const hash = state.entries.hashAt(chain.name, chain.baseSeq);
  if (atBase === null || hash === null) return null;
  const base = { chain: chain.name, seq: chain.baseSeq, hash: blobToHash(hash) };
  return { ...base, signature: atBase === '' ? null : atBase };
}

function describe(
  state: JournalState,
  chain: Chain,
  head: BatchHead,
): { readonly opened: ReturnType<typeof placeOf>; readonly chain: Snapshot['chains'][number] } {
  const [opening] = state.entries.ofChain(chain.row, 0, 1);
  const entry = parseWhole(opening!);
  return {
    opened: placeOf({ chain, entry }),
    chain: {
      opening: onWire(state, opening!),
      certificate: chain.certificate,
      kind: chain.kind === 'store' ? 'store' : 'terminal',
      head,
      clock:
        head.seq === chain.headSeq ? chain.clock : Math.max(entry.clock, clockUpTo(state, chain, head.seq)),
    },
  };
}

/** The highest clock accepted up to a place. */
function clockUpTo({ db }: JournalState, chain: Chain, seq: number): number {
  return Number(
    db
      .prepare(
        `SELECT coalesce(max(clock), 0) FROM entries
          WHERE chain = ? AND seq <= ? AND arrival NOT IN (SELECT arrival FROM leaps)`,
      )
      .pluck()
      .get(chain.row, seq),
  );
}

/** What a new till has to hold whole, and what it may have as opening rows. */
class OpenAggregates {
  readonly #state: JournalState;
  readonly #heads: Heads;
  /**
   * With a fact behind V: it will come by the exchange, so all before it must be there. And with one that the cloud has
   * not confirmed: whoever begins with the snapshot may be the only one left to give it on.
   */
  readonly #goesOn: ReadonlySet<string>;
  readonly #known = new Map<string, boolean>();
  readonly #rolling: RollingLedgers;
  readonly #rolled = new Set<number>();
  readonly #isUnread;

  constructor(state: JournalState, heads: Heads, confirmed: (chain: string) => number) {
    this.#state = state;
    this.#heads = heads;
    this.#rolling = new RollingLedgers(state);
    this.#isUnread = state.db.prepare('SELECT 1 FROM unread WHERE arrival = ?');
    const from = (chain: Chain) => Math.min(heads.get(chain.row)?.seq ?? 0, confirmed(chain.name));
    const beyond = state.all().reduce((all, chain) => all + chain.headSeq - from(chain), 0);
    if (beyond > UNCONFIRMED_MAX)
      throw new Fault('journal/not-judged', `${beyond} entries are not in the cloud`, { retryable: true });
    this.#goesOn = new Set(
      state
        .all()
        .flatMap((chain) => [...state.entries.ofChain(chain.row, from(chain), chain.headSeq)])
        .flatMap((row) => (isBodiless(row) ? [] : endingAggregates(parseWhole(row)))),
    );
  }

  isOpen(aggregate: string): boolean {
    const known = this.#known.get(aggregate);
    if (known !== undefined) return known;
    const blob = idToBlob(aggregate);
    const { window } = this.#state;
    const isOpen = !window.isGone(blob) && (this.#goesOn.has(aggregate) || window.settledRows(blob) === null);
    this.#known.set(aggregate, isOpen);
    return isOpen;
  }

  /** Up to V, beyond the openings: of open aggregates, of what has no end, and unread ones. */
  entries(): readonly Included[] {
    const found = [...this.#found()];
    const ofLedgers = found.filter(({ isNeeded }) => !isNeeded).map(({ included: { row } }) => row);
    for (const { row } of this.#rolling.take(ofLedgers)) this.#rolled.add(row.arrival);
    return found.flatMap(({ included }) => (this.#rolled.has(included.row.arrival) ? [] : [included]));
  }

  /** `isNeeded` false: only ledgers need it, and it is old enough for their opening rows. */
  *#found(): Generator<{ readonly included: Included; readonly isNeeded: boolean }> {
    const heard = lastHeard(this.#state);
    const chains = new Map(this.#state.all().map((chain) => [chain.row, chain]));
    const old = new Map(
      [...chains.keys()].map((row) => [row, windowEnd(this.#state, row, heard, LEDGERS_AFTER_MS)]),
    );
    for (const arrival of this.#candidates()) {
      const row = this.#state.entries.at(arrival);
      if (row.seq === 1 || row.seq > (this.#heads.get(row.chainRow)?.seq ?? 0) || isBodiless(row)) continue;
      const entry = parseWhole(row);
      const isNeeded =
        this.#isUnread.get(row.arrival) !== undefined ||
        entry.events.some(({ type }) => isEndless(type) && ledgerOf(type) === null) ||
        endingAggregates(entry).some((aggregate) => this.isOpen(aggregate));
      const isOfLedgers = entry.events.some(({ type }) => ledgerOf(type) !== null);
      if (!isNeeded && !isOfLedgers) continue;
      const isOld = row.suspended === 0 && row.seq <= (old.get(row.chainRow) ?? 0);
      yield {
        included: { chain: chains.get(row.chainRow)!, row, entry },
        isNeeded: isNeeded || !isOld,
      };
    }
  }

  /** The settled ones that the till holds, with what they add to ledgers. */
  *settledRows(): Generator<OpeningRow> {
    const settled = this.#state.db.prepare('SELECT aggregate, rows FROM settled_aggregates');
    for (const { aggregate, rows } of settled.iterate() as Iterable<{ aggregate: Buffer; rows: string }>) {
      if (this.#goesOn.has(blobToId(aggregate))) continue;
      yield* JSON.parse(rows) as OpeningRow[];
    }
  }

  /** What is gone here, and what {@link entries} left out for ledgers. */
  ledgers(): readonly OpeningRow[] {
    const rolled = this.#rolling.rows();
    const anew = new Set(rolled.map(({ ledger, key }) => `${ledger}\n${key}`));
    const rows = this.#state.window.openingRows();
    return [...rows.filter(({ ledger, key }) => !anew.has(`${ledger}\n${key}`)), ...rolled];
  }

  #candidates(): readonly number[] {
    const { db } = this.#state;
    const found = db
      .prepare(
        `SELECT arrival FROM facts f WHERE NOT EXISTS (SELECT 1 FROM settled_aggregates s WHERE s.aggregate = f.aggregate)
          UNION SELECT arrival FROM unread`,
      )
      .pluck()
      .all() as number[];
    const ofAggregate = db.prepare('SELECT arrival FROM facts WHERE aggregate = ?').pluck();
    const goingOn = [...this.#goesOn].flatMap(
      (aggregate) => ofAggregate.all(idToBlob(aggregate)) as number[],
    );
    return [...new Set([...found, ...goingOn])].sort((a, b) => a - b);
  }
}

function placeOf({ chain: { name }, entry: { clock, seq } }: Pick<Included, 'chain' | 'entry'>) {
  return { clock, chain: name, seq };
}

function openingRows(open: OpenAggregates, entries: readonly Included[]): Snapshot['openingRows'] {
  const sums = new Map<string, OpeningRow>();
  for (const row of [...open.ledgers(), ...open.settledRows()]) {
    const key = `${row.ledger}\n${row.key}`;
    const known = sums.get(key);
    sums.set(key, known === undefined ? row : { ...row, body: addBody(known.body, row.body) });
  }
  const mentioned = new Set(entries.flatMap(({ entry }) => endingAggregates(entry)));
  const dropped = [...mentioned].filter((aggregate) => !open.isOpen(aggregate));
  return [
    ...sums.values(),
    ...dropped.map((aggregate) => ({ ledger: DROPPED_LEDGER, key: aggregate, body: {} })),
  ].sort((a, b) => compare(a.ledger, b.ledger) || compare(a.key, b.key));
}

function onWire(state: JournalState, row: EntryRow): EntryOnWire {
  const { seq, text, hash, arrival } = row;
  return { seq, text: text.toString('utf8'), hash: blobToHash(hash), sides: state.sides.ofEntry(arrival) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
