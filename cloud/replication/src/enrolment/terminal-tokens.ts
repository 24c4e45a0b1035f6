import {
  type Clock,
  type Id,
  instant,
  type Instant,
  isFault,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@beaveros/kit';
import {
  type Certificate,
  type CertificateBody,
  certificateToSign,
  readCertificate,
} from '@beaveros/protocol/exchange';
import { type Database, issueAccessToken, type SigningKey } from '@beaveros/service-kit';
import { isSignedBy } from '../keys/ed25519.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { checkFence } from './fence.ts';

/** Short: a revoked terminal's token outlives it by so much at other services; the exchange asks each time. */
const TOKEN_TTL_MS = 10 * 60_000;
/** Between the till's clock and ours. A repeated request within it only gets another token for the same terminal. */
const CLOCK_SKEW_MAX_MS = 5 * 60_000;

export interface TokenDependencies {
  readonly database: Database;
  readonly keys: TenantKeys;
  readonly clock: Clock;
  readonly signingKey: SigningKey;
}

export interface TokenRequest {
  readonly certificate: Certificate;
  readonly issuedAt: number;
  readonly signature: string;
}

/** An access token for a terminal that shows its certificate and proves its key. */
export async function issueTerminalToken(
  { database, keys, clock, signingKey }: TokenDependencies,
  { certificate, issuedAt, signature }: TokenRequest,
): Promise<Result<{ readonly accessToken: string; readonly expiresAt: Instant }, Refusal>> {
  const body = bodyOf(certificate);
  if (body === null)
    return refuse({ code: 'terminal/wrong-credentials', field: 'body.certificate.text' } as Refusal);
  const now = clock.now();
  const checked = await database.withReadOnlyTenant(body.tenant as string as Id<'tenant'>, async (tx) => {
    const key = await keys.of(tx, body.tenant);
    const isOurs =
      key !== null &&
      isSignedBy(
        key.publicKey,
        certificateToSign(certificate.text),
        Buffer.from(certificate.signature, 'base64'),
      );
    if (!isOurs)
      return refuse({ code: 'terminal/wrong-credentials', field: 'body.certificate.signature' } as Refusal);
    const toSign = Buffer.from(`beaveros-token/1\n${body.terminal}\n${issuedAt}`, 'utf8');
    if (!isSignedBy(Buffer.from(body.publicKey, 'base64'), toSign, Buffer.from(signature, 'base64'))) {
      return refuse({ code: 'terminal/wrong-credentials', field: 'body.signature' } as Refusal);
    }
    if (Math.abs(now - issuedAt) > CLOCK_SKEW_MAX_MS)
      return refuse({ code: 'terminal/wrong-clock', now } as Refusal);
    return await checkFence(tx, body);
  });
  if (!checked.ok) return checked;
  const identity = {
    kind: 'terminal',
    tenantId: body.tenant as string as Id<'tenant'>,
    storeId: body.store as string as Id<'store'>,
    terminalId: body.terminal as string as Id<'terminal'>,
    epoch: body.epoch,
  } as const;
  const accessToken = await issueAccessToken(signingKey, identity, now, TOKEN_TTL_MS);
  return ok({ accessToken, expiresAt: instant(now + TOKEN_TTL_MS) });
}

function bodyOf(certificate: Certificate): CertificateBody | null {
  try {
    return readCertificate(certificate);
  } catch (error) {
    if (isFault(error)) return null;
    throw error;
  }
}
