import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Event, SideRecord } from '@beaveros/domain/journal';
import { businessDate, type Id, idMinter, instant } from '@beaveros/kit';
import {
  BATCH_ENTRIES_MAX,
  type BatchHead,
  type Certificate,
  type EntryOnWire,
  type Head,
  headToSign,
  readExchangeMessage,
  type SignedHead,
  writeEntry,
} from '@beaveros/protocol/exchange';
import { type Alarm, type Answer, type Batch, Conversation, type ReadOutcome } from '@beaveros/sync/exchange';
import { WebSocket } from 'ws';

export const CLOCK = { now: () => instant(Date.now()) };
export const RANDOM = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
export const newId = idMinter(CLOCK, RANDOM);
export const TODAY = businessDate('2026-11-22');

/** What enrolment answers. */
export interface TestIdentity {
  readonly tenantId: string;
  readonly storeId: string;
  readonly terminalId: string;
  readonly epoch: number;
  readonly certificate: Certificate;
}

export interface TestChain {
  readonly entries: EntryOnWire[];
  readonly heads: Map<number, BatchHead>;
  readonly certificate: Certificate | null;
}

export class TestKey {
  readonly #private: KeyObject;
  readonly publicKey: string;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#private = privateKey;
    this.publicKey = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64');
  }

  sign(bytes: Uint8Array): string {
    return sign(null, bytes, this.#private).toString('base64');
  }
}

export function note(text: string, aggregate: string = newId()): Event {
  return { id: newId(), type: 'order.OrderNoteSet', v: 1, aggregate: aggregate as Id, body: { note: text } };
}

/** A till's journal written by hand from the protocol alone, without the till's own code: an independent witness. */
export class TestTill {
  readonly identity: TestIdentity;
  readonly key: TestKey;
  readonly chains = new Map<string, TestChain>();
  readonly alarms: Alarm[] = [];
  readonly refused: Answer[] = [];
  /** The text of every entry that was brought, known or not. */
  readonly received: string[] = [];
  clock = 0;
  #conversation: Conversation | null = null;
  readonly own: string;

