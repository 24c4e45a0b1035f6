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

export const JOURNAL_EVENTS = [ChainOpened, Recovered] as const;
export type JournalEvent = EventOf<(typeof JOURNAL_EVENTS)[number]>;
