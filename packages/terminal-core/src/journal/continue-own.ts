import type { Entry, SideRecord } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import type { Healing } from './heal.ts';
import type { JournalState } from './journal-state.ts';
import { type OpeningContext, openChain, openedChain } from './own-chain.ts';
import { copyIntoOwn, isWorthACopy } from './recovered-copies.ts';
import type { Salvage } from './salvage.ts';

interface OwnMaterial {
  readonly salvage: Salvage;
  readonly options: OpeningContext;
  readonly now: Instant;
  /** By arrival. */
  readonly sides: ReadonlyMap<number, readonly SideRecord[]>;
  /** Arrivals of own entries that another disk wrote. */
  readonly brought: ReadonlySet<number>;
}

/**
 * Inside a transaction: the last own chain goes on if it is whole to its known end; otherwise another follows it, and
 * takes copies of the own entries behind a lost place.
 */
export function continueOwn(
  state: JournalState,
  chains: readonly Healing[],
  context: OwnMaterial,
): { readonly ownChain: string; readonly isNewChain: boolean } {
  const { salvage, options, now, sides, brought } = context;
  const own = chains
    .filter(({ chain }) => chain.facts.kind === 'own')
    .sort((a, b) => a.chain.facts.series - b.chain.facts.series);
  // Not always of the highest series: a twin's chain may be here too.
  const written = own.find(({ chain }) => chain.row === salvage.ownRow());
  const last = written ?? own.at(-1);
  const counters = last === undefined ? [] : salvage.counters(last.chain.row);
  const goesOn =
    last !== undefined && last === written && isWholeToItsEnd(last, options) && salvage.isComplete;
  if (goesOn) {
    const chain = state.chain(last.chain.facts.name)!;
    state.resume(chain);
    for (const { name, value } of counters) state.counters.put(chain.row, name, value);
  } else {
    const seriesUsed = Math.max(0, ...own.map(({ chain }) => chain.facts.series));
    openedChain(state, openChain(state, options, { follows: followed(last), now, seriesUsed }).move);
  }
  for (const { chain, healed } of own) {
    for (const found of healed.later) {
      if (found.bodilessClock !== null) continue; // The cloud has had it for a quarter.
      const entry = JSON.parse(salvage.textOf(found).toString('utf8')) as Entry;
      if (!isWorthACopy(entry)) continue;
      const { seq, hash, arrival } = found;
      const copied = { chain: chain.facts.name, seq, hash, entry, isBrought: brought.has(arrival) };
      copyIntoOwn(state, options, { ...copied, sides: sides.get(arrival) ?? [] });
    }
  }
  return { ownChain: state.own!.name, isNewChain: !goesOn };
}

/** Nothing lost, nothing beyond what this file knew (its counters end there), and ours to sign. */
function isWholeToItsEnd({ chain, healed }: Healing, { identity }: OpeningContext): boolean {
  const isOurs = chain.facts.publicKey === identity.signer.publicKey && chain.facts.epoch === identity.epoch;
  const end = Math.max(0, ...chain.entries.keys());
  return isOurs && healed.lost.length === 0 && healed.later.length === 0 && healed.end.seq === end && end > 0;
}

function followed(last: Healing | undefined): { chain: string; seq: number; hash: string } | null {
  if (last === undefined) return null;
  const { seq, hash } = last.healed.end;
  return { chain: last.chain.facts.name, seq, hash };
}
