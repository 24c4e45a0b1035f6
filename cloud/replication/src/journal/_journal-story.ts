import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Event, type SideRecord, sideReference } from '@beaveros/domain/journal';
import type { Id } from '@beaveros/kit';
import {
  type Certificate,
  certificateToSign,
  type EntryOnWire,
  type Head,
  headToSign,
  writeCertificate,
  writeEntry,
} from '@beaveros/protocol/exchange';
import type { Batch } from '@beaveros/sync/exchange';
import { rawPublicKey } from '../keys/ed25519.ts';
import { CLOCK, hashOf, newId, note, RANDOM, TODAY } from '../_test-till.ts';

/** A run of entries that somebody may bring, from seq 1: one branch of one chain. */
export interface Line {
  readonly chain: string;
  readonly certificate: Certificate | null;
  readonly key: KeyObject;
  readonly entries: readonly EntryOnWire[];
  /** Heads behind this one nobody signed. */
  readonly signedTo: number;
}

/** One of a tenant's stores with its journals written by hand: what the cloud is told, in any order. */
export class StoryHouse {
  readonly tenant: string = newId();
  readonly store: string = newId();
  readonly tenantKey: KeyObject = generateKeyPairSync('ed25519').privateKey;
  #clock = 0;

  terminal(epoch = 1, terminal: string = newId()): StoryAuthor {
    return new StoryAuthor(this, terminal, epoch, generateKeyPairSync('ed25519').privateKey);
  }

  /** The store's back-office chain, as an older life of the cloud wrote it. */
  backOffice(): StoryAuthor {
    return new StoryAuthor(this, null, 1, this.tenantKey);
  }

  nextClock(by = 1): number {
    this.#clock += by;
    return this.#clock;
  }
}

export class StoryAuthor {
  readonly house: StoryHouse;
  readonly terminal: string | null;
  readonly epoch: number;
  readonly key: KeyObject;
  readonly certificate: Certificate | null;

  constructor(house: StoryHouse, terminal: string | null, epoch: number, key: KeyObject) {
    this.house = house;
    this.terminal = terminal;
    this.epoch = epoch;
    this.key = key;
    this.certificate = terminal === null ? null : this.#certificate(terminal);
  }

  #certificate(terminal: string): Certificate {
    const { tenant, store, tenantKey } = this.house;
    const text = writeCertificate({
      v: 1,
      tenant: tenant as Id<'Tenant'>,
      store: store as Id<'Store'>,
      terminal: terminal as Id<'Terminal'>,
      epoch: this.epoch,
      publicKey: rawPublicKey(this.key).toString('base64'),
      issuedAt: CLOCK.now(),
    });
    return { text, signature: sign(null, certificateToSign(text), tenantKey).toString('base64') };
  }

  open(follows: Head | null = null, series = 1): Line {
    const { tenant, store } = this.house;
    const body = {
      tenant,
      store,
      terminal: this.terminal,
      epoch: this.epoch,
      nonce: Buffer.from(RANDOM.bytes(32)).toString('hex'),
      publicKey: rawPublicKey(this.key).toString('base64'),
      series,
      follows,
    };
    const event = {
      id: newId<'Event'>(),
      type: 'journal.ChainOpened',
      v: 1,
      aggregate: (this.terminal ?? store) as Id,
      body,
    };
    const entry = this.#entry({
      chain: '',
      previous: '',
      seq: 1,
      clock: this.house.nextClock(),
      events: [event],
    });
    return { chain: entry.hash, certificate: this.certificate, key: this.key, entries: [entry], signedTo: 1 };
  }

  /** The line with one more entry; another entry behind the same line is another branch. */
  append(
    line: Line,
    more: {
      readonly events?: readonly Event[];
      readonly clock?: number;
      readonly sides?: readonly SideRecord[];
      readonly isSigned?: boolean;
    } = {},
  ): Line {
    const last = line.entries.at(-1)!;
    const { sides = [], isSigned = true } = more;
    const events = more.events ?? [
      {
        ...note(`entry ${last.seq + 1}`),
        body: {
          note: `entry ${last.seq + 1}`,
          ...(sides[0] === undefined ? {} : { about: sideReference(sides[0]) }),
        },
      },
    ];
    const clock = more.clock ?? this.house.nextClock();
    const entry = {
      ...this.#entry({ chain: line.chain, previous: last.hash, seq: last.seq + 1, clock, events }),
      sides: [...sides],
    };
    const entries = [...line.entries, entry];
    return { ...line, entries, signedTo: isSigned ? entry.seq : line.signedTo };
  }

  #entry(said: {
    readonly chain: string;
    readonly previous: string;
    readonly seq: number;
    readonly clock: number;
    readonly events: readonly Event[];
  }): EntryOnWire {
    const { tenant, store } = this.house;
    const { chain, previous, seq, clock, events } = said;
    const text = writeEntry({
      chain,
      seq,
      clock,
      at: CLOCK.now(),
      tenant: tenant as Id<'Tenant'>,
      store: store as Id<'Store'>,
      terminal: this.terminal as Id<'Terminal'> | null,
      epoch: this.epoch,
      commandId: newId<'Command'>(),
      command: 'SetOrderNote',
      actor: null,
      businessDate: TODAY,
      events,
    });
    return { seq, text, hash: hashOf(previous, text), sides: [] };
  }
}

export function headOfLine(line: Line, seq = line.entries.length): Head {
  return { chain: line.chain, seq, hash: line.entries[seq - 1]!.hash };
}

/** Entries `from` to `to` of a line, ending at a head that is signed where the line is, and otherwise is not. */
export function batchOf(line: Line, from = 1, to = line.entries.length): Batch {
  const head = headOfLine(line, to);
  const signature = to <= line.signedTo ? sign(null, headToSign(head), line.key).toString('base64') : null;
  return {
    chain: line.chain,
    certificate: from === 1 ? line.certificate : null,
    entries: line.entries.slice(from - 1, to),
    head: { ...head, signature },
  };
}

/** A side record with a value of its own. */
export function sideRecord(): SideRecord {
  const salt = Buffer.from(RANDOM.bytes(16)).toString('hex');
  return { id: newId<'Side'>(), salt, value: `name ${newId()}` };
}

/** A fact about journals, as a back-office chain says it. */
export function control(type: string, aggregate: string, body: object): Event {
  return {
    id: newId(),
    type: `journal.${type}`,
    v: 1,
    aggregate: aggregate as Id,
    body,
  };
}
