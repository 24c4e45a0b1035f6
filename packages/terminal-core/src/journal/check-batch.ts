import { ChainOpened, clockAfter, type Entry, type EventOf, readEvent } from '@beaveros/domain/journal';
import { isFault } from '@beaveros/kit';
import {
  type Certificate,
  type CertificateBody,
  certificateToSign,
  type EntryOnWire,
  type Head,
  type HeadsMessage,
  headToSign,
  readCertificate,
  readEntry,
} from '@beaveros/protocol/exchange';
import { type Aside, asideOf } from './asides.ts';
import type { Batch } from './batch-after.ts';
import { BEFORE_OPENING, hashAfter } from './blobs.ts';
import type { Chain, ChainFacts } from './chain-rows.ts';
import { leapAfter } from './clock-leap.ts';
import type { JournalIdentity } from './identity.ts';
import type { NewEntry } from './journal-state.ts';
import { strangeSide } from './side-rows.ts';
import { isSignedBy } from './signer.ts';

export type Answer = Exclude<HeadsMessage['answer'], null>;

/** What a batch is worth, after everything it says was checked. */
export type Judgement =
  /** `fresh` extend `facts`' chain; empty when all were known. */
  | { readonly kind: 'store'; readonly facts: ChainFacts; readonly fresh: readonly NewEntry[] }
  /**
   * Entries of another branch, by the same author; each follows what stands here, or what is aside already. `clock`: the
   * highest of them that is no leap.
   */
  | { readonly kind: 'aside'; readonly asides: readonly Aside[]; readonly clock: number }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** What this journal knows that judges a batch. */
export interface Known {
  readonly identity: JournalIdentity;
  /** The chain of the batch, when its opening is here. */
  readonly chain: Chain | undefined;
  readonly hashAt: (seq: number) => string | null;
  /** The hashes of what is aside of this chain at a place. */
  readonly asidesAt: (seq: number) => readonly string[];
  readonly isVouched: (head: Head) => boolean;
}

/** Judges a batch; changes nothing and throws for nothing that a peer can write. */
export function checkBatch(batch: Batch, known: Known): Judgement {
  const first = batch.entries[0];
  if (first === undefined) return refusal(batch, 'exchange/bad-batch', 'entries');
  const shape = wrongShape(batch);
  if (shape !== null) return shape;
  const previous = first.seq === 1 ? BEFORE_OPENING : beforeIt(first, known);
  if (previous === null) return unattached(batch, first.seq, known);
  const texts = checkHashes(batch, previous);
  if (!Array.isArray(texts)) return texts;
  const facts = known.chain ?? readOpening(batch, known.identity);
  if ('kind' in facts && facts.kind === 'answer') return facts;
  const author = facts;
  const unsigned = checkHead(batch, author, known);
  if (unsigned !== null) return unsigned;
  const standing = first.seq === 1 ? previous : known.hashAt(first.seq - 1);
  const from = previous === standing ? firstUnknown(batch, known) : { at: 0, isAside: true };
  const fresh = checkFresh(batch, author, { known, texts, from: from.at });
  if (!Array.isArray(fresh)) return fresh;
  if (!from.isAside) return { kind: 'store', facts: author, fresh };
  const asides = batch.entries
    .slice(from.at)
    .map((entry, n) => asideOf(batch.chain, entry, batch.entries[from.at + n - 1]?.hash ?? previous));
  const clocks = fresh.filter(({ leap }) => leap === null).map(({ entry }) => entry.clock);
  return { kind: 'aside', asides, clock: Math.max(0, ...clocks) };
}

/** The hash before the first entry, of those that we know at that place; null: it follows none of them. */
function beforeIt(first: EntryOnWire, known: Known): string | null {
  const standing = known.hashAt(first.seq - 1);
  const candidates = [...(standing === null ? [] : [standing]), ...known.asidesAt(first.seq - 1)];
  const text = Buffer.from(first.text, 'utf8');
  return candidates.find((each) => hashAfter(each, text) === first.hash) ?? null;
}

