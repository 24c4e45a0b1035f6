import type { ChainOpened, EventOf } from '@beaveros/domain/journal';
import { damaged, parseWhole } from './arrived.ts';
import { type Chain, type ChainRow, type ChainRows, readChainFacts } from './chain-rows.ts';
import { leaps } from './clock-leap.ts';
import type { EntryRows } from './entry-rows.ts';

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
    const [headRow] = entries.ofChain(row.id, row.head_seq - 1, 1);
    if (openingRow === undefined || headRow?.seq !== row.head_seq)
      throw damaged(facts.name, 1, 'it is missing');
    const { body } = parseWhole(openingRow).events[0] as EventOf<typeof ChainOpened>;
    const head = parseWhole(headRow);
    const isOpening =
      openingRow.seq === 1 &&
      openingRow.hash.toString('hex') === facts.name &&
      body.publicKey === facts.publicKey &&
      body.terminal === facts.terminal &&
      body.epoch === facts.epoch &&
      body.series === facts.series;
    if (!isOpening) throw damaged(facts.name, 1, 'its chain is described otherwise');
    const clock = facts.kind === 'own' ? Math.max(row.clock, head.clock) : row.clock;
    if (headRow.suspended === 0 && (leaps(clock, head.clock) || leaps(head.clock, clock))) {
      throw damaged(facts.name, head.seq, `its chain says clock ${clock}`);
    }
    return {
      row: row.id,
      ...facts,
      isOpen: row.status === 'open',
      headSeq: head.seq,
      headHash: headRow.hash,
      clock,
    };
  });
}

function isSound(row: ChainRow): boolean {
  const isBlob = (value: unknown, bytes: number): boolean => Buffer.isBuffer(value) && value.length === bytes;
  return (
    isBlob(row.name, 32) &&
    isBlob(row.public_key, 32) &&
    (row.terminal === null || isBlob(row.terminal, 16)) &&
    KINDS.has(row.kind) &&
    (row.status === 'open' || row.status === 'ended') &&
    [row.epoch, row.series, row.clock].every((value) => Number.isSafeInteger(value)) &&
    [row.certificate_text, row.certificate_signature].every(
      (value) => value === null || typeof value === 'string',
    )
  );
}
