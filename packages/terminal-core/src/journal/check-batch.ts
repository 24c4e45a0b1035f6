import { ChainOpened, type Entry, type EventOf, readEvent } from '@beaveros/domain/journal';
import { isFault } from '@beaveros/kit';
import {
  type Certificate,
  type CertificateBody,
  certificateToSign,
  type HeadsMessage,
  headToSign,
  readCertificate,
  readEntry,
} from '@beaveros/protocol/exchange';
import type { Batch } from './batch-after.ts';
import { blobToHash, nodeHash } from './blobs.ts';
import type { Chain, ChainFacts } from './chain-rows.ts';
import { leaps } from './clock-leap.ts';
import type { JournalIdentity } from './identity.ts';
import type { NewEntry } from './journal-state.ts';
import { strangeSide } from './side-rows.ts';
import { isSignedBy } from './signer.ts';

export type Answer = Exclude<HeadsMessage['answer'], null>;

/** What a batch is worth, after everything it says was checked. */
export type Judgement =
  /** `fresh` extend `facts`' chain; empty when all were known. */
  | { readonly kind: 'store'; readonly facts: ChainFacts; readonly fresh: readonly NewEntry[] }
  /** From this place in the batch on, another branch, signed by the same author. */
  | { readonly kind: 'fork'; readonly at: number; readonly hash: string }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** What this journal knows that judges a batch. */
export interface Known {
  readonly identity: JournalIdentity;
  /** The chain of the batch, when its opening is here. */
  readonly chain: Chain | undefined;
  readonly hashAt: (seq: number) => string | null;
}

/** Judges a batch; changes nothing and throws for nothing that a peer can write. */
export function checkBatch(batch: Batch, known: Known): Judgement {
  const headSeq = known.chain?.headSeq ?? 0;
  const first = batch.entries[0];
  if (first === undefined) return refusal(batch, 'exchange/bad-batch', 'entries');
  if (first.seq > headSeq + 1) {
    return { kind: 'answer', answer: { kind: 'gap', chain: batch.chain, expected: headSeq + 1 } };
  }
  const shape = wrongShape(batch);
  if (shape !== null) return shape;
  const previous = first.seq === 1 ? '0'.repeat(64) : known.hashAt(first.seq - 1);
  if (previous === null) return refusal(batch, 'exchange/bad-sequence', 'entries.0.seq');
  const texts = checkHashes(batch, previous);
  if (!Array.isArray(texts)) return texts;
  const facts = known.chain ?? readOpening(batch, known.identity);
  if ('kind' in facts && facts.kind === 'answer') return facts;
  const author = facts;
  if (!isSignedBy(author.publicKey, headToSign(batch.head), batch.head.signature)) {
    return refusal(batch, 'exchange/bad-signature', 'head.signature');
  }
  for (const [at, { seq, hash }] of batch.entries.entries()) {
    if (seq > headSeq) break;
    const held = known.hashAt(seq);
    if (held !== null && held !== hash) return { kind: 'fork', at, hash: held };
  }
  return checkFresh(batch, author, known, texts);
}

function refusal(batch: Batch, code: string, field: string): Judgement & { readonly kind: 'answer' } {
  return {
    kind: 'answer',
    answer: { kind: 'refused', chain: batch.chain, code, field: field.slice(0, 256), retryable: false },
  };
}

/** Gapless, and the head is the last entry's. */
function wrongShape(batch: Batch): Judgement | null {
  const from = batch.entries[0]!.seq;
  const hole = batch.entries.findIndex(({ seq }, at) => seq !== from + at);
  if (hole !== -1) return refusal(batch, 'exchange/bad-sequence', `entries.${hole}.seq`);
  const last = batch.entries.at(-1)!;
  if (batch.head.chain !== batch.chain) return refusal(batch, 'exchange/bad-head', 'head.chain');
  if (batch.head.seq !== last.seq) return refusal(batch, 'exchange/bad-head', 'head.seq');
  if (batch.head.hash !== last.hash) return refusal(batch, 'exchange/bad-head', 'head.hash');
  return null;
}

/** The bytes of every entry, each hashed onto the one before. */
function checkHashes(batch: Batch, before: string): Buffer[] | Judgement {
  const texts: Buffer[] = [];
  let previous = before;
  for (const [at, { text, hash }] of batch.entries.entries()) {
    // A lone surrogate has no UTF-8: what we store would not be what we read.
    if (!text.isWellFormed()) return refusal(batch, 'exchange/bad-entry', `entries.${at}.text`);
    const bytes = Buffer.from(text, 'utf8');
    const computed = blobToHash(Buffer.from(nodeHash(Buffer.from(previous, 'hex'), bytes)));
    if (computed !== hash) return refusal(batch, 'exchange/bad-hash', `entries.${at}.hash`);
    texts.push(bytes);
    previous = hash;
  }
  return texts;
}