/** Nothing here leads to the batch: entries before it are missing, or they are another branch's. */
function unattached(batch: Batch, seq: number, known: Known): Judgement {
  const { chain } = batch;
  const headSeq = known.chain?.headSeq ?? 0;
  const standing = known.hashAt(seq - 1);
  if (seq > headSeq + 1) return { kind: 'answer', answer: { kind: 'gap', chain, expected: headSeq + 1 } };
  if (standing === null) return refusal(batch, 'exchange/bad-sequence', 'entries.0.seq');
  return { kind: 'answer', answer: { kind: 'fork', chain, seq: seq - 1, hash: standing } };
}

/** Of a batch that follows what stands: where it goes beyond it, or leaves it. */
function firstUnknown(batch: Batch, known: Known): { readonly at: number; readonly isAside: boolean } {
  const headSeq = known.chain?.headSeq ?? 0;
  for (const [at, { seq, hash }] of batch.entries.entries()) {
    if (seq > headSeq) return { at, isAside: false };
    const held = known.hashAt(seq);
    if (held !== null && held !== hash) return { at, isAside: true };
  }
  return { at: batch.entries.length, isAside: false };
}

/** The author's signature over the head, or a manager's word for it. */
function checkHead({ head, ...batch }: Batch, author: ChainFacts, known: Known): Judgement | null {
  if (head.signature === null) {
    const { chain, seq, hash } = head;
    if (known.isVouched({ chain, seq, hash })) return null;
    // The word may be on its way in the back-office chain.
    return refusal({ head, ...batch }, 'exchange/not-vouched', 'head.signature', true);
  }
  if (isSignedBy(author.publicKey, headToSign(head), head.signature)) return null;
  return refusal({ head, ...batch }, 'exchange/bad-signature', 'head.signature');
}

function refusal(
  batch: Batch,
  code: string,
  field: string,
  retryable = false,
): Judgement & { readonly kind: 'answer' } {
  return {
    kind: 'answer',
    answer: { kind: 'refused', chain: batch.chain, code, field: field.slice(0, 256), retryable },
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
    if (hashAfter(previous, bytes) !== hash) return refusal(batch, 'exchange/bad-hash', `entries.${at}.hash`);
    texts.push(bytes);
    previous = hash;
  }
  return texts;
}

/** What the opening of a chain new to us says of it, when the tenant's key stands behind it. */
export function readOpening(
  batch: Batch,
  identity: JournalIdentity,
): ChainFacts | (Judgement & { kind: 'answer' }) {
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
  // Our own terminal's, from a peer: this disk was wiped, put back, or has a twin.
  const kind = body.terminal === identity.terminal ? 'own' : 'terminal';
  return { ...facts, kind, terminal: body.terminal, certificate };
}

/** A neighbour's entry, by tenant or by store. */
export function wrongHouse(
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

/** The entries from that place of the batch on, each with what its header must say in this chain, and its leap. */
function checkFresh(
  batch: Batch,
  facts: ChainFacts,
  { known, texts, from }: { readonly known: Known; readonly texts: readonly Buffer[]; readonly from: number },
): NewEntry[] | Judgement {
  const fresh: NewEntry[] = [];
  let clock = known.chain?.clock ?? 0;
  for (const [at, { seq, text, hash, sides }] of batch.entries.entries()) {
    if (at < from) continue;
    const entry = readOrNull(text);
    if (typeof entry === 'string') return refusal(batch, 'exchange/bad-entry', `entries.${at}.text.${entry}`);
    const house = wrongHouse(entry, known.identity);
    if (house !== null) return refusal(batch, house.code, `entries.${at}.text.${house.field}`);
    const field = wrongPlace(entry, facts, seq);
    if (field !== null) return refusal(batch, 'exchange/wrong-chain', `entries.${at}.text.${field}`);
    const strange = strangeSide(entry.events, sides);
    if (strange !== -1) return refusal(batch, 'exchange/strange-side', `entries.${at}.sides.${strange}`);
    const leap = leapAfter(entry.clock, clock);
    clock = clockAfter({ clock: entry.clock, accepted: clock });
    fresh.push({
      text: texts[at]!,
      hash: Buffer.from(hash, 'hex'),
      entry,
      isOwn: facts.kind === 'own',
      isWritten: false,
      isBrought: true,
      leap,
      sides,
    });
  }
  return fresh;
}

/** The field of a header that is not this chain's at this place, or null. */
export function wrongPlace(entry: Entry, facts: ChainFacts, seq: number): string | null {
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
