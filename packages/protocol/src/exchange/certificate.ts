import { wrongField } from '@beaveros/domain/journal';
import { zCount, zId, zPublicKey, zSignature, zStorable } from '@beaveros/domain/scalars';
import { Fault, utf8ToBytes } from '@beaveros/kit';
import * as z from 'zod';

/** What enrolment gives a terminal. The tenant's Ed25519 key signs the text as written. */
export const zCertificateBody = z.strictObject({
  v: z.literal(1),
  tenant: zId<'Tenant'>(),
  store: zId<'Store'>(),
  terminal: zId<'Terminal'>(),
  /** Counts the terminal's enrolments; a higher one replaces the lower. */
  epoch: zCount,
  /** The terminal's Ed25519 public key, 32 bytes, base64. */
  publicKey: zPublicKey,
  issuedAt: z.int().nonnegative(),
});
export type CertificateBody = z.output<typeof zCertificateBody>;

export const zCertificate = z.strictObject({
  text: zStorable.max(4_096),
  /** Ed25519 over {@link certificateToSign}, 64 bytes, base64. */
  signature: zSignature,
});
export type Certificate = z.output<typeof zCertificate>;

export function writeCertificate(body: CertificateBody): string {
  const { v, tenant, store, terminal, epoch, publicKey, issuedAt } = body;
  return JSON.stringify({ v, tenant, store, terminal, epoch, publicKey, issuedAt });
}

/** The bytes the tenant's key signs: a domain tag, then the text. */
export function certificateToSign(text: string): Uint8Array {
  return utf8ToBytes(`beaveros-certificate/1\n${text}`);
}

/** Reads the text without judging the signature. Faults with `exchange/bad-certificate`. */
export function readCertificate(certificate: Certificate): CertificateBody {
  let json: unknown;
  try {
    json = JSON.parse(certificate.text);
  } catch (cause) {
    throw new Fault('exchange/bad-certificate', 'the certificate is not JSON', { field: 'text', cause });
  }
  const parsed = zCertificateBody.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Fault('exchange/bad-certificate', 'the certificate breaks its schema', {
    field: `text.${wrongField(parsed.error)}`,
  });
}
