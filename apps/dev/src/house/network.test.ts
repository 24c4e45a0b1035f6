import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Network } from './network.ts';

async function echo(): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function dial(port: number): {
  socket: Socket;
  ended: Promise<void>;
  said: (text: string) => Promise<string>;
} {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const said = (text: string) =>
    new Promise<string>((resolve) => {
      socket.once('data', (bytes) => resolve(String(bytes)));
      socket.write(text);
    });
  return { socket, ended, said };
}

describe('Network', () => {
  it('relays, resets what is open when it is cut, refuses while it is cut, and relays again when healed', async () => {
    const targetPort = await echo();
    await using network = await Network.open({ port: 0, targetPort: () => targetPort });
    const first = dial(network.port);
    expect(await first.said('hello')).toBe('hello');
    network.cut();
    await first.ended;
    await dial(network.port).ended;
    network.heal();
    const again = dial(network.port);
    expect(await again.said('back')).toBe('back');
    again.socket.destroy();
  });

  it('ends the near side when nobody is behind it, and finds a target that moved', async () => {
    let targetPort = 1; // Nobody listens there.
    await using network = await Network.open({ port: 0, targetPort: () => targetPort });
    await dial(network.port).ended;
    targetPort = await echo();
    const line = dial(network.port);
    expect(await line.said('found')).toBe('found');
    line.socket.destroy();
  });
});
