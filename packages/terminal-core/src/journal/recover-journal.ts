import type { ChainOpened, EventOf } from '@beaveros/domain/journal';
import { type BatchHead, headToSign, readEntry, type SignedHead } from '@beaveros/protocol/exchange';
import type { ChainFacts } from './chain-rows.ts';
import { type FetchEntry, type HealedChain, type Healing, healChain } from './heal.ts';
import type { JournalOptions } from './open-journal.ts';
import { rebuildFile } from './rebuild-file.ts';
import { completeRecovery, copyAside, finishRecovery, recoveringPath } from './recovery-files.ts';
import { type FoundChain, Salvage } from './salvage.ts';
import { isSignedBy } from './signer.ts';
import { WriterLock } from './writer-lock.ts';

export interface RecoveryOptions extends JournalOptions {
  readonly fetch?: FetchEntry;
  /** Heads that peers or the cloud hold, signed: how far the own chain is known to have gone. */
  readonly signedHeads?: readonly BatchHead[];
}

export interface Place {
  readonly chain: string;
  readonly seq: number;
}

export interface RecoveryReport {
  /** Where the damaged file was copied to, untouched. */
  readonly damagedPath: string;
  /** The chain that takes the next entry. */
  readonly ownChain: string;
  /** Whether it was opened now, because the one before could not be put together to its end. */
  readonly isNewChain: boolean;
  /** Put back from elsewhere. */
  readonly healed: readonly Place[];
  /** Gone; of peers' chains, until the exchange brings them again. */
  readonly lost: readonly Place[];
  /** Own entries beyond a lost place, copied into the new chain. */
  readonly copied: readonly Place[];
  /** Peers' entries beyond a lost place, kept aside. */
  readonly stranded: readonly Place[];
  /** false: the file could not be read to its end, so there may have been more than `lost` says. */
  readonly isEndKnown: boolean;
}

/**
 * Makes a sound journal of a damaged one and puts it in its place; `openJournal` follows. Entries that others have are
 * put back by hash. Where an own chain cannot be put together to its end, it ends at its last good entry and a new one
 * (next series) takes every later own entry that can still be read, as a copy: `journal.Recovered`, then the
 * original's events under its command id. The damaged file is kept beside it. Arrival numbers of what was found stay;
 * the incarnation is new. A crash on the way changes nothing, or is finished by the next open. Faults: `journal/in-use`
 * and those of the disk.
 */
export async function recoverJournal(options: RecoveryOptions): Promise<RecoveryReport> {
  const { path, fetch } = options;
  const signedHeads = signedOf(options);
  using _lock = new WriterLock(path);
  finishRecovery(path);
  const now = options.clock.now();
  const damagedPath = copyAside(path, now);
  using salvage = new Salvage(damagedPath, options.identity);
  const chains: Healing[] = [];
  for (const chain of withUnknownOwn(salvage.chains, options)) {
    const heads = [...signedHeads, ...headsOf(chain, salvage)];
    const healed = await healChain(chain, heads, fetch);
    chains.push({ chain: { ...chain, facts: withSeries(chain.facts, healed) }, healed });
  }
  const end = rebuildFile(recoveringPath(path), chains, { salvage, options, now });
  completeRecovery(path);
  return {
    damagedPath,
    ...end,
    healed: places(chains, ({ healed }) => healed.standing.filter(({ kind }) => kind === 'fetched')),
    lost: places(chains, ({ healed }) => healed.lost.map((seq) => ({ seq }))),
    copied: places(chains.filter(isOwn), ({ healed }) => healed.later),
    stranded: places(
      chains.filter((one) => !isOwn(one)),
      ({ healed }) => healed.later,
    ),
    isEndKnown: salvage.isComplete,
  };
}

function places(
  chains: readonly Healing[],
  pick: (one: Healing) => readonly { readonly seq: number }[],
): Place[] {
  return chains.flatMap((one) => pick(one).map(({ seq }) => ({ chain: one.chain.facts.name, seq })));
}

function isOwn({ chain }: Healing): boolean {
  return chain.facts.kind === 'own';
}

/** Signed heads that the damaged file itself holds; the signature vouches for the hash column. */
function headsOf({ row, facts, entries }: FoundChain, salvage: Salvage): SignedHead[] {
  return salvage.signatures(row).flatMap(({ seq, signature }) => {
    const hash = entries.get(seq)?.hash;
    return hash === undefined ? [] : [{ chain: facts.name, seq, hash, signature }];
  });
}

/** A vouched head has no signature, and says nothing without the back-office chain that vouches. */
function signedOf({ signedHeads = [] }: RecoveryOptions): readonly SignedHead[] {
  return signedHeads.flatMap(({ signature, ...head }) =>
    signature === null ? [] : [{ ...head, signature }],
  );
}

/** An own chain of which the file says nothing any more, but a peer holds a head that our key signed. */
function withUnknownOwn(found: readonly FoundChain[], options: RecoveryOptions): FoundChain[] {
  const { identity } = options;
  const signedHeads = signedOf(options);
  const names = new Set(found.map(({ facts }) => facts.name));
  const publicKey = identity.signer.publicKey;
  const unknown = new Set(
    signedHeads
      .filter((head) => !names.has(head.chain) && isSignedBy(publicKey, headToSign(head), head.signature))
      .map(({ chain }) => chain),
  );
  const { terminal, epoch, certificate } = identity;
  const facts = { kind: 'own', terminal, epoch, publicKey, certificate, series: 0 } as const;
  return [
    ...found,
    ...[...unknown].map((name) => ({ row: 0, facts: { ...facts, name }, base: null, entries: new Map() })),
  ];
}

/** The fetched opening says the series that an unknown own chain had. */
function withSeries(facts: ChainFacts, { standing }: HealedChain): ChainFacts {
  const [opening] = standing;
  if (facts.series > 0 || opening?.kind !== 'fetched') return facts;
  const body = readEntry(opening.entry.text).events[0]?.body as EventOf<typeof ChainOpened>['body'];
  return { ...facts, series: body.series };
}
