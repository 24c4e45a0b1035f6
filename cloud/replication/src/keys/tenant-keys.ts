import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { assert, Fault, type Id, type Instant } from '@beaveros/kit';
import {
  type Certificate,
  type CertificateBody,
  certificateToSign,
  writeCertificate,
} from '@beaveros/protocol/exchange';
import type { Database, Transaction } from '@beaveros/service-kit';
import { rawPublicKey } from './ed25519.ts';

/** A tenant's key pair. The private half stays inside. */
export interface TenantKey {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** 64 bytes. */
  sign(bytes: Uint8Array): Buffer;
}

/** Keys held opened in memory; each is some hundred bytes, opening one costs 0.1 ms and a query. */
const OPENED_MAX = 1_000;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The tenants' Ed25519 keys: they sign certificates of terminals and back-office chains. At rest they are sealed
 * (AES-256-GCM, the tenant's id authenticated), so that a copy of the database signs nothing.
 */
export class TenantKeys {
  readonly #database: Database;
  readonly #sealKey: Uint8Array;
  readonly #opened = new Map<string, TenantKey>();

  /** `sealKey`: 32 bytes, the host's secret. */
  constructor(database: Database, sealKey: Uint8Array) {
    assert(sealKey.length === 32, 'a seal key has 32 bytes');
    this.#database = database;
    this.#sealKey = sealKey;
  }

  /**
   * Makes the tenant's key when it has none, or takes the given one. Idempotent: the first key stands. Answers the
   * public half, base64.
   */
  async createTenant(
    tenant: string,
    privateKey: KeyObject = generateKeyPairSync('ed25519').privateKey,
  ): Promise<string> {
    assert(privateKey.asymmetricKeyType === 'ed25519', 'a tenant signs with Ed25519');
    const sealed = this.#seal(tenant, privateKey.export({ type: 'pkcs8', format: 'der' }));
    await this.#database.withTenant(tenant as Id<'tenant'>, (tx) =>
      tx.execute(
        'insert into tenant_keys (tenant_id, public_key, sealed_private_key) values ($1, $2, $3) on conflict do nothing',
        [tenant, rawPublicKey(privateKey), sealed],
      ),
    );
    return (await this.#database.withReadOnlyTenant(tenant as Id<'tenant'>, (tx) =>
      this.of(tx, tenant),
    ))!.publicKey.toString('base64');
  }

  /** The tenant's key inside a transaction of that tenant; null when it has none. Faults: `replication/unsealable`. */
  async of(tx: Transaction, tenant: string): Promise<TenantKey | null> {
    const opened = this.#opened.get(tenant);
    if (opened !== undefined) return opened;
    const [row] = await tx.query<{ sealed_private_key: Buffer; public_key: Buffer }>(
      'select sealed_private_key, public_key from tenant_keys where tenant_id = $1',
      [tenant],
    );
    if (row === undefined) return null;
    const privateKey = this.#unseal(tenant, row.sealed_private_key);
    const publicKey = rawPublicKey(privateKey);
    assert(publicKey.equals(row.public_key), 'a sealed key is the pair of its public half');
    const key: TenantKey = { publicKey, sign: (bytes) => sign(null, bytes, privateKey) };
    if (this.#opened.size >= OPENED_MAX) this.#opened.delete(this.#opened.keys().next().value!);
    this.#opened.set(tenant, key);
    return key;
  }

  #seal(tenant: string, bytes: Uint8Array): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#sealKey, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(tenant, 'utf8'));
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  #unseal(tenant: string, sealed: Buffer): KeyObject {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#sealKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(tenant, 'utf8'));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      const der = Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]);
      return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    } catch {
      // Nothing of the cause: it may speak of the key.
      throw new Fault('replication/unsealable', 'a tenant’s key does not open with this host’s seal key');
    }
  }
}

/** A certificate that the tenant's key signs. */
export function certify(
  key: TenantKey,
  body: Omit<CertificateBody, 'v' | 'issuedAt'> & { readonly issuedAt: Instant },
): Certificate {
  const text = writeCertificate({ v: 1, ...body });
  return { text, signature: key.sign(certificateToSign(text)).toString('base64') };
}
