import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline as joined, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { EVENT_CATALOGUE } from '@beaveros/domain/journal';
import { Fault, type Instant, isFault } from '@beaveros/kit';
import {
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  type ExchangeMessage,
  EXCHANGE_VERSION,
  type Head,
  HEADS_MAX,
  readExchangeMessage,
} from '@beaveros/protocol/exchange';
import type { Batch } from './batch-after.ts';
import type { Answer } from './check-batch.ts';
import type { Journal } from './journal.ts';

// A file as the exchange's third carrier, between places that no network joins: gzip, one message of the exchange a
// line, a hello with the heads of who wrote it and then entries. Read with the schemas of the wire.

/** A message is at most a batch of texts in JSON, in which every quote may be escaped, and its frame. */
const LINE_BYTES_MAX = 3 * BATCH_BYTES_MAX + 1024 * 1024;
/** A chain a line at worst, and a large store's ten years. */
const LINES_MAX = 1_000_000;
const LIMITS = { entries: BATCH_ENTRIES_MAX, bytes: BATCH_BYTES_MAX };

/** A place up to which a carrier holds a chain without a hole, and where it should have gone. */
export interface Shortfall {
  readonly chain: string;
  readonly seq: number;
  readonly headSeq: number;
}

export interface CarrierWritten {
  readonly entries: number;
  /** Chains of which something is not on the file: bodies below the window, which the cloud has, or no signature covers it. */
  readonly short: readonly Shortfall[];
}

/**
 * Writes what a journal can give beyond `beyond` (all of it without) to a file, durably and whole or not at all. Heads of
 * `beyond` that are not on our chains count for nothing.
 */
export async function writeCarrier(
  journal: Pick<Journal, 'heads' | 'hashAt' | 'batchBeyond'>,
  path: string,
  { beyond = [] }: { readonly beyond?: readonly Head[] } = {},
): Promise<CarrierWritten> {
  const heads = journal.heads();
  const reached = new Map<string, number>();
  let entries = 0;
  function* batches(): Generator<Batch> {
    for (const { chain } of heads) {
      const known = beyond.find((head) => head.chain === chain);
      const isOurs = known !== undefined && journal.hashAt(chain, known.seq) === known.hash;
      let seq = isOurs ? known.seq : 0;
      let whole = seq;
      for (;;) {
        const batch = journal.batchBeyond(chain, seq, LIMITS);
        if (batch === null) break;
        yield batch;
        if (batch.entries[0]!.seq === whole + 1) whole = batch.head.seq;
        seq = batch.head.seq;
        entries += batch.entries.length;
      }
      reached.set(chain, whole);
    }
  }
  await writeBatches(path, heads, batches());
  const short = heads.flatMap(({ chain, seq: headSeq }) => {
    const seq = reached.get(chain) ?? 0;
    return seq < headSeq ? [{ chain, seq, headSeq }] : [];
  });
  return { entries, short };
}

/** Writes batches as a carrier, durably and whole or not at all. `heads`: of who they come from. */
export async function writeBatches(
  path: string,
  heads: readonly Head[],
  batches: Iterable<Batch>,
): Promise<void> {
  const beside = `${path}.part`;
  function* lines(): Generator<string> {
    const hello: ExchangeMessage = {
      m: 'hello',
      v: EXCHANGE_VERSION,
      heads: heads.slice(0, HEADS_MAX),
      reads: [...EVENT_CATALOGUE.keys()],
      life: null,
      wantsSnapshot: false,
    };
    yield `${JSON.stringify(hello)}\n`;
    for (const batch of batches) yield `${JSON.stringify({ m: 'entries', ...batch })}\n`;
  }
  try {
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(beside));
    await sync(beside, 'r+');
    await rename(beside, path);
    if (process.platform !== 'win32') await sync(dirname(path), 'r'); // No handles on directories there.
  } catch (error) {
    await rm(beside, { force: true });
    throw isFault(error) ? error : fileFault(error, path, 'written');
  }
}

