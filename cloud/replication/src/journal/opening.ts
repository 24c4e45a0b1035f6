import { ChainOpened, type EventOf, readEvent } from '@beaveros/domain/journal';
import { isFault } from '@beaveros/kit';
import { type Certificate, certificateToSign, readCertificate } from '@beaveros/protocol/exchange';
import type { Batch } from '@beaveros/sync/exchange';
import { isSignedBy } from '../keys/ed25519.ts';
import { type CheckedEntry, type Refused, refusal } from './check-batch.ts';

/** What the opening of a terminal's chain says of it, with the tenant's key behind it. */
export interface Opening {
  readonly terminal: string;
  readonly epoch: number;
  readonly publicKey: Buffer;
  readonly certificate: Certificate;
}

/**
 * Judges the first entry of a chain new to the cloud. Only terminals' chains come from outside: back-office chains are
 * written here and nowhere else.
 */
export function readOpening(
  batch: Batch,
  { entry }: CheckedEntry,
  tenantPublicKey: Buffer,
): Opening | Refused {
  const { chain, certificate } = batch;
  const [event] = entry.events;
  const reading = event?.type === ChainOpened.type && entry.events.length === 1 ? readEvent(event) : null;
  if (reading?.kind !== 'read') return refusal(chain, 'exchange/bad-opening', 'entries.0.text.events');
  const { body } = reading.event as EventOf<typeof ChainOpened>;
  for (const field of ['tenant', 'store', 'terminal', 'epoch'] as const) {
    if (body[field] !== entry[field])
      return refusal(chain, 'exchange/bad-opening', `entries.0.text.events.0.body.${field}`);
  }
  if (body.terminal === null) return refusal(chain, 'exchange/not-from-here', 'entries.0.text.terminal');
  if (certificate === null) return refusal(chain, 'exchange/no-certificate', 'certificate');
  const signature = Buffer.from(certificate.signature, 'base64');
  if (!isSignedBy(tenantPublicKey, certificateToSign(certificate.text), signature)) {
    return refusal(chain, 'exchange/bad-certificate', 'certificate.signature');
  }
  try {
    const certified = readCertificate(certificate);
    for (const field of ['tenant', 'store', 'terminal', 'epoch', 'publicKey'] as const) {
      if (certified[field] !== body[field])
        return refusal(chain, 'exchange/bad-certificate', `certificate.text.${field}`);
    }
  } catch (error) {
    if (!isFault(error)) throw error;
    return refusal(chain, 'exchange/bad-certificate', `certificate.${error.field ?? 'text'}`);
  }
  const { terminal, epoch, publicKey } = body;
  return { terminal, epoch, publicKey: Buffer.from(publicKey, 'base64'), certificate };
}
