import { wrongField } from '@beaveros/domain/journal';
import { zHash, zSignature } from '@beaveros/domain/scalars';
import { Fault, utf8ToBytes } from '@beaveros/kit';
import * as z from 'zod';
import { zCertificate } from './certificate.ts';

/** A certificate of 4 kB, escaped. */
const HANDSHAKE_LENGTH_MAX = 16_384;

/** Who dialled, and who was dialled. */
export type PeerRole = 'caller' | 'listener';

/** The first frame between two tills: who I say I am, and 32 fresh random bytes in hex. */
export const zPeerHello = z.strictObject({
  m: z.literal('peer-hello'),
  v: z.literal(1),
  certificate: zCertificate,
  nonce: zHash,
});

/** The second: the certificate's key over {@link peerProofToSign}. */
export const zPeerProof = z.strictObject({ m: z.literal('peer-proof'), signature: zSignature });

const zHandshake = z.discriminatedUnion('m', [zPeerHello, zPeerProof]);
export type HandshakeMessage = z.output<typeof zHandshake>;

/** Parses one frame of the handshake. Faults with `peer/bad-message` and the field that is wrong. */
export function readHandshakeMessage(text: string): HandshakeMessage {
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

/** What one side of a handshake showed: its certificate's text and its nonce. */
export interface PeerShown {
  readonly certificate: string;
  readonly nonce: string;
}

/** The bytes that prove a side: both certificates, both nonces and the signer's role, so that no proof can be moved. */
export function peerProofToSign(
  signer: PeerRole,
  { caller, listener }: { readonly caller: PeerShown; readonly listener: PeerShown },
): Uint8Array {
  const shown = [caller.certificate, listener.certificate, caller.nonce, listener.nonce];
  return utf8ToBytes(['beaveros-peer/1', signer, ...shown].join('\n'));
}
