import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to the next answers on their way. */
export type Mishap = (answer: {
  readonly url: string;
  readonly status: number;
  body: string;
}) => 'pass' | 'cut' | 'changed';

export interface CutOff extends AsyncDisposable {
  readonly url: string;
  mishap: Mishap;
  readonly mishaps: number;
}

/** A plain HTTP proxy that can cut an answer off in the middle (with its whole length announced) or change its body. */
export async function startCutOff(target: string): Promise<CutOff> {
  let mishaps = 0;
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const seen = {
            url: incoming.url ?? '',
            status: answer.statusCode ?? 0,
            body: Buffer.concat(parts).toString(),
          };
          const outcome = proxy.mishap(seen);
          const body = Buffer.from(seen.body);
          if (outcome !== 'pass') mishaps += 1;
          const sent = outcome === 'cut' ? body.subarray(0, Math.floor(body.length / 2)) : body;
          const { 'transfer-encoding': _chunked, ...headers } = answer.headers;
          // A cut body is announced with its own length: the client takes it for whole and meets half a JSON text.
          outgoing.writeHead(seen.status, { ...headers, 'content-length': String(sent.length) });
          outgoing.end(sent);
        });
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mishap: (() => 'pass') as Mishap,
    get mishaps() {
      return mishaps;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}
