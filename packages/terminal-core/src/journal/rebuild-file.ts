import { clockAfter, type Entry, type SideRecord } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import { headToSign } from '@beaveros/protocol/exchange';
import { carryDropped, carrySpace, putBodiless } from './carry-space.ts';
import type { Chain } from './chain-rows.ts';
import { leapAfter } from './clock-leap.ts';
import { continueOwn } from './continue-own.ts';
import type { Healing, Standing } from './heal.ts';
import { openJournalFile } from './journal-file.ts';
import { JournalState } from './journal-state.ts';
import { claim } from './open-journal.ts';
import type { OpeningContext } from './own-chain.ts';
import { settle } from './settle.ts';
import type { FoundEntry } from './gathered-rows.ts';
import type { FoundChain, Salvage } from './salvage.ts';
import { strangeSide } from './side-rows.ts';
import { isSignedBy } from './signer.ts';

/** Entries of one transaction: enough that the syncs do not count, few enough for the cache. */
const REBUILD_ENTRIES = 1_000;

export interface RebuildContext {
  readonly salvage: Salvage;
  readonly options: OpeningContext;
  readonly now: Instant;
}

/** Writes a sound journal at `target` from what stands and what can be copied. */
export function rebuildFile(
  target: string,
  chains: readonly Healing[],
  context: RebuildContext,
): { readonly ownChain: string; readonly isNewChain: boolean } {
  const { salvage, options, now } = context;
  const db = openJournalFile(target);
  try {
    claim(db, options.identity, options.random);
    const rebuilding = new JournalState(target, db, options.readEvent);
    const sides = salvage.sides();
    const arrivals = arrivalsOf(chains);
    const brought = salvage.brought();
    const commands = salvage.commands();
    const found = chains.map(({ chain }) => chain);
    rebuilding.transaction(() => carryDropped(rebuilding, salvage, found));
    const rows = new Map<number, number>();
    for (const one of chains) {
      const row = restoreChain(rebuilding, one, { salvage, sides, arrivals, brought, commands });
      if (row !== null) rows.set(one.chain.row, row);
    }
    rebuilding.transaction(() => {
      restoreAsides(rebuilding, chains, { ...context, sides, brought });
      carrySpace(rebuilding, salvage, rows);
    });
    const state = new JournalState(target, db, options.readEvent); // Reads heads and arrivals back from the file.
    const end = state.transaction(() => {
      const { ownChain, isNewChain } = continueOwn(state, chains, { ...context, sides, brought });
      // What control facts and openings say of all this.
      settle(state, options, { now });
      return {
        ownChain: state.own?.name ?? ownChain,
        isNewChain: isNewChain || state.own?.name !== ownChain,
      };
    });
    db.pragma('wal_checkpoint(TRUNCATE)');
    return end;
  } finally {
    db.close();
  }
}

/** The place an entry had; behind everything found where its row is gone, or another has the same. */
function arrivalsOf(chains: readonly Healing[]): (found: FoundEntry | undefined) => number {
  const given = new Set<number>();
  let last = 0;
  for (const { chain } of chains)
    for (const { arrival } of chain.entries.values()) last = Math.max(last, arrival);
  return (found) => {
    const isFree = found !== undefined && found.arrival > 0 && !given.has(found.arrival);
    const arrival = isFree ? found.arrival : (last += 1);
    given.add(arrival);
    return arrival;
  };
}

/** Branches that do not stand with what vouches for them, what a chain lost its middle to, and when whom was seen. */
function restoreAsides(
  state: JournalState,
  chains: readonly Healing[],
  { salvage, now, sides, brought }: RebuildContext & Pick<Material, 'sides' | 'brought'>,
): void {
  for (const aside of salvage.asides()) state.asides.keep(aside, now);
  for (const { chain, seq, hash, signature } of salvage.asideHeads())
    state.asides.keepHead(chain, seq, hash, signature);
  for (const { terminal, at } of salvage.terminalsSeen()) state.controlRows.see(terminal, at);
  for (const { chain, healed } of chains) {
    if (chain.facts.kind === 'own') continue;
    for (const found of healed.later) {
      const { seq, hash, prev, arrival } = found;
      if (found.bodilessClock !== null) continue; // Nothing is left to keep; the exchange brings it whole.
      state.asides.keep(
        {
          chain: chain.facts.name,
          seq,
          hash,
          prev,
          text: salvage.textOf(found).toString('utf8'),
          sides: sides.get(arrival) ?? [],
          reason: 'stranded',
          isBrought: brought.has(arrival),
        },
        now,
      );
    }
  }
}

