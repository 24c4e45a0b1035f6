import * as z from 'zod';
import { zCount, zHash, zId, zPublicKey, zSeq } from '../scalars.ts';
import { type EventOf, eventSchema } from './event-schema.ts';

/** Seq 1 of every chain. Its entry's hash names the chain. `aggregate` is the terminal's id (store or tenant for back-office chains). */
export const ChainOpened = eventSchema(
  'journal.ChainOpened',
  1,
  z.strictObject({
    tenant: zId<'Tenant'>(),
    store: zId<'Store'>().nullable(),
    terminal: zId<'Terminal'>().nullable(),
    epoch: zCount,
    /** 32 random bytes in hex, so that no two openings are equal. */
    nonce: zHash,
    /** Ed25519 public key, 32 bytes, base64. */
    publicKey: zPublicKey,
    /** Receipt numbers are (terminal, series, counter); a new chain begins a new series. */
    series: zCount,
    /** The chain this one follows and the last entry of it that stands; null for a terminal's first. */
    follows: z.strictObject({ chain: zHash, seq: z.int().min(0), hash: zHash }).nullable(),
  }),
);

/** First event of an entry that copies one of a chain that ended: the events after it keep their ids. */
export const Recovered = eventSchema(
  'journal.Recovered',
  1,
  z.strictObject({ chain: zHash, seq: zSeq, hash: zHash }),
);

/**
 * A terminal is revoked. `aggregate`: the terminal. Only in a store's back-office chain, like everything below but the
 * announcement. Entries of its chains (this epoch and lower) go to suspense beyond the fence; null: no fence, because
 * the till was replaced or died and what it still sold is true.
 */
export const TerminalRevoked = eventSchema(
  'journal.TerminalRevoked',
  1,
  z.strictObject({
    terminal: zId<'Terminal'>(),
    epoch: zCount,
    reason: z.enum(['replaced', 'dead', 'stolen']),
    /** The highest seq of each chain that the cloud and the peers reached then held; a chain not named is fenced at 0. */
    fences: z
      .array(z.strictObject({ chain: zHash, seq: z.int().min(0) }))
      .max(64)
      .nullable(),
  }),
);

/** A manager has looked: entries of the chain up to `seq` are folded, whatever fence or clock says. `aggregate`: the store. */
export const SuspenseReleased = eventSchema(
  'journal.SuspenseReleased',
  1,
  z.strictObject({ chain: zHash, seq: zSeq }),
);

/** A supervised upload of a dead disk: stands for the author's signature up to this head. `aggregate`: the store. */
export const TailVouched = eventSchema(
  'journal.TailVouched',
  1,
  z.strictObject({ chain: zHash, seq: zSeq, hash: zHash }),
);

/** Side records are deleted wherever they are, and not taken again. `aggregate`: the store, or the tenant. */
export const Erased = eventSchema(
  'journal.Erased',
  1,
  z.strictObject({ sides: z.array(zId<'Side'>()).min(1).max(500) }),
);

/** Which event versions (`type/v`) this till reads from here on. In its own chain; `aggregate`: the terminal. */
export const VersionsAnnounced = eventSchema(
  'journal.VersionsAnnounced',
  1,
  z.strictObject({ reads: z.array(z.string().regex(/^[a-z-]+\.[A-Z][A-Za-z]+\/\d{1,4}$/)).max(2_000) }),
);

export const JOURNAL_EVENTS = [
  ChainOpened,
  Recovered,
  TerminalRevoked,
  SuspenseReleased,
  TailVouched,
  Erased,
  VersionsAnnounced,
] as const;
export type JournalEvent = EventOf<(typeof JOURNAL_EVENTS)[number]>;
