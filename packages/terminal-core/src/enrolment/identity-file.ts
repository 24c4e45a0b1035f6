import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { zId } from '@beaveros/domain/scalars';
import { Fault } from '@beaveros/kit';
import { zCertificate } from '@beaveros/protocol/exchange';
import * as z from 'zod';

/** Who this till is: made at enrolment, kept in a file of mode 0600 (under Electron the key goes to the keychain). */
export const zIdentityFile = z.strictObject({
  v: z.literal(1),
  gatewayUrl: z.url(),
  tenant: zId<'Tenant'>(),
  store: zId<'Store'>(),
  terminal: zId<'Terminal'>(),
  epoch: z.int().min(1),
  /** Base64 of 32 bytes. */
  tenantPublicKey: z.string().length(44),
  certificate: zCertificate,
  /** PKCS#8 PEM of the terminal's Ed25519 key. Never logged. */
  privateKey: z.string().min(1),
  /** Base64 of 32 bytes: seals the PIN verifiers at rest. null: the shell keeps it in the OS keychain. */
  sealKey: z.string().length(44).nullable(),
  /** The highest receipt series the cloud knew of this terminal when it was enrolled: its chains begin above it. */
  seriesUsed: z.int().min(0).optional(),
});
export type IdentityFile = z.output<typeof zIdentityFile>;

const OWNER_ONLY = 0o600;

/** Reads the identity; null when this till was never enrolled. Faults with `enrolment/bad-identity` naming the field. */
export function readIdentity(path: string): IdentityFile | null {
  if (!existsSync(path)) return null;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Fault('enrolment/bad-identity', 'the identity file is not JSON', { field: '', cause });
  }
  const parsed = zIdentityFile.safeParse(json);
  if (parsed.success) return parsed.data;
  // The issue's path, never its value: the file holds a private key.
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Fault('enrolment/bad-identity', 'the identity file breaks its schema', { field });
}

/** Written beside and renamed, so that a cut leaves the old identity or the new one. */
export function writeIdentity(path: string, identity: IdentityFile): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(identity), { mode: OWNER_ONLY });
  chmodSync(`${path}.new`, OWNER_ONLY);
  renameSync(`${path}.new`, path);
}