interface Material {
  readonly salvage: Salvage;
  /** By arrival. */
  readonly sides: ReadonlyMap<number, readonly SideRecord[]>;
  /** Arrivals of own entries that another disk wrote. */
  readonly brought: ReadonlySet<number>;
  readonly arrivals: (found: FoundEntry | undefined) => number;
  /** Command ids by arrival. */
  readonly commands: ReadonlyMap<number, Buffer>;
}

/** Returns the chain's number in the new file, or null when nothing of it stands. */
function restoreChain(
  state: JournalState,
  { chain: found, healed }: Healing,
  material: Material,
): number | null {
  const { standing, end } = healed;
  if (standing.length === 0) return null;
  const isOwn = found.facts.kind === 'own';
  const chain = state.transaction(() => state.newChain(found.facts, 0));
  const restored = { clock: 0, hash: Buffer.alloc(32) };
  for (let from = 0; from < standing.length; from += REBUILD_ENTRIES) {
    state.transaction(() => {
      for (const one of standing.slice(from, from + REBUILD_ENTRIES))
        restoreEntry(state, { chain, one, found, restored }, material);
    });
  }
  state.transaction(() => {
    state.chains.setVerifiedSeq(chain.row, end.seq);
    if (isOwn) state.chains.end(chain.row);
    state.chains.setClock(chain.row, restored.clock);
    if (found.base !== null) state.chains.setBase(chain.row, found.base);
    restoreHeads(state, { chain, found, healed }, material);
  });
  return chain.row;
}

function restoreEntry(
  state: JournalState,
  what: {
    readonly chain: Chain;
    readonly one: Standing;
    readonly found: FoundChain;
    /** The highest accepted clock so far, and the last hash. */
    readonly restored: { clock: number; hash: Buffer };
  },
  material: Material,
): void {
  const { chain, one, found, restored } = what;
  const arrival = material.arrivals(found.entries.get(one.seq));
  const prev = one.kind === 'found' ? Buffer.from(one.found.prev, 'hex') : restored.hash;
  const hash = Buffer.from(one.hash, 'hex');
  restored.hash = hash;
  if (one.kind === 'found' && one.found.bodilessClock !== null) {
    const clock = one.found.bodilessClock;
    restored.clock = Math.max(restored.clock, clock);
    const command = material.commands.get(one.found.arrival);
    putBodiless(state, { arrival, chainRow: chain.row, seq: one.seq, prev, hash, clock, command });
    return;
  }
  const { text, sides } = contentOf(one, material);
  const entry = JSON.parse(text.toString('utf8')) as Entry;
  const leap = leapAfter(entry.clock, restored.clock);
  restored.clock = clockAfter({ clock: entry.clock, accepted: restored.clock });
  const kept = sides.filter((side) => strangeSide(entry.events, [side]) === -1);
  const isBrought = one.kind === 'found' && material.brought.has(one.found.arrival);
  const isOwn = chain.kind === 'own';
  const content = { text, hash, entry, isOwn, isWritten: false, isBrought, leap, sides: kept };
  state.put(chain, content, { arrival, prev });
}

/** Those that our own eyes find right; what a `TailVouched` stands for is settled at the end. */
function restoreHeads(
  state: JournalState,
  { chain, found, healed }: { readonly chain: Chain; readonly found: FoundChain } & Pick<Healing, 'healed'>,
  { salvage }: Material,
): void {
  const hashes = new Map(healed.standing.map(({ seq, hash }) => [seq, hash]));
  if (found.base !== null) hashes.set(found.base.seq, found.base.hash);
  for (const { seq, signature } of salvage.signatures(found.row).sort((a, b) => a.seq - b.seq)) {
    const hash = hashes.get(seq);
    if (hash === undefined) continue;
    const head = { chain: chain.name, seq, hash };
    if (isSignedBy(chain.publicKey, headToSign(head), signature))
      state.chains.keepHead(chain.row, seq, signature);
  }
}

function contentOf(
  one: Standing,
  { salvage, sides }: Material,
): { text: Buffer; sides: readonly SideRecord[] } {
  if (one.kind === 'fetched') return { text: Buffer.from(one.entry.text, 'utf8'), sides: one.entry.sides };
  return { text: salvage.textOf(one.found), sides: sides.get(one.found.arrival) ?? [] };
}
