import { compareEntries, type Entry } from '@beaveros/domain/journal';
import { Fault, type Instant, isFault } from '@beaveros/kit';
import {
  DROPPED_LEDGER,
  headToSign,
  readEntry,
  readSnapshot,
  type Snapshot,
} from '@beaveros/protocol/exchange';
import { BEFORE_OPENING, blobToHash, hashAfter, hashToBlob, idToBlob, nodeHash } from './blobs.ts';
import type { Chain, ChainFacts } from './chain-rows.ts';
import { readOpening, wrongHouse, wrongPlace } from './check-batch.ts';
import { leapAfter } from './clock-leap.ts';
import { Controls } from './controls.ts';
import type { JournalIdentity } from './identity.ts';
import type { JournalState, NewEntry, Stored } from './journal-state.ts';
import type { OpeningBody, OpeningRow } from './opening-rows.ts';
import type { OpeningContext } from './own-chain.ts';
import { settle } from './settle.ts';
import { strangeSide } from './side-rows.ts';
import { isSignedBy } from './signer.ts';

const SAYS_NOTHING: ReadonlySet<string> = new Set(['journal.ChainOpened', 'journal.VersionsAnnounced']);

/** Whether nothing is known here but own chains in which nothing happened, so that a snapshot may be its beginning. */
export function isFresh(state: JournalState): boolean {
  // A handful: an opening for each key, an announcement for each build.
  if (state.entryCount > 20 || state.all().some(({ kind }) => kind !== 'own')) return false;
  const rows = state.entries.after(0, 20);
  return rows.every((row) =>
    (JSON.parse(row.text.toString('utf8')) as Entry).events.every(({ type }) => SAYS_NOTHING.has(type)),
  );
}

/**
 * Takes a snapshot as the beginning of a fresh journal, in one durable transaction, after everything it says was
 * checked: the tenant's word for each chain, its author's (or a `TailVouched`) for its head, every hash. The caller has
 * verified who signed the text; `verifiedBy` is that key, kept for support. Faults with `exchange/bad-snapshot` and the
 * field, `journal/not-fresh`.
 */
export function installSnapshot(
  state: JournalState,
  context: OpeningContext,
  { text, verifiedBy, now }: { readonly text: string; readonly verifiedBy: string; readonly now: Instant },
): void {
  if (!isFresh(state))
    throw new Fault('journal/not-fresh', 'a snapshot begins a journal that holds nothing yet');
  const snapshot = readSnapshot(text);
  const checked = checkSnapshot(snapshot, context.identity, (chain) => state.chain(chain) !== undefined);
  state.transactionWithMemory(() => {
    state.window.began();
    for (const { ledger, key } of snapshot.openingRows)
      if (ledger === DROPPED_LEDGER) state.window.drop(idToBlob(key));
    state.window.add(ledgerRows(snapshot));
    // First, because what they say decides how every other entry is read.
    state.controls = checked.controls;
    store(state, checked, now);
    // What speaks of aggregates that were settled before us is not late.
    state.db.prepare('DELETE FROM late_facts').run();
    settle(state, context, { now });
    state.becomeAnother(Buffer.from(context.random.bytes(16)));
    state.db
      .prepare('UPDATE space SET snapshot_arrival = ?, snapshot_id = ?, snapshot_key = ?')
      .run(state.lastArrival, Buffer.from(nodeHash(Buffer.from(text, 'utf8'))), verifiedBy);
  });
}

interface CheckedChain {
  readonly facts: ChainFacts;
  readonly clock: number;
  readonly seq: number;
  readonly hash: string;
  readonly signature: string;
  readonly entries: readonly CheckedEntry[];
}

interface CheckedEntry {
  readonly prev: string;
  readonly entry: NewEntry;
}

interface Checked {
  readonly chains: readonly CheckedChain[];
  readonly controls: Controls;
}

function bad(field: string, what: string): Fault {
  return new Fault('exchange/bad-snapshot', what, { field: field.slice(0, 256) });
}