  constructor(identity: TestIdentity, key: TestKey) {
    this.identity = identity;
    this.key = key;
    const { tenantId: tenant, storeId: store, terminalId: terminal, epoch } = identity;
    const body = {
      tenant,
      store,
      terminal,
      epoch,
      nonce: Buffer.from(RANDOM.bytes(32)).toString('hex'),
      publicKey: key.publicKey,
      series: 1,
      follows: null,
    };
    const entry = this.#write('', '', 1, [
      { id: newId(), type: 'journal.ChainOpened', v: 1, aggregate: terminal as Id, body },
    ]);
    this.own = entry.hash;
    this.chains.set(this.own, { entries: [entry], heads: new Map(), certificate: identity.certificate });
  }

  get entries(): readonly EntryOnWire[] {
    return this.chains.get(this.own)!.entries;
  }

  append(events: readonly Event[], sides: SideRecord[] = []): EntryOnWire {
    const { entries } = this.chains.get(this.own)!;
    const entry = { ...this.#write(this.own, entries.at(-1)!.hash, entries.length + 1, events), sides };
    entries.push(entry);
    this.#conversation?.headsMoved([{ chain: this.own, seq: entry.seq, hash: entry.hash }]);
    return entry;
  }

  /** An entry with a header field changed, or a text of one's own. */
  forge(seq: number, previous: string, change: Readonly<Record<string, unknown>>): EntryOnWire {
    return this.#write(seq === 1 ? '' : this.own, previous, seq, [note('forged')], change);
  }

  #write(
    chain: string,
    previous: string,
    seq: number,
    events: readonly Event[],
    change: Readonly<Record<string, unknown>> = {},
  ): EntryOnWire {
    const { tenantId, storeId, terminalId, epoch } = this.identity;
    const text = writeEntry({
      chain,
      seq,
      clock: (this.clock += 1),
      at: CLOCK.now(),
      tenant: tenantId as Id<'Tenant'>,
      store: storeId as Id<'Store'>,
      terminal: terminalId as Id<'Terminal'>,
      epoch,
      commandId: newId<'Command'>(),
      command: 'SetOrderNote',
      actor: null,
      businessDate: TODAY,
      events,
      ...change,
    });
    return { seq, text, hash: hashOf(previous, text), sides: [] };
  }

  signed(head: Head): SignedHead {
    return { ...head, signature: this.key.sign(headToSign(head)) };
  }

  batch(
    from = 1,
    to = this.entries.length,
    entries: readonly EntryOnWire[] = this.entries.slice(from - 1, to),
  ): Batch {
    const last = entries.at(-1)!;
    const certificate = entries[0]!.seq === 1 ? this.identity.certificate : null;
    const head = this.signed({ chain: this.own, seq: last.seq, hash: last.hash });
    return { chain: this.own, certificate, entries: [...entries], head };
  }

  heads(): readonly Head[] {
    return [...this.chains].map(([chain, { entries }]) => ({
      chain,
      seq: entries.length,
      hash: entries.at(-1)!.hash,
    }));
  }

  texts(chain: string): readonly string[] {
    return this.chains.get(chain)?.entries.map(({ text }) => text) ?? [];
  }

  /** Opens the exchange; resolves with how it ended. */
  connect(
    url: string,
    token: string,
  ): { readonly closed: Promise<string>; readonly opened: Promise<void>; close(): void; kill(): void } {
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
    let timer: NodeJS.Timeout | undefined;
    const conversation = new Conversation(
      { own: new Set([this.own]), reads: [], relayPauseMs: 50 },
      {
        send: (message) => socket.send(JSON.stringify(message)),
        read: ({ chain, after }, done) => done(this.#read(chain, after)),
        store: (batch, done) => {
          const answer = this.#receive(batch);
          if (answer.kind !== 'stored') this.refused.push(answer);
          done(answer, this.heads().find((head) => head.chain === batch.chain) ?? null);
        },
        alarm: (alarm) => this.alarms.push(alarm),
        close: (code) => socket.close(4000, code),
        wake: (at) => {
          clearTimeout(timer);
          if (at !== null) timer = setTimeout(() => conversation.tick(), Math.max(0, at - CLOCK.now()));
        },
      },
      CLOCK,
    );
    this.#conversation = conversation;
    const opened = new Promise<void>((resolve) => {
      socket.once('open', () => {
        conversation.open(this.heads());
        resolve();
      });
    });
    socket.on('message', (data) => conversation.hear(readExchangeMessage((data as Buffer).toString())));
    const closed = new Promise<string>((resolve) => {
      let code = 'broken';
      socket.on('error', () => {});
      socket.once('unexpected-response', (_request, response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => {
          const body = JSON.parse(text) as { error: { code: string } };
          code = `${response.statusCode} ${body.error.code}`;
          socket.terminate();
        });
      });
      socket.once('close', (_status, reason) => {
        clearTimeout(timer);
        conversation.close();
        resolve(reason.toString() || code);
      });
    });
    return { closed, opened, close: () => socket.close(1000), kill: () => socket.terminate() };
  }

  #read(chain: string, after: number): ReadOutcome {
    const known = this.chains.get(chain)!;
    if (chain === this.own) return { kind: 'batch', batch: this.batch(after + 1, after + BATCH_ENTRIES_MAX) };
    const entries = known.entries.slice(after, after + BATCH_ENTRIES_MAX);
    const reach = entries.findLast(({ seq }) => known.heads.has(seq));
    if (reach === undefined) return { kind: 'nothing' };
    const upTo = entries.slice(0, reach.seq - after);
    const certificate = after === 0 ? known.certificate : null;
    return { kind: 'batch', batch: { chain, certificate, entries: upTo, head: known.heads.get(reach.seq)! } };
  }

  #receive({ chain, entries, head, certificate }: Batch): Answer {
    const known: TestChain = this.chains.get(chain) ?? { entries: [], heads: new Map(), certificate };
    this.chains.set(chain, known);
    this.received.push(...entries.map(({ text }) => text));
    for (const entry of entries) {
      if (entry.seq <= known.entries.length) continue;
      if (entry.seq !== known.entries.length + 1)
        return { kind: 'gap', chain, expected: known.entries.length + 1 };
      if (hashOf(known.entries.at(-1)?.hash ?? '', entry.text) !== entry.hash) {
        return { kind: 'refused', chain, code: 'exchange/bad-hash', field: '', retryable: false };
      }
      known.entries.push(entry);
    }
    known.heads.set(head.seq, head);
    this.#conversation?.headsMoved([{ chain, seq: head.seq, hash: head.hash }]);
    return { kind: 'stored', chain, seq: head.seq };
  }
}

/** `previous` in hex; empty before an opening. */
export function hashOf(previous: string, text: string): string {
  const before = previous === '' ? Buffer.alloc(32) : Buffer.from(previous, 'hex');
  return createHash('sha256').update(before).update(text, 'utf8').digest('hex');
}
