import { type Draft, type Entry, type Event, Recovered, type SideRecord } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import { headToSign } from '@beaveros/protocol/exchange';
import { keepAsides } from './asides.ts';
import type { Chain } from './chain-rows.ts';
import { leaps } from './clock-leap.ts';
import type { Healing, Standing } from './heal.ts';
import { openJournalFile } from './journal-file.ts';
import { JournalState } from './journal-state.ts';
import { claim } from './open-journal.ts';
import { composeEntry, type OpeningContext, openChain, openedChain } from './own-chain.ts';
import type { FoundEntry, Salvage } from './salvage.ts';
import { strangeSide } from './side-rows.ts';
import { isSignedBy } from './signer.ts';

/** Entries of one transaction: enough that the syncs do not count, few enough for the cache. */
const REBUILD_ENTRIES = 1_000;

export interface RebuildContext {
  readonly salvage: Salvage;
  readonly options: OpeningContext & { readonly seriesUsed?: number };
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
    const rebuilding = new JournalState(target, db);
    const sides = sidesByArrival(salvage);
    const arrivals = arrivalsOf(chains);
    for (const one of chains) restoreChain(rebuilding, one, { salvage, sides, arrivals });
    rebuilding.transaction(() => {
      for (const aside of salvage.asides())
        keepAsides(rebuilding, aside.chain, [aside], { reason: aside.reason, now });
      for (const { chain, healed } of chains) {
        if (chain.facts.kind === 'own') continue;
        const stranded = healed.later.map((found) => ({
          ...found,
          text: salvage.textOf(found).toString('utf8'),
        }));
        keepAsides(rebuilding, chain.facts.name, stranded, { reason: 'stranded', now });
      }
    });
    const state = new JournalState(target, db); // Reads heads, clocks and arrivals back from the file.
    const end = state.transaction(() => continueOwn(state, chains, { ...context, sides }));
    db.pragma('wal_checkpoint(TRUNCATE)');
    return end;
  } finally {
    db.close();
  }
}

type Sides = ReadonlyMap<number, readonly SideRecord[]>;

