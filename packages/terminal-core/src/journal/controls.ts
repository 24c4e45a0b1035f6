import {
  type Entry,
  type Event,
  type EventOf,
  readControl,
  SuspenseReleased,
  TailVouched,
  TerminalRevoked,
} from '@beaveros/domain/journal';
import type { Head } from '@beaveros/protocol/exchange';
import type { ChainFacts } from './chain-rows.ts';

type Revocation = EventOf<typeof TerminalRevoked>['body'];

/**
 * What the store's back-office chains say about other chains: fences, releases, vouched heads and erased side records.
 * A function of the set of their facts, whatever order they came in.
 */
export class Controls {
  readonly #revocations = new Map<string, Revocation[]>();
  readonly #releases = new Map<string, number>();
  readonly #vouched = new Map<string, Head>();
  readonly #erased = new Set<string>();

  constructor(entries: Iterable<Entry>) {
    for (const { events } of entries) for (const event of events) this.#hear(event);
  }

  /**
   * Beyond this seq the chain's entries are in suspense; infinite: nowhere. Only a stolen terminal that was revoked with
   * fences has one: 0 in chains of its epoch or lower that no fence names; of several the lowest.
   */
  fenceOf({ name, terminal, epoch }: Pick<ChainFacts, 'name' | 'terminal' | 'epoch'>): number {
    if (terminal === null) return Number.POSITIVE_INFINITY;
    const fences = (this.#revocations.get(terminal) ?? []).map((revoked) => {
      if (revoked.reason !== 'stolen' || revoked.fences === null || revoked.epoch < epoch)
        return Number.POSITIVE_INFINITY;
      return Math.min(...namedIn(revoked.fences, name));
    });
    return Math.min(Number.POSITIVE_INFINITY, ...fences);
  }

  /** Up to this seq nothing of the chain is in suspense; 0: nothing was released. */
  releasedTo(chain: string): number {
    return this.#releases.get(chain) ?? 0;
  }

  /** Whether the terminal was revoked in this epoch, for whatever reason. */
  isRevoked(terminal: string, epoch: number): boolean {
    return (this.#revocations.get(terminal) ?? []).some((revoked) => epoch <= revoked.epoch);
  }

  isVouched({ chain, seq, hash }: Head): boolean {
    return this.#vouched.has(`${chain}/${seq}/${hash}`);
  }

  get vouched(): Iterable<Head> {
    return this.#vouched.values();
  }

  get erased(): ReadonlySet<string> {
    return this.#erased;
  }

  #hear(event: Event): void {
    const control = readControl(event);
    if (control === null) return;
    const { type, body } = control;
    if (type === TerminalRevoked.type)
      this.#revocations.set(body.terminal, [...(this.#revocations.get(body.terminal) ?? []), body]);
    else if (type === SuspenseReleased.type)
      this.#releases.set(body.chain, Math.max(body.seq, this.releasedTo(body.chain)));
    else if (type === TailVouched.type) this.#vouched.set(`${body.chain}/${body.seq}/${body.hash}`, body);
    else for (const side of body.sides) this.#erased.add(side);
  }
}

function namedIn(fences: NonNullable<Revocation['fences']>, chain: string): readonly number[] {
  const named = fences.filter((fence) => fence.chain === chain).map(({ seq }) => seq);
  return named.length === 0 ? [0] : named;
}
