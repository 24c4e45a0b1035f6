export { Core, type CoreOptions } from './core.ts';
export { enrol } from './enrolment/enrol.ts';
export { type IdentityFile, readIdentity, writeIdentity } from './enrolment/identity-file.ts';
export { IpcSocket } from './ipc/web-socket.ts';
export { servePort } from './ipc/message-port.ts';
