import { type Draft, type Entry, type Event, Recovered, type SideRecord } from '@beaveros/domain/journal';
import type { JournalState } from './journal-state.ts';
import { type Author, composeEntry } from './own-chain.ts';
import { strangeSide } from './side-rows.ts';

/** An own entry that stands in no chain any more. */
export interface Original {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly entry: Entry;
  readonly sides: readonly SideRecord[];
  readonly isBrought: boolean;
}

/** Of ours, but about a chain: a copy says nothing of them, and names its own original. */
const ABOUT_CHAINS = /^journal\./;

/** Whether an own entry says anything that a copy has to keep. */
export function isWorthACopy({ events }: Entry): boolean {
  return events.some(({ type }) => !ABOUT_CHAINS.test(type));
}

/**
 * Inside a transaction that moves memory too: one entry in the own chain for an original: `Recovered`, then its events
 * with their ids, under its command id, at its own time, its side records along. Whoever has the original as well folds
 * the first of the two.
 */
export function copyIntoOwn(state: JournalState, author: Author, original: Original): void {
  const own = state.own!;
  const { chain, seq, hash, sides } = original;
  const { commandId, command, actor, approver, businessDate, at, events } = original.entry;
  const recovered: Draft<Event> = {
    type: Recovered.type,
    v: Recovered.v,
    aggregate: author.identity.terminal,
    body: { chain, seq, hash },
  };
  const kept = events.filter(({ type }) => !ABOUT_CHAINS.test(type));
  const draft = {
    commandId,
    command,
    actor,
    approver,
    businessDate,
    events: [recovered, ...kept],
    sides: sides.filter((side) => strangeSide(kept, [side]) === -1),
  };
  const place = { chain: own, clock: state.clock + 1, at, isBrought: original.isBrought, isCopy: true };
  state.moved(state.extend(own, [composeEntry(author, draft, place)]));
}
