import type { Draft, Event } from '@beaveros/domain/journal';
import type { Id } from '@beaveros/kit';
import { type EntryOnWire, hashEntry, headToSign, writeEntry } from '@beaveros/protocol/exchange';
import { NOW, type StoreFixture, TODAY } from './_journal-fixture.ts';
import { signed } from './_rewritten.ts';
import type { Batch } from './batch-after.ts';
import { blobToHash, nodeHash } from './blobs.ts';
import type { JournalIdentity } from './identity.ts';

/** The store's back-office chain, as the cloud writes it with the tenant's key. */
export class BackOffice {
  readonly #store: StoreFixture;
  readonly #signer: JournalIdentity['signer'];
  readonly #entries: EntryOnWire[] = [];

  constructor(store: StoreFixture, signer: JournalIdentity['signer'] = store.tenantSigner) {
    this.#store = store;
    this.#signer = signer;
    const body = {
      tenant: store.tenant,
      store: store.store,
      terminal: null,
      epoch: 1,
      nonce: blobToHash(Buffer.from(store.random.bytes(32))),
      publicKey: signer.publicKey,
      series: 1,
      follows: null,
    };
    this.append([{ type: 'journal.ChainOpened', v: 1, aggregate: store.store, body }], 'OpenChain');
  }

  get chain(): string {
    return this.#entries[0]?.hash ?? '';
  }

  /** One entry; its clock is its seq, so that it is older than whatever it speaks of. */
  append(events: readonly Draft<Event>[], command = 'Decide'): void {
    const { tenant, store, newId } = this.#store;
    const last = this.#entries.at(-1);
    const seq = this.#entries.length + 1;
    const text = writeEntry({
      chain: this.chain,
      seq,
      clock: seq,
      at: NOW,
      tenant,
      store,
      terminal: null,
      epoch: 1,
      commandId: newId<'Command'>(),
      command,
      actor: null,
      businessDate: TODAY,
      events: events.map((event) => ({ ...event, id: newId<'Event'>() })),
    });
    const previous = last === undefined ? new Uint8Array(32) : Buffer.from(last.hash, 'hex');
    const hash = blobToHash(Buffer.from(hashEntry(nodeHash, previous, text)));
    this.#entries.push({ seq, text, hash, sides: [] });
  }

  /** Everything beyond `after`. */
  batch(after = 0): Batch {
    const last = this.#entries.at(-1)!;
    const head = { chain: this.chain, seq: last.seq, hash: last.hash };
    const signature = signed({ signer: this.#signer }, headToSign(head));
    return {
      chain: this.chain,
      certificate: null,
      entries: this.#entries.slice(after),
      head: { ...head, signature },
    };
  }
}

/** The terminal is stolen, and what its chains hold beyond these places is not to be believed. */
export function stolen(
  identity: JournalIdentity,
  fences: readonly { readonly chain: string; readonly seq: number }[],
): Draft<Event> {
  const { terminal, epoch } = identity;
  const body = { terminal, epoch, reason: 'stolen', fences };
  return { type: 'journal.TerminalRevoked', v: 1, aggregate: terminal, body };
}

export function released(store: StoreFixture, chain: string, seq: number): Draft<Event> {
  return { type: 'journal.SuspenseReleased', v: 1, aggregate: store.store, body: { chain, seq } };
}

export function vouched(
  store: StoreFixture,
  head: { readonly chain: string; readonly seq: number; readonly hash: string },
): Draft<Event> {
  return { type: 'journal.TailVouched', v: 1, aggregate: store.store, body: head };
}

export function erased(store: StoreFixture, sides: readonly Id[]): Draft<Event> {
  return { type: 'journal.Erased', v: 1, aggregate: store.store, body: { sides } };
}