function checkSnapshot(
  snapshot: Snapshot,
  identity: JournalIdentity,
  isHere: (chain: string) => boolean,
): Checked {
  const house = wrongHouse(snapshot, identity);
  if (house !== null) throw bad(house.field, `the snapshot is another ${house.field}'s`);
  const byChain = Map.groupBy(snapshot.entries.entries(), ([, { chain }]) => chain);
  const chains = snapshot.chains.map((said, at) =>
    checkChain(said, { at, identity, entries: byChain.get(said.head.chain) ?? [] }),
  );
  const names = new Set(chains.map(({ facts }) => facts.name));
  if (names.size !== chains.length) throw bad('chains', 'a chain comes twice');
  for (const [at, { chain }] of snapshot.entries.entries())
    if (!names.has(chain)) throw bad(`entries.${at}.chain`, 'its chain is not described');
  for (const [at, { ledger, key, body }] of snapshot.openingRows.entries()) {
    const isId = /^[0-9a-f-]{36}$/.test(key);
    if (ledger === DROPPED_LEDGER && !isId) throw bad(`openingRows.${at}.key`, 'it names no aggregate');
    const wrong = Object.entries(body).find(
      ([, value]) => typeof value !== 'string' && !Number.isSafeInteger(value),
    );
    if (wrong !== undefined) throw bad(`openingRows.${at}.body.${wrong[0]}`, 'it does not add up');
  }
  const stores = chains.filter(({ facts }) => facts.kind === 'store');
  const controls = new Controls(stores.flatMap(({ entries }) => entries.map(({ entry }) => entry.entry)));
  for (const [at, { facts, seq, hash, signature }] of chains.entries()) {
    if (signature === '' && !controls.isVouched({ chain: facts.name, seq, hash }))
      throw bad(`chains.${at}.head.signature`, 'nobody stands for this head');
  }
  // What came in the meantime is this disk's own: the exchange goes on with it.
  return { chains: chains.filter(({ facts }) => !isHere(facts.name)), controls };
}

function checkChain(
  said: Snapshot['chains'][number],
  {
    at,
    identity,
    entries,
  }: {
    readonly at: number;
    readonly identity: JournalIdentity;
    readonly entries: readonly (readonly [number, Snapshot['entries'][number]])[];
  },
): CheckedChain {
  const { opening, certificate, head, kind, clock } = said;
  const facts = readOpening(
    { chain: head.chain, certificate, entries: [opening], head: { ...head, signature: null } },
    identity,
  );
  if ('answer' in facts) {
    const field = facts.answer.kind === 'refused' ? facts.answer.field : '';
    throw bad(`chains.${at}.${field.replace('entries.0', 'opening')}`, 'the chain is none of this store');
  }
  if ((facts.kind === 'store') !== (kind === 'store'))
    throw bad(`chains.${at}.kind`, 'it is of another kind');
  if (head.signature !== null && !isSignedBy(facts.publicKey, headToSign(head), head.signature))
    throw bad(`chains.${at}.head.signature`, 'it is not by its author');
  const all = [
    { field: `chains.${at}.opening`, prev: BEFORE_OPENING, wire: opening },
    ...entries
      .filter(([, { entry }]) => entry.seq > 1)
      .map(([place, { prev, entry }]) => ({ field: `entries.${place}`, prev, wire: entry })),
  ].sort((a, b) => a.wire.seq - b.wire.seq);
  const checked = all.map((one) => checkEntry(one, { facts, head, clock }));
  for (const [n, { prev, entry }] of checked.entries()) {
    const before = checked[n - 1]?.entry;
    if (before === undefined || before.entry.seq < entry.entry.seq - 1) continue;
    if (before.entry.seq === entry.entry.seq) throw bad(all[n]!.field, 'it comes twice');
    if (blobToHash(Buffer.from(before.hash)) !== prev)
      throw bad(`${all[n]!.field}.prev`, 'it follows another');
  }
  const highest = Math.max(0, ...checked.map(({ entry }) => (entry.leap === null ? entry.entry.clock : 0)));
  // What is not here may have counted further, but nobody counts so far.
  if (leapAfter(clock, highest) !== null) throw bad(`chains.${at}.clock`, 'its clock leaps');
  const { seq, hash, signature } = head;
  return { facts, clock, seq, hash, signature: signature ?? '', entries: checked };
}

