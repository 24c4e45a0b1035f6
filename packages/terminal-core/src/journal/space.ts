import type { Instant } from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import { Acks } from './acks.ts';
import { composeSnapshot } from './compose-snapshot.ts';
import { type Dropped, dropBodies, type LateFact, listLateFacts, type Round } from './drop-bodies.ts';
import { installSnapshot, isFresh } from './install-snapshot.ts';
import type { JournalState } from './journal-state.ts';
import type { OpeningRow } from './opening-rows.ts';
import type { OpeningContext } from './own-chain.ts';
import { judge, type SettlingPolicy } from './settled.ts';

/** What a journal need not hold: acknowledgements, the window, opening rows, snapshots. */
export class Space {
  readonly #state: JournalState;
  readonly #context: OpeningContext;
  readonly #acks: Acks;
  readonly #round: Round = new Map();
  #policy: SettlingPolicy | null = null;

  constructor(state: JournalState, context: OpeningContext) {
    this.#state = state;
    this.#context = context;
    this.#acks = new Acks(state);
  }

  cloudHas(heads: readonly Head[], life: string | null, now: Instant): void {
    this.#acks.note(heads, { life, now });
  }

  settleBy(policy: SettlingPolicy): void {
    this.#policy = policy;
    this.#state.window.ledgers = policy.ledgers ?? new Map();
  }

  judge(limit: number): number {
    return this.#policy === null ? 0 : judge(this.#state, this.#policy, limit);
  }

  dropBodies(bounds: { readonly now: Instant; readonly limit: number }): Dropped {
    return dropBodies(this.#state, this.#round, bounds);
  }

  lateFacts(): readonly LateFact[] {
    return listLateFacts(this.#state);
  }

  openingRows(ledger: string): readonly OpeningRow[] {
    return this.#state.window.openingRows(ledger);
  }

  droppedAfter(no: number, limit: number): ReturnType<JournalState['window']['droppedAfter']> {
    return this.#state.window.droppedAfter(no, limit);
  }

  get isFresh(): boolean {
    return isFresh(this.#state);
  }

  get snapshotArrival(): number {
    return Number(this.#state.db.prepare('SELECT snapshot_arrival FROM space').pluck().get());
  }

  snapshot(): string {
    return composeSnapshot(this.#state, this.#context.identity, (chain) => this.#acks.confirmed(chain));
  }

  install(text: string, verifiedBy: string, now: Instant): void {
    installSnapshot(this.#state, this.#context, { text, verifiedBy, now });
  }
}
