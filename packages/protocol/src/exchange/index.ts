export {
  type Certificate,
  type CertificateBody,
  certificateToSign,
  readCertificate,
  writeCertificate,
  zCertificate,
  zCertificateBody,
} from './certificate.ts';
export { ENTRY_BYTES_MAX, type Hash, hashEntry, NO_HASH, readEntry, writeEntry } from './entry-bytes.ts';
export {
  type HandshakeMessage,
  type PeerRole,
  type PeerShown,
  peerProofToSign,
  readHandshakeMessage,
  zPeerHello,
  zPeerProof,
} from './handshake.ts';
export { type Head, headToSign, type SignedHead, zHead, zSignedHead } from './head.ts';
export {
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  type EntriesMessage,
  type EntryOnWire,
  EXCHANGE_VERSION,
  type ExchangeMessage,
  HEADS_MAX,
  type HeadsMessage,
  readExchangeMessage,
  zEntries,
  zEntryOnWire,
  zExchangeMessage,
  zHeads,
  zHello,
} from './messages.ts';
