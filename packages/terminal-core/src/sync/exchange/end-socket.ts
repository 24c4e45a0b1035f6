import { type Closing, closingFor } from '@beaveros/sync/exchange';
import type { WebSocket } from 'ws';

/** Time for the closing handshake: on a dead line the other half never comes. */
const CLOSE_TIMEOUT_MS = 500;

/** Closes a socket politely, then for good. */
export function endSocket(
  socket: WebSocket,
  { status, reason }: Closing = closingFor('exchange/going-away'),
): void {
  if (socket.readyState === socket.CONNECTING) return socket.terminate();
  socket.close(status, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
