import { randomBytes } from 'node:crypto';
import { zId } from '@beaveros/domain/scalars';
import { Fault } from '@beaveros/kit';
import { zCertificate } from '@beaveros/protocol/exchange';
import * as z from 'zod';
import { generateIdentityKey } from '../journal/index.ts';
import { type IdentityFile, writeIdentity } from './identity-file.ts';

const ANSWER_TIMEOUT_MS = 15_000;

const zEnrolled = z.object({
  certificate: zCertificate,
  tenantPublicKey: z.string().length(44),
  tenantId: zId<'Tenant'>(),
  storeId: zId<'Store'>(),
  terminalId: zId<'Terminal'>(),
  epoch: z.int().min(1),
  /** Clouds before the third gateway version do not say it. */
  seriesUsed: z.int().min(0).optional(),
});

/** Trades a one-time code for a certificate: makes the terminal's key here, sends only its public half, keeps the rest. */
export async function enrol(options: {
  readonly gatewayUrl: string;
  readonly code: string;
  readonly path: string;
}): Promise<IdentityFile> {
  const key = generateIdentityKey();
  const response = await fetch(new URL('/v1/enrolments', options.gatewayUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: options.code, publicKey: key.publicKey }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const code = (body as { readonly error?: { readonly code?: string } } | null)?.error?.code ?? 'unknown';
    throw new Fault('enrolment/refused', `the cloud refused the enrolment: ${code}`, { details: { code } });
  }
  const parsed = zEnrolled.safeParse(body);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new Fault('enrolment/bad-answer', 'the cloud answered the enrolment with nonsense', { field });
  }
  const { certificate, tenantPublicKey, tenantId, storeId, terminalId, epoch, seriesUsed } = parsed.data;
  const identity: IdentityFile = {
    v: 1,
    gatewayUrl: options.gatewayUrl,
    tenant: tenantId,
    store: storeId,
    terminal: terminalId,
    epoch,
    tenantPublicKey,
    certificate,
    privateKey: key.privateKeyPem,
    sealKey: randomBytes(32).toString('base64'),
    ...(seriesUsed === undefined ? {} : { seriesUsed }),
  };
  writeIdentity(options.path, identity);
  return identity;
}
