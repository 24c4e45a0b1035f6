export { Core, type CoreOptions, journalOptions } from './core.ts';
export { enrol } from './enrolment/enrol.ts';
export { type IdentityFile, readIdentity, writeIdentity } from './enrolment/identity-file.ts';
export { IpcSocket } from './ipc/web-socket.ts';
export type { ScreenKind } from './ipc/door.ts';
export { pageHeaders } from './ipc/page-headers.ts';
export { ScreenPages } from './ipc/screen-pages.ts';
export { type Picture, PicturesFolder } from './pictures/pictures-folder.ts';
export { servePort } from './ipc/message-port.ts';
export { Aggregates } from './commands/aggregates.ts';
export {
  type Carrier,
  carryOut,
  createSigner,
  type DeadDisk,
  type Journal,
  openJournal,
  readCarrier,
  takeCarrier,
  writeBatches,
  writeCarrier,
} from './journal/index.ts';
export type { FoldedStore } from './stores/folded-store.ts';
export { FoldedStores } from './stores/folded-stores.ts';
export { terminalTokens, type TerminalTokenOptions } from './sync/terminal-token.ts';
export { openRows, type Rows } from './stores/rows.ts';
export { type Pull, startPull } from './sync/pull/index.ts';