function sidesByArrival(salvage: Salvage): Sides {
  const byArrival = new Map<number, SideRecord[]>();
  for (const { arrival, ...side } of salvage.sides()) {
    byArrival.set(arrival, [...(byArrival.get(arrival) ?? []), side]);
  }
  return byArrival;
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

interface Material {
  readonly salvage: Salvage;
  readonly sides: Sides;
  readonly arrivals: (found: FoundEntry | undefined) => number;
}

function restoreChain(state: JournalState, { chain: found, healed }: Healing, material: Material): void {
  const { salvage } = material;
  const { standing } = healed;
  if (standing.length === 0) return;
  const isOwn = found.facts.kind === 'own';
  let clock = 0;
  const chain = state.transaction(() => state.newChain(found.facts, 0));
  for (let from = 0; from < standing.length; from += REBUILD_ENTRIES) {
    state.transaction(() => {
      for (const one of standing.slice(from, from + REBUILD_ENTRIES)) {
        const arrival = material.arrivals(found.entries.get(one.seq));
        const { text, sides } = contentOf(one, material);
        const entry = JSON.parse(text.toString('utf8')) as Entry;
        const isLeap = !isOwn && leaps(entry.clock, clock);
        const suspense = isLeap ? `clock ${entry.clock} after ${clock}` : null;
        if (!isLeap) clock = Math.max(clock, entry.clock);
        const prev = Buffer.from(standing[one.seq - 2]?.hash ?? '0'.repeat(64), 'hex');
        const hash = Buffer.from(one.hash, 'hex');
        state.entries.store({ arrival, chainRow: chain.row, prev, hash, text, entry, isOwn, suspense });
        state.sides.store(
          arrival,
          sides.filter((side) => strangeSide(entry.events, [side]) === -1),
        );
      }
    });
  }
  state.transaction(() => {
    state.chains.setVerifiedSeq(chain.row, standing.length);
    if (isOwn) state.chains.end(chain.row);
    else state.chains.setClock(chain.row, clock);
    for (const { seq, signature } of salvage.signatures(found.row).sort((a, b) => a.seq - b.seq)) {
      const hash = standing[seq - 1]?.hash;
      if (hash === undefined) continue;
      const head = { chain: found.facts.name, seq, hash };
      if (isSignedBy(found.facts.publicKey, headToSign(head), signature))
        state.chains.keepHead(chain.row, seq, signature);
    }
  });
}

function contentOf(
  one: Standing,
  { salvage, sides }: Material,
): { text: Buffer; sides: readonly SideRecord[] } {
  if (one.kind === 'fetched') return { text: Buffer.from(one.entry.text, 'utf8'), sides: one.entry.sides };
  return { text: salvage.textOf(one.found), sides: sides.get(one.found.arrival) ?? [] };
}

/** Inside a transaction: the last own chain goes on if it is whole to its known end; otherwise another follows it. */
function continueOwn(
  state: JournalState,
  chains: readonly Healing[],
  context: RebuildContext & { readonly sides: Sides },
): { readonly ownChain: string; readonly isNewChain: boolean } {
  const { salvage, options, now } = context;
  const own = chains
    .filter(({ chain }) => chain.facts.kind === 'own')
    .sort((a, b) => a.chain.facts.series - b.chain.facts.series);
  const last = own.at(-1);
  const counters = last === undefined ? [] : salvage.counters(last.chain.row);
  const goesOn = last !== undefined && isWholeToItsEnd(last, options) && salvage.isComplete;
  if (goesOn) {
    const chain = state.chain(last.chain.facts.name)!;
    state.resume(chain);
    for (const { name, value } of counters) state.counters.put(chain.row, name, value);
  } else {
    const seriesUsed = Math.max(options.seriesUsed ?? 0, last?.chain.facts.series ?? 0);
    openedChain(state, openChain(state, options, { follows: followed(last), now, seriesUsed }).move);
  }
  for (const { chain, healed } of own) {
    for (const found of healed.later) copyInto(state, state.own!, { from: chain.facts.name, found }, context);
  }
  return { ownChain: state.own!.name, isNewChain: !goesOn };
}

/** Nothing lost, nothing beyond what this file knew (its counters end there), and ours to sign. */
function isWholeToItsEnd({ chain, healed }: Healing, { identity }: OpeningContext): boolean {
  const isOurs = chain.facts.publicKey === identity.signer.publicKey && chain.facts.epoch === identity.epoch;
  const end = Math.max(0, ...chain.entries.keys());
  return (
    isOurs &&
    healed.lost.length === 0 &&
    healed.later.length === 0 &&
    healed.standing.length === end &&
    end > 0
  );
}

function followed(last: Healing | undefined): { chain: string; seq: number; hash: string } | null {
  if (last === undefined) return null;
  const { standing } = last.healed;
  return {
    chain: last.chain.facts.name,
    seq: standing.length,
    hash: standing.at(-1)?.hash ?? '0'.repeat(64),
  };
}

/** One entry per original: `Recovered`, then its events with their ids, under its command id, at its own time. */
function copyInto(
  state: JournalState,
  own: Chain,
  { from, found }: { readonly from: string; readonly found: FoundEntry },
  { salvage, options, sides }: RebuildContext & { readonly sides: Sides },
): void {
  const { identity, newId } = options;
  const original = JSON.parse(salvage.textOf(found).toString('utf8')) as Entry;
  const recovered: Draft<Event> = {
    type: Recovered.type,
    v: Recovered.v,
    aggregate: identity.terminal,
    body: { chain: from, seq: found.seq, hash: found.hash },
  };
  const { commandId, command, actor, approver, businessDate, at } = original;
  const events = [recovered, ...original.events];
  const kept = (sides.get(found.arrival) ?? []).filter((side) => strangeSide(original.events, [side]) === -1);
  const draft = { commandId, command, actor, approver, businessDate, events, sides: kept };
  const move = state.extend(own, [
    composeEntry({ identity, newId }, draft, { chain: own, clock: state.clock + 1, at }),
  ]);
  state.sides.store(move.lastArrival, kept);
  state.moved(move); // The file is thrown away if this transaction fails.
}
