import { ChainOpened, type EventOf, readEvent } from '@beaveros/domain/journal';
import { isFault } from '@beaveros/kit';
import { type Certificate, certificateToSign, readCertificate } from '@beaveros/protocol/exchange';
import type { Batch } from '@beaveros/sync/exchange';
import { isSignedBy } from '../keys/ed25519.ts';
import { type CheckedEntry, type Refused, refusal } from './check-batch.ts';

/** The place of another chain that an opening follows. */
export interface Followed {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/** What the opening of a chain says of it, with the tenant's key behind it. */
export interface Opening {
  /** null: the store's back-office chain of an older life of this database. */
  readonly terminal: string | null;
  readonly epoch: number;
  readonly publicKey: Buffer;
  readonly certificate: Certificate | null;
  readonly series: number;
  readonly follows: Followed | null;
}

type OpeningBody = EventOf<typeof ChainOpened>['body'];

/**
 * Judges the first entry of a chain new to the cloud: a terminal's, with its certificate, or a back-office chain that
 * this database wrote in an older life and lost in a restore, which tills bring back. The tenant's key signed either.
 */
export function readOpening(
  batch: Batch,
  { entry }: CheckedEntry,
  tenantPublicKey: Buffer,
): Opening | Refused {
  const { chain } = batch;
  const [event] = entry.events;
  const reading = event?.type === ChainOpened.type && entry.events.length === 1 ? readEvent(event) : null;
  if (reading?.kind !== 'read') return refusal(chain, 'exchange/bad-opening', 'entries.0.text.events');
  const { body } = reading.event as EventOf<typeof ChainOpened>;
  for (const field of ['tenant', 'store', 'terminal', 'epoch'] as const) {
    if (body[field] !== entry[field])
      return refusal(chain, 'exchange/bad-opening', `entries.0.text.events.0.body.${field}`);
  }
  const { epoch, series, follows } = body;
  const publicKey = Buffer.from(body.publicKey, 'base64');
  if (body.terminal === null) {
    // Whoever holds the tenant's key wrote it; the head's signature proves that.
    if (!publicKey.equals(tenantPublicKey))
      return refusal(chain, 'exchange/not-from-here', 'entries.0.text.terminal');
    return { terminal: null, epoch, publicKey, certificate: null, series, follows };
  }
  const certificate = certified(batch, body, tenantPublicKey);
  if ('kind' in certificate) return certificate;
  return { terminal: body.terminal, epoch, publicKey, certificate, series, follows };
}

function certified(
  { chain, certificate }: Batch,
  body: OpeningBody,
  tenantPublicKey: Buffer,
): Certificate | Refused {
  if (certificate === null) return refusal(chain, 'exchange/no-certificate', 'certificate');
  const signature = Buffer.from(certificate.signature, 'base64');
  if (!isSignedBy(tenantPublicKey, certificateToSign(certificate.text), signature)) {
    return refusal(chain, 'exchange/bad-certificate', 'certificate.signature');
  }
  try {
    const said = readCertificate(certificate);
    for (const field of ['tenant', 'store', 'terminal', 'epoch', 'publicKey'] as const) {
      if (said[field] !== body[field])
        return refusal(chain, 'exchange/bad-certificate', `certificate.text.${field}`);
    }
  } catch (error) {
    if (!isFault(error)) throw error;
    return refusal(chain, 'exchange/bad-certificate', `certificate.${error.field ?? 'text'}`);
  }
  return certificate;
}
