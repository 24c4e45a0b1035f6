import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@beaveros/kit';
import {
  exportSigningKey,
  generateSigningKey,
  importSigningKey,
  type PublicKey,
  type SigningKey,
} from '@beaveros/service-kit';
import * as z from 'zod';

/** What the host must keep: with it, a copy of the databases opens; without it, they are of no use. */
export interface HostSecrets {
  /** Passwords of database roles are derived from it. */
  readonly databaseSecret: string;
  /** 32 bytes; the tenants' private keys are sealed with it. */
  readonly sealKey: Uint8Array;
  /** Signs the tokens of users and terminals. */
  readonly signingKey: SigningKey & PublicKey;
}

const FILE = 'secrets.json';
const KEY_BYTES = 32;

const zSecretsFile = z.strictObject({
  v: z.literal(1),
  databaseSecret: z.string().min(16),
  sealKey: z.base64().refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES),
  signingKey: z.looseObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    d: z.string(),
    kid: z.string(),
  }),
});

/**
 * The secrets of the host in `dir`, made at the first start: a file of mode 0600, whole or not there, durable before it is
 * used. Processes that share the directory find the same. Faults: `host/secrets-readable` (others may read it),
 * `host/secrets-damaged`, `host/secrets-lost`: there is data (`hasData`) that was sealed with secrets that are gone.
 */
export async function openSecrets(
  dir: string,
  { hasData }: { readonly hasData: boolean },
): Promise<HostSecrets> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, FILE);
  const found = await readSecrets(path);
  if (found !== undefined) return found;
  if (hasData) {
    throw new Fault(
      'host/secrets-lost',
      `${path} is gone; restore it: the tenants' keys in the databases open with no other`,
      {
        field: FILE,
      },
    );
  }
  await writeOnce(path, JSON.stringify(await freshSecrets(), null, 2));
  return (await readSecrets(path))!;
}

async function freshSecrets(): Promise<z.input<typeof zSecretsFile>> {
  const key = await generateSigningKey(randomBytes(8).toString('hex'));
  return {
    v: 1,
    databaseSecret: randomBytes(KEY_BYTES).toString('base64url'),
    sealKey: randomBytes(KEY_BYTES).toString('base64'),
    signingKey: (await exportSigningKey(key)) as z.input<typeof zSecretsFile>['signingKey'],
  };
}

async function readSecrets(path: string): Promise<HostSecrets | undefined> {
  let text: string;
  try {
    const { mode } = await stat(path);
    // Windows has no such bits; its ACLs come from the user's folder.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Fault('host/secrets-readable', `others than its owner may read ${path}: chmod 600`, {
        field: FILE,
      });
    }
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = zSecretsFile.safeParse(jsonOf(text));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new Fault('host/secrets-damaged', `${path} is not readable as secrets: ${field}`, { field });
  }
  const { databaseSecret, sealKey, signingKey } = parsed.data;
  return {
    databaseSecret,
    sealKey: new Uint8Array(Buffer.from(sealKey, 'base64')),
    signingKey: await importSigningKey(signingKey),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and by one process only: a link does not replace what another has just put there. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  if (process.platform === 'win32') return; // A directory cannot be synced there.
  const dir = await open(join(path, '..'), 'r');
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}