function checkEntry(
  {
    field,
    prev,
    wire,
  }: { readonly field: string; readonly prev: string; readonly wire: Snapshot['chains'][number]['opening'] },
  { facts, head, clock }: Pick<Snapshot['chains'][number], 'head' | 'clock'> & { readonly facts: ChainFacts },
): CheckedEntry {
  const { seq, text, hash, sides } = wire;
  const bytes = Buffer.from(text, 'utf8');
  if (hashAfter(prev, bytes) !== hash) throw bad(`${field}.hash`, 'its bytes have another hash');
  if (seq > head.seq) throw bad(`${field}.seq`, 'it is beyond the head');
  if (seq === head.seq && hash !== head.hash) throw bad(`${field}.hash`, 'the head is another');
  const entry = readOrFault(text, `${field}.text`);
  const wrong = wrongPlace(entry, facts, seq);
  if (wrong !== null) throw bad(`${field}.text.${wrong}`, 'it is of another chain');
  const strange = strangeSide(entry.events, sides);
  if (strange !== -1) throw bad(`${field}.sides.${strange}`, 'nothing refers to it');
  // A clock that was accepted is not above the chain's.
  const leap = entry.clock > clock ? `clock ${entry.clock}, accepted ${clock}` : null;
  return {
    prev,
    entry: {
      text: bytes,
      hash: hashToBlob(hash),
      entry,
      isOwn: facts.kind === 'own',
      isWritten: false,
      isBrought: true,
      leap,
      sides,
    },
  };
}

function readOrFault(text: string, field: string): Entry {
  try {
    return readEntry(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw bad(`${field}.${error.field ?? ''}`, error.message);
  }
}

function ledgerRows({ openingRows }: Snapshot): readonly OpeningRow[] {
  return openingRows
    .filter(({ ledger }) => ledger !== DROPPED_LEDGER)
    .map(({ ledger, key, body }) => ({ ledger, key, body: body as OpeningBody }));
}

/** Entries arrive in canonical order, so that a fold goes forward only. */
function store(state: JournalState, { chains }: Checked, now: Instant): void {
  const placed = chains.map((said) => {
    const chain = { ...state.newChain(said.facts, said.clock), baseSeq: said.seq } satisfies Chain;
    chain.isOpen = said.facts.kind !== 'own';
    if (!chain.isOpen) state.chains.end(chain.row);
    state.chains.setBase(chain.row, said);
    state.chains.keepHead(chain.row, said.seq, said.signature);
    // Nobody knows when it was last heard: as if now, so that what we write it can read.
    if (chain.kind === 'terminal') state.controlRows.see(said.facts.terminal!, now);
    return { said, chain };
  });
  const entries = placed
    .flatMap(({ said, chain }) =>
      said.entries.map((one) => ({ ...one, chain, place: { ...one.entry.entry, chain: chain.name } })),
    )
    .sort((a, b) => compareEntries(a.place, b.place));
  let arrival = state.lastArrival;
  const stored: Stored[] = entries.map(({ chain, entry, prev }) => {
    arrival += 1;
    const suspense = state.put(chain, entry, { arrival, prev: hashToBlob(prev) });
    // Whatever of it is addressed to us was done before we were.
    state.controlRows.noteBrought(arrival);
    return { chain, entry, arrival, suspense };
  });
  for (const { said, chain } of placed) {
    state.moved({
      chain,
      headSeq: said.seq,
      headHash: hashToBlob(said.hash),
      clock: said.clock,
      lastArrival: arrival,
      stored: stored.filter((one) => one.chain === chain),
    });
  }
}
