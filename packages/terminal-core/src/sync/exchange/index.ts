export { CloudLink, type CloudOptions, type CloudStatus, connectCloud } from './cloud.ts';
export type { ExchangeJournal } from './journal-link.ts';
export { listenForPeers, type PeerStatus, Peers, type PeersOptions } from './peers.ts';
export { BACKOFF, type Backoff } from './redial.ts';
