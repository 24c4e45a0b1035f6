import { wrongField } from '@beaveros/domain/journal';
import { zHash, zSignature } from '@beaveros/domain/scalars';
import { assert, Fault } from '@beaveros/kit';
import {
  type CertificateBody,
  certificateToSign,
  readCertificate,
  zCertificate,
} from '@beaveros/protocol/exchange';
import * as z from 'zod';
import { isSignedBy, type JournalIdentity } from '../../journal/index.ts';

/**
 * Before two tills exchange anything, each proves that it holds the key of a certificate that the tenant signed for
 * this store. Both send `peer-hello` at once, then `peer-proof`: a signature over both certificates, both nonces and
 * the signer's role, so that no proof can be replayed, reflected, or moved to another connection of the same two.
 *
 *   hello sent --peer-hello--> proof sent --peer-proof--> done
 *
 * Anything else is a fault `peer/...` and ends the connection. It proves who speaks, not that nobody listens: between
 * machines it belongs inside TLS.
 */
export class PeerHandshake {
  readonly #identity: JournalIdentity;
  readonly #role: Role;
  readonly #nonce: string;
  #theirs: { readonly certificate: string; readonly nonce: string; readonly body: CertificateBody } | null =
    null;

  /** `nonce`: 32 fresh random bytes in hex. */
  constructor(options: { readonly identity: JournalIdentity; readonly role: Role; readonly nonce: string }) {
    this.#identity = options.identity;
    this.#role = options.role;
    this.#nonce = options.nonce;
  }

  /** The first frame. */
  hello(): string {
    return JSON.stringify({
      m: 'peer-hello',
      v: 1,
      certificate: this.#identity.certificate,
      nonce: this.#nonce,
    });
  }

  /** A frame of the other side: what to send now, and who it is once that is proved. Faults with `peer/...`. */
  hear(text: string): { readonly send: string | null; readonly peer: CertificateBody | null } {
    const message = parse(text);
    if (message.m === 'peer-hello' && this.#theirs === null) {
      const body = this.#judge(message.certificate);
      this.#theirs = { certificate: message.certificate.text, nonce: message.nonce, body };
      const signature = Buffer.from(this.#identity.signer.sign(this.#toSign(this.#role))).toString('base64');
      return { send: JSON.stringify({ m: 'peer-proof', signature }), peer: null };
    }
    if (message.m === 'peer-proof' && this.#theirs !== null) {
      const { body } = this.#theirs;
      const toSign = this.#toSign(this.#role === 'caller' ? 'listener' : 'caller');
      if (!isSignedBy(body.publicKey, toSign, message.signature)) {
        throw new Fault('peer/bad-proof', 'the peer does not hold the key of its certificate', {
          field: 'signature',
        });
      }
      return { send: null, peer: body };
    }
    throw new Fault('peer/bad-message', `unexpected ${message.m}`, { field: 'm' });
  }

  #judge(certificate: z.output<typeof zCertificate>): CertificateBody {
    const { tenant, store, tenantPublicKey } = this.#identity;
    if (!isSignedBy(tenantPublicKey, certificateToSign(certificate.text), certificate.signature)) {
      throw new Fault('peer/bad-certificate', 'the certificate is not the tenant’s', {
        field: 'certificate.signature',
      });
    }
    const body = readCertificate(certificate);
    if (body.tenant !== tenant)
      throw new Fault('peer/wrong-tenant', 'a till of another tenant', { field: 'tenant' });
    if (body.store !== store)
      throw new Fault('peer/wrong-store', 'a till of another store', { field: 'store' });
    return body;
  }

  #toSign(signer: Role): Uint8Array {
    assert(this.#theirs !== null, 'both hellos are signed');
    const ours = { certificate: this.#identity.certificate.text, nonce: this.#nonce };
    const [caller, listener] = this.#role === 'caller' ? [ours, this.#theirs] : [this.#theirs, ours];
    const parts = [
      'beaveros-peer/1',
      signer,
      caller.certificate,
      listener.certificate,
      caller.nonce,
      listener.nonce,
    ];
    return Buffer.from(parts.join('\n'), 'utf8');
  }
}

/** Who dialled, and who was dialled. */
export type Role = 'caller' | 'listener';

/** A certificate of 4 kB, escaped. */
const HANDSHAKE_LENGTH_MAX = 16_384;

const zHandshake = z.discriminatedUnion('m', [
  z.strictObject({ m: z.literal('peer-hello'), v: z.literal(1), certificate: zCertificate, nonce: zHash }),
  z.strictObject({ m: z.literal('peer-proof'), signature: zSignature }),
]);

function parse(text: string): z.output<typeof zHandshake> {
  if (text.length > HANDSHAKE_LENGTH_MAX) throw new Fault('peer/bad-message', 'too long', { field: '' });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Fault('peer/bad-message', 'not JSON', { field: '', cause });
  }
  const parsed = zHandshake.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Fault('peer/bad-message', 'the message breaks its schema', { field: wrongField(parsed.error) });
}
