import { type ChainOpened, clockLeaps, type EventOf } from '@beaveros/domain/journal';
import { headToSign } from '@beaveros/protocol/exchange';
import { damaged, isBodiless, parseWhole } from './arrived.ts';
import { blobToHash } from './blobs.ts';
import { type Chain, type ChainFacts, type ChainRow, type ChainRows, readChainFacts } from './chain-rows.ts';
import type { EntryRows } from './entry-rows.ts';
import { isSignedBy } from './signer.ts';

const KINDS: ReadonlySet<string> = new Set(['own', 'terminal', 'store']);

/**
 * Every chain with its head. What a row of `chains` says is an index of the chain's opening, and a wrong name, key or
 * head would look like a fork to every peer: both entries are read back here, two for each chain. Faults with
 * `journal/damaged`.
 */
export function loadChains(chains: ChainRows, entries: EntryRows): Chain[] {
  return chains.all().map((row) => {
    const facts = isSound(row) ? readChainFacts(row) : null;
    if (facts === null) throw damaged('', row.head_seq, `chain ${row.id} is not described`);
    const [openingRow] = entries.ofChain(row.id, 0, 1);
    if (openingRow === undefined) throw damaged(facts.name, 1, 'it is missing');
    const { body } = parseWhole(openingRow).events[0] as EventOf<typeof ChainOpened>;
    const isOpening =
      openingRow.seq === 1 &&
      openingRow.hash.toString('hex') === facts.name &&
      body.publicKey === facts.publicKey &&
      body.terminal === facts.terminal &&
      body.epoch === facts.epoch &&
      body.series === facts.series;
    if (!isOpening) throw damaged(facts.name, 1, 'its chain is described otherwise');
    const head = readHead(row, facts, chains, entries);
    const clock = facts.kind === 'own' ? Math.max(row.clock, head.clock ?? 0) : row.clock;
    if (head.clock !== null && areFarApart(clock, head.clock)) {
      throw damaged(facts.name, row.head_seq, `its chain says clock ${clock}`);
    }
    return {
      row: row.id,
      ...facts,
      baseSeq: row.base_seq,
      isOpen: row.status === 'open',
      headSeq: row.head_seq,
      headHash: head.hash,
      clock,
    };
  });
}

function areFarApart(a: number, b: number): boolean {
  return clockLeaps({ clock: a, accepted: b }) || clockLeaps({ clock: b, accepted: a });
}

/** The last entry's hash, and its clock where that was accepted and can be read. Faults with `journal/damaged`. */
function readHead(
  { id, head_seq, base_seq, base_hash }: ChainRow & { readonly head_seq: number },
  { name, publicKey }: ChainFacts,
  chains: ChainRows,
  entries: EntryRows,
): { readonly hash: Buffer; readonly clock: number | null } {
  const [row] = entries.ofChain(id, head_seq - 1, 1);
  if (row === undefined && base_hash !== null && head_seq === base_seq) {
    // Nothing came since the snapshot: its author's word says that the base is right.
    const signature = chains.signatureAt(id, base_seq);
    const head = { chain: name, seq: base_seq, hash: blobToHash(base_hash) };
    if (signature === null || (signature !== '' && !isSignedBy(publicKey, headToSign(head), signature)))
      throw damaged(name, base_seq, 'nobody signed it as the base');
    return { hash: base_hash, clock: null };
  }
  if (row?.seq !== head_seq) throw damaged(name, head_seq, 'it is missing');
  const { clock } = isBodiless(row) ? row : parseWhole(row);
  return { hash: row.hash, clock: entries.leapt(row.arrival) ? null : clock };
}

function isSound(row: ChainRow): boolean {
  const isBlob = (value: unknown, bytes: number): boolean => Buffer.isBuffer(value) && value.length === bytes;
  return (
    isBlob(row.name, 32) &&
    isBlob(row.public_key, 32) &&
    (row.terminal === null || isBlob(row.terminal, 16)) &&
    KINDS.has(row.kind) &&
    (row.status === 'open' || row.status === 'ended') &&
    [row.epoch, row.series, row.clock, row.base_seq].every((value) => Number.isSafeInteger(value)) &&
    row.base_seq > 0 === isBlob(row.base_hash, 32) &&
    [row.certificate_text, row.certificate_signature].every(
      (value) => value === null || typeof value === 'string',
    )
  );
}
