import { Defect, type Id } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { IpcSocket } from './web-socket.ts';

const PAGE = 'http://127.0.0.1:7410';

async function listen(): Promise<{ socket: IpcSocket; defects: unknown[] }> {
  const defects: unknown[] = [];
  const socket = await IpcSocket.listen({
    answer: (frame) =>
      frame === 'die'
        ? Promise.reject(new Defect('dead'))
        : Promise.resolve({ id: 1, ok: true as const, value: frame ?? 'nothing' }),
    port: 0,
    origins: [PAGE],
    onDefect: (error) => defects.push(error),
  });
  return { socket, defects };
}

/** Opens a connection: the socket, or the status the core answered instead. */
function connect(
  port: number,
  token: string,
  headers: Record<string, string> = {},
): Promise<WebSocket | number> {
  const client = new WebSocket(`ws://127.0.0.1:${port}/?token=${token}`, { headers });
  return new Promise((resolve) => {
    client.once('open', () => resolve(client));
    client.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    client.on('error', () => {});
  });
}

const answerOf = (client: WebSocket) =>
  new Promise<unknown>((resolve) =>
    client.once('message', (data) => resolve(JSON.parse((data as Buffer).toString()))),
  );

describe('IpcSocket', () => {
  it('answers frames and pushes changes to whoever has a token', async () => {
    const { socket } = await listen();
    const client = (await connect(socket.port, socket.mintToken(), { origin: PAGE })) as WebSocket;
    const answered = answerOf(client);
    client.send('{"a":1}');
    expect(await answered).toEqual({ id: 1, ok: true, value: { a: 1 } });
    const pushed = answerOf(client);
    socket.push({ push: 'changed', service: 'order', aggregates: [] });
    expect(await pushed).toEqual({ push: 'changed', service: 'order', aggregates: [] });
    await socket[Symbol.asyncDispose]();
  });

  it('pushes tickets to kitchens only', async () => {
    const { socket } = await listen();
    const till = (await connect(socket.port, socket.mintToken('till'))) as WebSocket;
    const kitchen = (await connect(socket.port, socket.mintToken('kitchen'))) as WebSocket;
    const [atTill, atKitchen] = [answerOf(till), answerOf(kitchen)];
    const tickets = { push: 'tickets', order: 'o' as Id<'Order'>, tickets: [] } as const;
    socket.push(tickets);
    expect(await atKitchen).toEqual(tickets);
    const changed = { push: 'changed', service: 'order', aggregates: [] } as const;
    socket.push(changed);
    expect(await atTill).toEqual(changed);
    await socket[Symbol.asyncDispose]();
  });

  it('opens once for a token', async () => {
    const { socket } = await listen();
    const token = socket.mintToken();
    expect(await connect(socket.port, token)).toBeInstanceOf(WebSocket);
    expect(await connect(socket.port, token)).toBe(401);
    expect(await connect(socket.port, 'guess')).toBe(401);
    await socket[Symbol.asyncDispose]();
  });

  it('refuses pages of other origins and rebound hosts, and keeps the token good', async () => {
    const { socket } = await listen();
    const token = socket.mintToken();
    expect(await connect(socket.port, token, { origin: 'https://evil.example' })).toBe(403);
    expect(await connect(socket.port, token, { host: 'evil.example' })).toBe(403);
    expect(await connect(socket.port, token, { origin: PAGE })).toBeInstanceOf(WebSocket);
    await socket[Symbol.asyncDispose]();
  });

  it('hands what is not JSON to the door as nothing, and a defect to whoever ends the process', async () => {
    const { socket, defects } = await listen();
    const client = (await connect(socket.port, socket.mintToken())) as WebSocket;
    const answered = answerOf(client);
    client.send('not json');
    expect(await answered).toEqual({ id: 1, ok: true, value: 'nothing' });
    client.send('"die"');
    const last = answerOf(client);
    client.send('1');
    await last;
    expect(defects).toHaveLength(1);
    await socket[Symbol.asyncDispose]();
  });
});
