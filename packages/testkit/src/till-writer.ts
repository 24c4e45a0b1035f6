import type { Draft, Entry, Event, Recorded } from '@beaveros/domain/journal';
import {
  type BusinessDate,
  bytesToHex,
  type Clock,
  type Id,
  type NewId,
  type Random,
  sha256,
  utf8ToBytes,
} from '@beaveros/kit';

/** An entry with the name of its chain, which an opening does not carry itself. */
export interface WrittenEntry {
  readonly chain: string;
  readonly entry: Entry;
}

export interface TillIdentity {
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  readonly terminal: Id<'Terminal'>;
}

/**
 * The journal of a till as builders see it: entries in order, a Lamport clock, and what it heard of others. Its chain is
 * named by a hash of its identity and nonce; hashes and signatures are the real journal's business.
 */
export class TillWriter {
  readonly identity: TillIdentity;
  readonly chain: string;
  readonly #clock: Clock;
  readonly #newId: NewId;
  readonly #entries: WrittenEntry[] = [];
  readonly #known = new Map<string, WrittenEntry>();
  #highest = 0;

  constructor(
    identity: TillIdentity,
    context: { readonly clock: Clock; readonly random: Random; readonly newId: NewId },
  ) {
    this.identity = identity;
    this.#clock = context.clock;
    this.#newId = context.newId;
    const nonce = bytesToHex(context.random.bytes(32));
    this.chain = bytesToHex(sha256(utf8ToBytes(identity.terminal), utf8ToBytes(nonce)));
    this.append('open-chain', {
      businessDate: '2026-01-01' as BusinessDate,
      events: [
        {
          type: 'journal.ChainOpened',
          v: 1,
          aggregate: identity.terminal,
          body: { ...identity, epoch: 1, nonce, publicKey: 'AAAA', series: 1, follows: null },
        },
      ],
    });
  }

  /** Appends one entry, as a command does; `commandId` repeats one that another till was given. */
  append(
    command: string,
    content: {
      readonly businessDate: BusinessDate;
      readonly events: readonly Draft<Event>[];
      readonly actor?: Id<'User'> | null;
      readonly commandId?: Id<'Command'>;
    },
  ): WrittenEntry {
    const seq = this.#entries.length + 1;
    this.#highest += 1;
    const entry: Entry = {
      chain: seq === 1 ? '' : this.chain,
      seq,
      clock: this.#highest,
      at: this.#clock.now(),
      ...this.identity,
      epoch: 1,
      commandId: content.commandId ?? this.#newId<'Command'>(),
      command,
      actor: content.actor ?? null,
      businessDate: content.businessDate,
      events: content.events.map((draft) => ({ ...draft, id: draft.id ?? this.#newId<'Event'>() })),
    };
    const written = { chain: this.chain, entry };
    this.#entries.push(written);
    this.#known.set(keyOf(written), written);
    return written;
  }

  /** Its own entries, oldest first. */
  entries(): readonly WrittenEntry[] {
    return [...this.#entries];
  }

  /** Learns everything the other knows, as the exchange would bring it. */
  hear(other: TillWriter): void {
    this.learn([...other.#known.values()]);
  }

  /** Learns these entries only: what a broken line has brought so far. */
  learn(entries: readonly WrittenEntry[]): void {
    for (const written of entries) {
      this.#known.set(keyOf(written), written);
      this.#highest = Math.max(this.#highest, written.entry.clock);
    }
  }

  /** How far it knows each chain, as far as nothing is missing before. */
  heads(): readonly { readonly chain: string; readonly seq: number }[] {
    const seqs = Map.groupBy(this.#known.values(), ({ chain }) => chain);
    return [...seqs].map(([chain, entries]) => {
      const known = new Set(entries.map(({ entry }) => entry.seq));
      let seq = 0;
      while (known.has(seq + 1)) seq += 1;
      return { chain, seq };
    });
  }

  /** The facts of an aggregate that this till knows. */
  facts(aggregate: string): readonly Recorded[] {
    return factsOf([...this.#known.values()], aggregate);
  }
}

/** The facts of one aggregate out of entries, headers as readers of a journal see them. */
export function factsOf(written: readonly WrittenEntry[], aggregate: string): readonly Recorded[] {
  return written.flatMap(({ chain, entry: { events, ...header } }) =>
    events.flatMap((event, index) =>
      event.aggregate === aggregate ? [{ event, header: { ...header, chain }, index }] : [],
    ),
  );
}

function keyOf({ chain, entry }: WrittenEntry): string {
  return `${chain}/${entry.seq}`;
}
