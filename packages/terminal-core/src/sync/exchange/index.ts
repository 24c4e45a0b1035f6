export { type CloudLink, connectCloud } from './cloud.ts';
export { type AskHere, listenForPeers, type Peers } from './peers.ts';
export type { Backoff } from './redial.ts';
