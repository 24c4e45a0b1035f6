export { type CloudLink, connectCloud } from './cloud.ts';
export { listenForPeers, type Peers } from './peers.ts';
export type { Backoff } from './redial.ts';
