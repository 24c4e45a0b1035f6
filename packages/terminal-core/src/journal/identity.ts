import type { Id } from '@beaveros/kit';
import type { Certificate } from '@beaveros/protocol/exchange';
import type { Signer } from './signer.ts';

/** Who this till is: what its enrolment gave it, and its key. */
export interface JournalIdentity {
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  readonly terminal: Id<'Terminal'>;
  /** Counts the terminal's enrolments. */
  readonly epoch: number;
  /** Ed25519, 32 bytes, base64: signs certificates and back-office chains. */
  readonly tenantPublicKey: string;
  readonly certificate: Certificate;
  readonly signer: Signer;
}