/** A file that was read to its end and found well formed. What its batches are worth is for a journal to say. */
export interface Carrier {
  readonly path: string;
  /** Of who wrote it. */
  readonly heads: readonly Head[];
  readonly entries: number;
  /** Read anew from the file, one at a time. Faults as {@link readCarrier}, should the file change meanwhile. */
  batches(): AsyncGenerator<Batch>;
}

/**
 * Reads a file to its end before anything of it can be used. Faults: `carrier/bad-line` with the field and `line` (from
 * 1) in its details, `carrier/damaged` where the file is cut off or no gzip, `carrier/unreadable`.
 */
export async function readCarrier(path: string): Promise<Carrier> {
  let heads: readonly Head[] = [];
  let entries = 0;
  for await (const { message } of messages(path)) {
    if (message.m === 'hello') heads = message.heads;
    else entries += message.entries.length;
  }
  return { path, heads, entries, batches: () => batchesOf(path) };
}

/** Takes everything a carrier brings. Batches that were not stored are named; each was taken whole or not at all. */
export async function takeCarrier(
  journal: Pick<Journal, 'receive'>,
  carrier: Carrier,
  now: Instant,
): Promise<readonly Answer[]> {
  const others: Answer[] = [];
  for await (const batch of carrier.batches()) {
    const answer = journal.receive(batch, now);
    if (answer.kind !== 'stored') others.push(answer);
  }
  return others;
}

async function* batchesOf(path: string): AsyncGenerator<Batch> {
  for await (const { message } of messages(path)) {
    if (message.m !== 'entries') continue;
    const { m: _, ...batch } = message;
    yield batch;
  }
}

type Carried = Extract<ExchangeMessage, { m: 'hello' | 'entries' }>;

async function* messages(path: string): AsyncGenerator<{ readonly line: number; readonly message: Carried }> {
  let line = 0;
  for await (const bytes of linesOf(path)) {
    line += 1;
    if (line > LINES_MAX) throw badLine(path, line, '', 'too many lines');
    const message = readLine(path, line, bytes);
    if (message.m !== 'hello' && message.m !== 'entries') throw badLine(path, line, 'm', 'not for a file');
    if ((message.m === 'hello') !== (line === 1))
      throw badLine(path, line, 'm', 'one hello, at the beginning');
    yield { line, message };
  }
  if (line === 0) throw badLine(path, 1, '', 'the file is empty');
}

function readLine(path: string, line: number, bytes: Buffer): ExchangeMessage {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badLine(path, line, '', 'not UTF-8');
  }
  try {
    return readExchangeMessage(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw badLine(path, line, error.field ?? '', error.message);
  }
}

/** Lines of the unpacked file, each ended by a line feed; what is packed into nothing is unpacked no further. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  // Both streams end together, also where nobody reads on: after a fault the stick is pulled out. What failed is thrown
  // by the loop.
  const unpacked = joined(createReadStream(path), createGunzip(), () => {});
  let parts: Buffer[] = [];
  let held = 0;
  let line = 1;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        yield Buffer.concat([...parts, chunk.subarray(from, at)]);
        parts = [];
        held = 0;
        from = at + 1;
        line += 1;
      }
      parts.push(chunk.subarray(from));
      held += chunk.length - from;
      if (held > LINE_BYTES_MAX) throw badLine(path, line, '', 'the line is too long');
    }
  } catch (error) {
    throw isFault(error) ? error : fileFault(error, path, 'read');
  }
  if (held > 0) throw badLine(path, line, '', 'the line has no end');
}

function badLine(path: string, line: number, field: string, what: string): Fault {
  return new Fault('carrier/bad-line', `${path}, line ${line}: ${what}`, { field, details: { path, line } });
}

function fileFault(cause: unknown, path: string, what: 'read' | 'written'): unknown {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  if (typeof code !== 'string') return cause;
  if (code.startsWith('Z_'))
    return new Fault('carrier/damaged', `${path} is cut off, or no file of ours`, {
      details: { path, code },
      cause,
    });
  const name = what === 'read' ? 'carrier/unreadable' : 'carrier/not-written';
  return new Fault(name, `${path} cannot be ${what}: ${code}`, {
    retryable: true,
    details: { path, code },
    cause,
  });
}

/** `r+` for a file: FlushFileBuffers on Windows wants a handle that may write. */
async function sync(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
