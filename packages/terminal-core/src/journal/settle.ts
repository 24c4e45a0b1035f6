import type { ChainOpened, Entry, EventOf } from '@beaveros/domain/journal';
import type { Instant } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import { canSwitch, followersOf, isForkUndecided, switchBranch, switchOf, wouldStand } from './branches.ts';
import { parseWhole } from './arrived.ts';
import { type Chain, headOf } from './chain-rows.ts';
import type { JournalState } from './journal-state.ts';
import { type OpeningContext, openChain, openedChain } from './own-chain.ts';
import { copyIntoOwn, isWorthACopy } from './recovered-copies.ts';
import { settleSuspense } from './suspense.ts';

/**
 * Inside a transaction that moves memory too: makes of what is known what design section 4 says stands. Everything here
 * is a function of the set of known entries, so that every replica that knows the same folds the same; only the own
 * chain acts: it goes on in a new one where another branch of it stands.
 *
 * 1. Branches: openings that follow a chain say which of its branches stands.
 * 2. Control facts: suspense, vouched heads, erased side records.
 * 3. The own chain: a new one where the old has another end, its series is used by another disk, or a past own chain
 *    has branches that nobody decided.
 * 4. Copies of own entries that stand nowhere.
 *
 * `tip`: a branch of the own chain that came now. What was told before may be another truth now: then the incarnation
 * is new when it returns.
 */
export function settle(
  state: JournalState,
  context: OpeningContext,
  { now, tip = null }: { readonly now: Instant; readonly tip?: Head | null },
): void {
  if (tip !== null) leaveFor(state, context, { tip, now });
  const hasSwitched = settleBranches(state, context, now);
  if (hasSwitched) state.controls = state.controlRows.read(state.entries);
  const hasMoved = settleSuspense(state);
  settleHeads(state);
  settleErased(state);
  leaveSharedSeries(state, context, now);
  decideOwnForks(state, context, now);
  copyOwnAsides(state, context);
  state.db.prepare('UPDATE journal SET settled = 1').run();
  if (hasSwitched || hasMoved) state.becomeAnother(Buffer.from(context.random.bytes(16)));
}

/** Another branch of the chain we write came: it stands, unless an earlier opening says that ours does. */
function leaveFor(
  state: JournalState,
  context: OpeningContext,
  { tip, now }: { readonly tip: Head; readonly now: Instant },
): void {
  const followers = followersOf(state).get(tip.chain) ?? [];
  if (!wouldStand(state, tip, followers)) return;
  openNext(state, context, { follows: tip, now });
}

function settleBranches(state: JournalState, context: OpeningContext, now: Instant): boolean {
  const followers = followersOf(state);
  let hasSwitched = false;
  for (const name of state.asides.chains()) {
    const chain = state.chain(name);
    const moves = chain === undefined ? null : switchOf(state, name, followers.get(name) ?? []);
    if (chain === undefined || moves === null || !canSwitch(state, chain, moves)) continue;
    switchBranch(state, chain, moves, now);
    hasSwitched = true;
    // Others have said that the chain we write goes on otherwise.
    if (chain === state.own) openNext(state, context, { follows: headOf(chain), now });
  }
  return hasSwitched;
}

function openNext(
  state: JournalState,
  context: OpeningContext,
  what: { readonly follows: Head; readonly now: Instant; readonly seriesSkipped?: number },
): void {
  openedChain(state, openChain(state, context, what).move);
}

/** A vouched head that is here lets what it covers be given on. */
function settleHeads(state: JournalState): void {
  for (const { chain: name, seq, hash } of state.controls.vouched) {
    const chain = state.chain(name);
    if (chain === undefined || state.entries.hashAt(name, seq)?.toString('hex') !== hash) continue;
    if (!state.chains.hasHead(chain.row, seq)) state.chains.keepHead(chain.row, seq, '');
  }
}

function settleErased(state: JournalState): void {
  const { erased } = state.controls;
  if (erased.size === 0) return;
  for (const side of erased) state.sides.erase(side);
  state.asides.erase(erased);
}

/**
 * Another chain of this terminal has our series: it was written before this disk was wiped, or a twin writes it. We go
 * on in the next, so that no receipt number comes twice. A disk that knew nothing (its chain follows none) also leaves
 * for a higher series, because those below it were used. Two that hear of each other at once skip differently.
 */
function leaveSharedSeries(state: JournalState, context: OpeningContext, now: Instant): void {
  const own = state.own!;
  const others = state.all().filter((chain) => chain.kind === 'own' && chain !== own);
  const rivals = others.filter(({ series }) => series >= own.series);
  if (rivals.length === 0) return;
  const isShared = rivals.some(({ series }) => series === own.series);
  if (!isShared && followsAny(state, own)) return;
  const isFirst = rivals.every(({ name }) => own.name < name);
  openNext(state, context, { follows: headOf(own), now, seriesSkipped: isFirst ? 1 : 0 });
}

function followsAny(state: JournalState, { row }: Chain): boolean {
  const [opening] = state.entries.ofChain(row, 0, 1);
  const { body } = parseWhole(opening!).events[0] as EventOf<typeof ChainOpened>;
  return body.follows !== null;
}

/**
 * A past chain of this terminal has branches, and whoever wrote it can say no more which of them stands (a wiped or
 * replaced till): the one that stands here does.
 */
function decideOwnForks(state: JournalState, context: OpeningContext, now: Instant): void {
  for (const name of state.asides.chains()) {
    const chain = state.chain(name);
    if (chain?.kind !== 'own' || chain === state.own) continue;
    const followers = followersOf(state).get(name) ?? [];
    if (!isForkUndecided(state, chain, followers)) continue;
    openNext(state, context, { follows: headOf(chain), now });
  }
}

/** What our terminal wrote and no chain holds: in order, unless its command stands already or it is in suspense. */
function copyOwnAsides(state: JournalState, context: OpeningContext): void {
  for (const name of state.asides.chains()) {
    const chain = state.chain(name);
    if (chain?.kind !== 'own') continue;
    for (const aside of state.asides.ofChain(name)) {
      const { seq, hash, sides, isBrought } = aside;
      const entry = JSON.parse(aside.text) as Entry;
      if (aside.reason !== 'fork' || !isWorthACopy(entry)) continue;
      if (state.suspenseOf(chain, seq, null) !== null) continue;
      if (state.entries.arrivalOfCommand(entry.commandId) !== null) continue;
      copyIntoOwn(state, context, { chain: name, seq, hash, entry, sides, isBrought });
    }
  }
}
