import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '@beaveros/kit';
import { EXCHANGE_PATH } from '@beaveros/protocol/gateway';
import { commonError, type ErrorAnswer, type PublicKey } from '@beaveros/service-kit';
import { identify } from './gateway.ts';

/** Who speaks the exchange over an upgraded connection: replication in this process, or {@link remoteUpgrade}. */
export type UpgradeUpstream = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Replication answers the handshake at once or not at all. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * Hands upgrades at {@link EXCHANGE_PATH} to `upstream` when they come with a terminal's token, and refuses every other.
 * `close` ends those that are open: a server does not count them among its calls, but waits for their sockets.
 */
export function serveExchange(
  server: UpgradingServer,
  options: {
    readonly upstream: UpgradeUpstream;
    readonly publicKeys: () => readonly PublicKey[];
    readonly clock: Clock;
  },
): { close(): void } {
  const open = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // A caller that leaves early is nobody's failure.
    socket.on('error', () => socket.destroy());
    admit(request, options).then(
      (refused) => (refused === null ? options.upstream(request, socket, head) : endWith(socket, refused)),
      () => endWith(socket, commonError('internal')),
    );
  });
  return {
    close: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

/** What of an HTTP server is needed here; HTTP/2 servers have it too. */
export interface UpgradingServer {
  on(event: 'upgrade', listener: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): unknown;
}

async function admit(
  request: IncomingMessage,
  options: { readonly publicKeys: () => readonly PublicKey[]; readonly clock: Clock },
): Promise<ErrorAnswer | null> {
  const path = URL.parse(request.url ?? '', 'http://gateway')?.pathname;
  if (path !== EXCHANGE_PATH) return commonError('route/not-found');
  const identity = await identify(request.headers.authorization, options);
  if ('status' in identity) return identity;
  return identity.kind === 'terminal' ? null : commonError('identity/wrong-kind');
}

/** Replication in another process: the handshake is repeated there and the two connections are joined. */
export function remoteUpgrade(baseUrl: string): UpgradeUpstream {
  const base = new URL(baseUrl);
  return (request, socket, head) => {
    const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(new URL(request.url ?? '/', base), {
      method: 'GET',
      headers: { ...request.headers, host: base.host },
      timeout: HANDSHAKE_TIMEOUT_MS,
    });
    socket.on('close', () => outgoing.destroy());
    outgoing.on('timeout', () => outgoing.destroy(new Error('the handshake took too long')));
    outgoing.on('error', () => endWith(socket, commonError('service/unavailable')));
    outgoing.on('response', (answer) => {
      // No upgrade: its refusal, as it is.
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => writeAnswer(socket, answer.statusCode ?? 502, Buffer.concat(chunks)));
    });
    outgoing.on('upgrade', (answer, upstream, upstreamHead) => {
      const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? ''}`];
      for (let at = 0; at < answer.rawHeaders.length; at += 2)
        lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      if (upstreamHead.length > 0) socket.write(upstreamHead);
      if (head.length > 0) upstream.write(head);
      upstream.setTimeout(0);
      upstream.on('error', () => socket.destroy());
      upstream.on('close', () => socket.destroy());
      socket.on('close', () => upstream.destroy());
      upstream.pipe(socket).pipe(upstream);
    });
    outgoing.end();
  };
}

function endWith(socket: Duplex, { status, body }: ErrorAnswer): void {
  writeAnswer(socket, status, Buffer.from(JSON.stringify(body)));
}

function writeAnswer(socket: Duplex, status: number, body: Buffer): void {
  if (!socket.writable) return;
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${status} \r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n` +
          'cache-control: no-store\r\nconnection: close\r\n\r\n',
      ),
      body,
    ]),
  );
}