/** What the opening of a chain new to us says of it, when the tenant's key stands behind it. */
function readOpening(batch: Batch, identity: JournalIdentity): ChainFacts | (Judgement & { kind: 'answer' }) {
  const opening = batch.entries[0]!;
  if (opening.hash !== batch.chain) return refusal(batch, 'exchange/bad-opening', 'chain');
  const entry = readOrNull(opening.text);
  if (typeof entry === 'string') return refusal(batch, 'exchange/bad-entry', `entries.0.text.${entry}`);
  const [event] = entry.events;
  const reading = event?.type === ChainOpened.type && entry.events.length === 1 ? readEvent(event) : null;
  if (reading?.kind !== 'read') return refusal(batch, 'exchange/bad-opening', 'entries.0.text.events');
  const { body } = reading.event as EventOf<typeof ChainOpened>;
  const wrong = wrongHouse(body, identity) ?? wrongHouse(entry, identity);
  if (wrong !== null) return refusal(batch, wrong.code, `entries.0.text.${wrong.field}`);
  const facts = {
    name: batch.chain,
    epoch: body.epoch,
    publicKey: body.publicKey,
    series: body.series,
  };
  if (body.terminal === null) {
    if (body.publicKey !== identity.tenantPublicKey)
      return refusal(batch, 'exchange/wrong-key', 'entries.0.text.publicKey');
    return { ...facts, kind: 'store', terminal: null, certificate: null };
  }
  const certificate = checkCertificate(batch, body, identity);
  if ('kind' in certificate) return certificate;
  return { ...facts, kind: 'terminal', terminal: body.terminal, certificate };
}

/** A neighbour's entry, by tenant or by store. */
function wrongHouse(
  said: { readonly tenant: string; readonly store: string | null },
  identity: JournalIdentity,
): { readonly code: string; readonly field: string } | null {
  if (said.tenant !== identity.tenant) return { code: 'exchange/wrong-tenant', field: 'tenant' };
  if (said.store !== identity.store) return { code: 'exchange/wrong-store', field: 'store' };
  return null;
}

function checkCertificate(
  batch: Batch,
  opening: EventOf<typeof ChainOpened>['body'],
  identity: JournalIdentity,
): Certificate | (Judgement & { kind: 'answer' }) {
  const { certificate } = batch;
  if (certificate === null) return refusal(batch, 'exchange/no-certificate', 'certificate');
  if (!isSignedBy(identity.tenantPublicKey, certificateToSign(certificate.text), certificate.signature)) {
    return refusal(batch, 'exchange/bad-certificate', 'certificate.signature');
  }
  let body: CertificateBody;
  try {
    body = readCertificate(certificate);
  } catch (error) {
    if (!isFault(error)) throw error;
    return refusal(batch, 'exchange/bad-certificate', `certificate.${error.field ?? 'text'}`);
  }
  for (const field of ['tenant', 'store', 'terminal', 'epoch', 'publicKey'] as const) {
    if (body[field] !== opening[field])
      return refusal(batch, 'exchange/bad-certificate', `certificate.text.${field}`);
  }
  return certificate;
}

/** The entries beyond our head, each with what its header must say in this chain, and its clock. */
function checkFresh(batch: Batch, facts: ChainFacts, known: Known, texts: readonly Buffer[]): Judgement {
  const fresh: NewEntry[] = [];
  let clock = known.chain?.clock ?? 0;
  for (const [at, { seq, text, hash, sides }] of batch.entries.entries()) {
    if (seq <= (known.chain?.headSeq ?? 0)) continue;
    const entry = readOrNull(text);
    if (typeof entry === 'string') return refusal(batch, 'exchange/bad-entry', `entries.${at}.text.${entry}`);
    const house = wrongHouse(entry, known.identity);
    if (house !== null) return refusal(batch, house.code, `entries.${at}.text.${house.field}`);
    const field = wrongPlace(entry, facts, seq);
    if (field !== null) return refusal(batch, 'exchange/wrong-chain', `entries.${at}.text.${field}`);
    const strange = strangeSide(entry.events, sides);
    if (strange !== -1) return refusal(batch, 'exchange/strange-side', `entries.${at}.sides.${strange}`);
    const isLeap = leaps(entry.clock, clock);
    if (!isLeap) clock = Math.max(clock, entry.clock);
    const suspense = isLeap ? `clock ${entry.clock} after ${clock}` : null;
    fresh.push({
      text: texts[at]!,
      hash: Buffer.from(hash, 'hex'),
      entry,
      isOwn: facts.kind === 'own',
      suspense,
    });
  }
  return { kind: 'store', facts, fresh };
}

/** The field of a header that is not this chain's at this place, or null. */
function wrongPlace(entry: Entry, facts: ChainFacts, seq: number): string | null {
  if (entry.chain !== (seq === 1 ? '' : facts.name)) return 'chain';
  if (entry.seq !== seq) return 'seq';
  if (entry.terminal !== facts.terminal) return 'terminal';
  if (entry.epoch !== facts.epoch) return 'epoch';
  return null;
}

/** The entry, or the field that is wrong. */
function readOrNull(text: string): Entry | string {
  try {
    return readEntry(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.field ?? '';
  }
}
