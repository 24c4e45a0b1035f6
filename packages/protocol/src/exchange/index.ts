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
export {
  type BatchHead,
  type Head,
  headToSign,
  type SignedHead,
  zBatchHead,
  zHead,
  zSignedHead,
} from './head.ts';
export { type EntryOnWire, zEntryOnWire } from './entry-on-wire.ts';
export {
  BATCH_BYTES_MAX,
  BATCH_ENTRIES_MAX,
  type EntriesMessage,
  EXCHANGE_VERSION,
  type ExchangeMessage,
  HEADS_MAX,
  type HeadsMessage,
  type HelloMessage,
  readExchangeMessage,
  zEntries,
  zEntriesV1,
  zExchangeMessage,
  zHeads,
  zHeadsV1,
  zHello,
  zHelloV1,
} from './messages.ts';
export {
  DROPPED_LEDGER,
  readSnapshot,
  type Snapshot,
  SNAPSHOT_PART_LENGTH_MAX,
  SNAPSHOT_PARTS_MAX,
  type SnapshotPart,
  snapshotParts,
  snapshotToSign,
  zSnapshot,
  zSnapshotPart,
} from './snapshot.ts';
