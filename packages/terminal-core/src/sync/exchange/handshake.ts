import { assert, Fault } from '@beaveros/kit';
import {
  type Certificate,
  type CertificateBody,
  certificateToSign,
  type PeerRole,
  peerProofToSign,
  readCertificate,
  readHandshakeMessage,
} from '@beaveros/protocol/exchange';
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
  readonly #role: PeerRole;
  readonly #nonce: string;
  #theirs: { readonly certificate: string; readonly nonce: string; readonly body: CertificateBody } | null =
    null;

  /** `nonce`: 32 fresh random bytes in hex. */
  constructor(options: {
    readonly identity: JournalIdentity;
    readonly role: PeerRole;
    readonly nonce: string;
  }) {
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
    const message = readHandshakeMessage(text);
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

  #judge(certificate: Certificate): CertificateBody {
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

  #toSign(signer: PeerRole): Uint8Array {
    assert(this.#theirs !== null, 'both hellos are signed');
    const ours = { certificate: this.#identity.certificate.text, nonce: this.#nonce };
    const [caller, listener] = this.#role === 'caller' ? [ours, this.#theirs] : [this.#theirs, ours];
    return peerProofToSign(signer, { caller, listener });
  }
}
