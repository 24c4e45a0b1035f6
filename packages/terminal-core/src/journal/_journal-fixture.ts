import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Draft, type Event, foldAll, type Recorded } from '@beaveros/domain/journal';
import {
  businessDate,
  type Id,
  id,
  type Instant,
  idMinter,
  instant,
  type NewId,
  type Random,
} from '@beaveros/kit';
import {
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  type CertificateBody,
  certificateToSign,
  writeCertificate,
} from '@beaveros/protocol/exchange';
import type { JournalIdentity } from './identity.ts';
import type { Journal } from './journal.ts';
import { type JournalOptions, openJournal } from './open-journal.ts';
import type { EntryDraft } from './own-chain.ts';
import { createSigner, generateIdentityKey, type Signer } from './signer.ts';

/** Bytes that a seed decides. */
export function seededRandom(seed: string): Random {
  let count = 0;
  return {
    bytes: (size) => {
      const parts: Buffer[] = [];
      for (let have = 0; have < size; have += 32) {
        parts.push(
          createHash('sha256')
            .update(`${seed}/${(count += 1)}`)
            .digest(),
        );
      }
      return new Uint8Array(Buffer.concat(parts).subarray(0, size));
    },
  };
}

export const NOW: Instant = instant(1_795_000_000_000);
export const TODAY = businessDate('2026-11-22');
/** As much as one batch may hold. */
export const ALL = { entries: BATCH_ENTRIES_MAX, bytes: BATCH_BYTES_MAX };

/** One tenant with one store, and as many tills as a test asks for, each with a journal in a folder of its own. */
export class StoreFixture implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'beaveros-journal-'));
  readonly newId: NewId;
  readonly random: Random;
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  readonly tenantSigner: Signer;
  readonly #open = new Set<Journal>();

  constructor(seed = 'journal') {
    this.random = seededRandom(seed);
    this.newId = idMinter({ now: () => NOW }, this.random);
    this.tenant = this.newId<'Tenant'>();
    this.store = this.newId<'Store'>();
    this.tenantSigner = createSigner(generateIdentityKey().privateKeyPem);
  }

  identity(overrides: Partial<CertificateBody> = {}, tenantSigner = this.tenantSigner): JournalIdentity {
    const signer = createSigner(generateIdentityKey().privateKeyPem);
    const terminal = overrides.terminal ?? this.newId<'Terminal'>();
    const { tenant, store, newId: _newId } = this;
    const body = {
      v: 1,
      tenant,
      store,
      terminal,
      epoch: 1,
      publicKey: signer.publicKey,
      issuedAt: NOW,
      ...overrides,
    } as const;
    const text = writeCertificate(body);
    const signature = Buffer.from(tenantSigner.sign(certificateToSign(text))).toString('base64');
    return {
      tenant: body.tenant,
      store: body.store,
      terminal,
      epoch: body.epoch,
      tenantPublicKey: tenantSigner.publicKey,
      certificate: { text, signature },
      signer,
    };
  }

  path(name: string): string {
    return join(this.directory, `${name}.sqlite`);
  }

  /** A closed journal's file as another disk, or another day, might hold it. */
  copy(from: string, to: string): void {
    for (const suffix of ['-wal', '-shm']) rmSync(this.path(to) + suffix, { force: true });
    copyFileSync(this.path(from), this.path(to));
  }

  open(
    name: string,
    identity: JournalIdentity,
    more: Pick<JournalOptions, 'seriesUsed' | 'readEvent'> = {},
  ): Journal {
    const { random, newId } = this;
    const clock = { now: () => NOW };
    const journal = openJournal({
      path: this.path(name),
      identity,
      clock,
      random,
      newId,
      businessDate: TODAY,
      ...more,
    });
    this.#open.add(journal);
    return journal;
  }

  close(journal: Journal): void {
    this.#open.delete(journal);
    journal[Symbol.dispose]();
  }

  /** A command that notes something on an order. */
  draft(order: string, note: string, more: Partial<EntryDraft> = {}): EntryDraft {
    return {
      commandId: this.newId<'Command'>(),
      command: 'SetOrderNote',
      actor: null,
      businessDate: TODAY,
      events: [noted(order, note)],
      ...more,
    };
  }

  [Symbol.dispose](): void {
    for (const journal of this.#open) journal[Symbol.dispose]();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function noted(order: string, note: string): Draft<Event> {
  return { type: 'order.OrderNoteSet', v: 1, aggregate: id(order), body: { note } };
}

/** What was noted on an order, in canonical order: the smallest fold. */
export function notesOf(journal: Journal, order: string): readonly string[] {
  const notes = {
    initial: () => [] as readonly string[],
    reads: new Set(['order.OrderNoteSet']),
    evolve: (state: readonly string[], { event }: Recorded) => [
      ...state,
      (event.body as { note: string }).note,
    ],
  };
  return foldAll(notes, order, journal.byAggregate(order)).state;
}

export function opened(order: string): Draft<Event> {
  return {
    type: 'order.OrderOpened',
    v: 1,
    aggregate: id(order),
    body: {
      label: 'T1-1',
      kind: 'counter',
      table: null,
      guests: null,
      currency: { code: 'EUR', exponent: 2 },
      taxRounding: 'per_line',
    },
  };
}

export function closed(fixture: StoreFixture, order: string): Draft<Event> {
  return {
    type: 'order.OrderClosed',
    v: 1,
    aggregate: id(order),
    body: {
      document: fixture.newId(),
      number: { terminalCode: 'T1', series: 1, counter: 1 },
      label: 'T1-1',
      kind: 'counter',
      tableName: null,
      currency: { code: 'EUR', exponent: 2 },
      businessDate: TODAY,
      localTime: '2026-11-22T12:00:00',
      cashierName: 'Ada',
      lines: [
        {
          line: fixture.newId(),
          item: fixture.newId(),
          name: 'Espresso',
          sku: null,
          quantityMicro: 1_000_000,
          unitPriceMicro: 2_500_000,
          modifiers: [],
          note: null,
          net: 250,
          taxes: [],
          total: 250,
        },
      ],
      net: 250,
      taxes: [],
      total: 250,
      payments: [],
      change: 0,
      note: null,
      saw: [],
    },
  };
}
