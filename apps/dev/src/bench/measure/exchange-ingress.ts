import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants } from 'node:zlib';
import { zId } from '@beaveros/domain/scalars';
import { businessDate, type Clock, type Id, idMinter, instant, type Random } from '@beaveros/kit';
import {
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  readExchangeMessage,
  zCertificate,
} from '@beaveros/protocol/exchange';
import { type Batch, COMPRESS_FROM_BYTES, Conversation, FRAME_BYTES_MAX } from '@beaveros/sync/exchange';
import { createSigner, openJournal } from '@beaveros/terminal-core';
import pg from 'pg';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { Child } from '../../house/child.ts';
import { median, rounded } from '../figures.ts';
import type { Measure } from '../row.ts';
import { TOLD } from '../run-entry.ts';

const REPEATS = 5;
const ENTRIES = 20_000;
/** What makes an entry of an order's note about 700 bytes. */
const NOTE_CHARS = 190;
const RATIO_MIN = 0.5;
const READY_MS = 60_000;
/** One multi-row INSERT. */
const ROWS_AT_ONCE = 1_000;

const zReady = z.object({
  url: z.url(),
  tills: z.array(
    z.object({
      token: z.string(),
      privateKey: z.string(),
      certificate: zCertificate,
      tenantPublicKey: z.string(),
      tenantId: zId<'Tenant'>(),
      storeId: zId<'Store'>(),
      terminalId: zId<'Terminal'>(),
      epoch: z.int(),
    }),
  ),
});
type EnrolledTill = z.output<typeof zReady>['tills'][number];

const CLOCK: Clock = { now: () => instant(Date.now()) };
const RANDOM: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) };
const newId = idMinter(CLOCK, RANDOM);

/** Signed batches of a real journal over the WebSocket into the journal service, against the same bytes in plain INSERTs. */
export const exchangeIngress: Measure = async (stage) => {
  await using service = await Child.start({
    name: 'replication',
    entry: stage.bundles['replication']!,
    logFile: join(stage.work, 'logs', 'replication.log'),
    readyTimeoutMs: READY_MS,
    env: { [TOLD]: JSON.stringify({ postgresUrl: stage.postgresUrl, tills: REPEATS + 1 }) },
  });
  const { url, tills } = zReady.parse(service.ready);
  const client = new pg.Client({
    connectionString: Object.assign(new URL(stage.postgresUrl!), { pathname: '/bench_ingress' }).href,
  });
  await client.connect();
  await client.query(`create table plain_entries (tenant_id uuid not null, chain bytea not null, seq bigint not null, hash bytea not null,
    clock bigint not null, bytes bytea not null, received_at timestamptz not null default now(), primary key (tenant_id, chain, seq))`);
  const exchanged: number[] = [];
  const inserted: number[] = [];
  let bytes = 0;
  for (const [nth, till] of tills.entries()) {
    const batches = journalOf(till);
    const texts = batches.flatMap((batch) => batch.entries.map(({ text }) => text.length));
    bytes = texts.reduce((all, length) => all + length, 0) / texts.length;
    const exchangeRate = (texts.length / (await exchange(url, till, batches))) * 1000;
    const insertRate = (texts.length / (await insert(client, till, batches))) * 1000;
    // The first is a warm-up of both.
    if (nth === 0) continue;
    exchanged.push(exchangeRate);
    inserted.push(insertRate);
  }
  await client.end();
  const [value, baseline] = [median(exchanged), median(inserted)];
  const ratio = value / baseline;
  const list = (values: readonly number[]) => values.map((each) => Math.round(each / 100) / 10).join(', ');
  const why =
    `${ENTRIES} entries of ${Math.round(bytes)} bytes, median of ${REPEATS} (thousands/s: ${list(exchanged)}; inserts ${list(inserted)}); ` +
    'one till, the journal service alone in its process, full durability, both on the same two cores as the sender';
  return {
    value: Math.round(value),
    baseline: Math.round(baseline),
    ratio: rounded(ratio),
    ok: ratio >= RATIO_MIN,
    why,
  };
};

/** The batches of a journal with so many entries, signed beforehand: the sender's work is not measured. */
function journalOf(till: EnrolledTill): readonly Batch[] {
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'beaveros-ingress-'));
  const {
    tenantId: tenant,
    storeId: store,
    terminalId: terminal,
    epoch,
    tenantPublicKey,
    certificate,
    privateKey,
  } = till;
  const today = businessDate('2026-11-22');
  const journal = openJournal({
    path: join(dir, 'journal.sqlite'),
    identity: {
      tenant,
      store,
      terminal,
      epoch,
      tenantPublicKey,
      certificate,
      signer: createSigner(privateKey),
    },
    clock: CLOCK,
    random: RANDOM,
    newId,
    businessDate: today,
  });
  try {
    for (let at = 0; at < ENTRIES; at += 1) {
      const note = `${at} `.padEnd(NOTE_CHARS, 'no onions, extra napkins, ');
      const events = [
        { type: 'order.OrderNoteSet', v: 1, aggregate: newId<'Order'>() as Id, body: { note } },
      ] as const;
      journal.append(
        {
          commandId: newId<'Command'>(),
          command: 'setOrderNote',
          actor: newId<'User'>(),
          businessDate: today,
          events,
        },
        CLOCK.now(),
      );
    }
    const batches: Batch[] = [];
    const limits = { entries: BATCH_ENTRIES_MAX, bytes: BATCH_BYTES_MAX };
    for (let seq = 0; seq < journal.ownHead.seq; seq = batches.at(-1)!.head.seq) {
      batches.push(journal.batchAfter(journal.ownChain, seq, limits)!);
    }
    return batches;
  } finally {
    journal[Symbol.dispose]();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Milliseconds from the open socket until the service says that it holds the last entry. */
async function exchange(url: string, { token }: EnrolledTill, batches: readonly Batch[]): Promise<number> {
  const { head } = batches.at(-1)!;
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${token}` },
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: {
      threshold: COMPRESS_FROM_BYTES,
      zlibDeflateOptions: { level: constants.Z_BEST_SPEED },
    },
  });
  let timer: NodeJS.Timeout | undefined;
  let startedAt = 0;
  try {
    return await new Promise<number>((resolve, reject) => {
      const conversation = new Conversation(
        { own: new Set([head.chain]), reads: [], relayPauseMs: 50 },
        {
          send: (message) => socket.send(JSON.stringify(message)),
          read: ({ after }, done) => {
            const batch = batches.find(({ entries }) => entries[0]!.seq === after + 1);
            done(batch === undefined ? { kind: 'nothing' } : { kind: 'batch', batch });
          },
          store: (_batch, done) =>
            done(
              { kind: 'refused', chain: head.chain, code: 'bench/sender', field: '', retryable: false },
              null,
            ),
          alarm: (alarm) => reject(new Error(JSON.stringify(alarm))),
          close: (code) => reject(new Error(code)),
          wake: (at) => {
            clearTimeout(timer);
            if (at !== null) timer = setTimeout(() => conversation.tick(), Math.max(0, at - CLOCK.now()));
          },
        },
        CLOCK,
      );
      socket.once('open', () => {
        startedAt = performance.now();
        conversation.open([{ chain: head.chain, seq: head.seq, hash: head.hash }]);
      });
      socket.on('message', (data) => {
        const message = readExchangeMessage((data as Buffer).toString('utf8'));
        conversation.hear(message);
        if (
          message.m === 'heads' &&
          message.heads.some(({ chain, seq }) => chain === head.chain && seq === head.seq)
        ) {
          resolve(performance.now() - startedAt);
        }
      });
      socket.once('error', reject);
      socket.once('close', (_status, reason) => reject(new Error(`closed: ${reason.toString()}`)));
    });
  } finally {
    clearTimeout(timer);
    socket.removeAllListeners('close');
    socket.terminate();
  }
}

/** Milliseconds for the same rows as a plain client would insert them: 1,000 at once, each statement a transaction. */
async function insert(
  client: pg.Client,
  { tenantId }: EnrolledTill,
  batches: readonly Batch[],
): Promise<number> {
  const chain = Buffer.from(batches[0]!.chain, 'hex');
  const entries = batches.flatMap((batch) => batch.entries);
  const rows = entries.map(({ seq, text, hash }) => [
    tenantId,
    chain,
    seq,
    Buffer.from(hash, 'hex'),
    seq,
    Buffer.from(text, 'utf8'),
  ]);
  const startedAt = performance.now();
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const page = rows.slice(at, at + ROWS_AT_ONCE);
    const places = page.map(
      (row, nth) => `(${row.map((_, column) => `$${nth * row.length + column + 1}`).join(', ')})`,
    );
    await client.query(
      `insert into plain_entries (tenant_id, chain, seq, hash, clock, bytes) values ${places.join(', ')}`,
      page.flat(),
    );
  }
  return performance.now() - startedAt;
}
