import { id } from '@beaveros/kit';
import type { IpcRequest, IpcResponse } from '@beaveros/protocol/ipc';
import { IpcSocket } from '@beaveros/terminal-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Refused, TillClient } from './till-client.ts';

const MARTA = id<'User'>('018f0000-0000-7000-8000-000000000001');
const DRAWER = id<'Device'>('018f0000-0000-7000-8000-000000000002');
const DRAWER_CALL = { drawer: DRAWER, reason: 'change' };

type Answer = (request: IpcRequest, nth: number) => IpcResponse | Promise<IpcResponse>;

/** A real door of the core with a scripted core behind it: it signs Marta in and counts her sessions. */
async function till(answer: Answer) {
  const requests: IpcRequest[] = [];
  let sessions = 0;
  let socket: IpcSocket;
  const open = async (port: number): Promise<void> => {
    socket = await IpcSocket.listen({
      port,
      origins: [],
      onDefect: (error) => expect.unreachable(String(error)),
      answer: (frame) => {
        const request = frame as IpcRequest;
        requests.push(request);
        const { id: nth, call } = request;
        if (call === 'staff')
          return Promise.resolve(ok(nth, { staff: [{ user: MARTA, name: 'Marta', hasPin: true }] }));
        if (call !== 'signIn') return Promise.resolve(answer(request, requests.length));
        sessions += 1;
        return Promise.resolve(
          ok(nth, { session: `s${sessions}`, user: MARTA, name: 'Marta', permissions: [] }),
        );
      },
    });
  };
  await open(0);
  const client = new TillClient({
    name: 'T1',
    ipcUrl: () => `ws://127.0.0.1:${socket.port}`,
    token: () => Promise.resolve(socket.mintToken()),
  });
  onTestFinished(async () => {
    await client[Symbol.asyncDispose]();
    await socket[Symbol.asyncDispose]();
  });
  const restart = async (): Promise<void> => {
    const { port } = socket;
    await socket[Symbol.asyncDispose]();
    await open(port);
  };
  return {
    client,
    requests,
    restart,
    push: () => socket.push({ push: 'changed', service: 'order', aggregates: [] }),
  };
}

const ok = (nth: number, value: unknown): IpcResponse => ({ id: nth, ok: true, value });

describe('TillClient', () => {
  it('mints a command id for a command and none for a query, and repeats a given one', async () => {
    const { client, requests } = await till(({ id: nth }) => ok(nth, {}));
    await client.call('openDrawer', DRAWER_CALL);
    await client.call('openDrawer', DRAWER_CALL, { commandId: requests[0]!.commandId! });
    await client.call('signOut', {});
    const [first, again, query] = requests.map(({ commandId }) => commandId);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect([again, query]).toEqual([first, null]);
  });

  it('gives a refusal as a value or throws it, and throws a fault with its code and field', async () => {
    const refusal = { code: 'core/no-drawer', drawer: DRAWER } as const;
    const { client } = await till(({ id: nth }, count) =>
      count < 3
        ? { id: nth, ok: false, refusal }
        : {
            id: nth,
            ok: false,
            fault: { code: 'ipc/malformed', message: 'm', field: 'input.drawer', retryable: false },
          },
    );
    expect(await client.ask('openDrawer', DRAWER_CALL)).toEqual({ ok: false, refusal });
    await expect(client.call('openDrawer', DRAWER_CALL)).rejects.toBeInstanceOf(Refused);
    await expect(client.call('openDrawer', DRAWER_CALL)).rejects.toMatchObject({
      code: 'ipc/malformed',
      field: 'input.drawer',
    });
  });

  it('tells a call that was cut off to be repeated, then connects anew and signs in again', async () => {
    const never = new Promise<IpcResponse>(() => {});
    let arrived = (): void => {};
    const isThere = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { client, requests, restart } = await till((request, count) => {
      arrived();
      return count === 3 ? never : ok(request.id, {});
    });
    await client.signIn('Marta', '2580');
    const cut = client.call('openDrawer', DRAWER_CALL);
    const failed = expect(cut).rejects.toMatchObject({ code: 'ipc/connection-lost', retryable: true });
    await isThere;
    await restart();
    await failed;
    await client.call('openDrawer', DRAWER_CALL, { commandId: requests[2]!.commandId! });
    expect(requests.map(({ call, session }) => [call, session])).toEqual([
      ['staff', null],
      ['signIn', null],
      ['openDrawer', 's1'],
      ['signIn', 's1'],
      ['openDrawer', 's2'],
    ]);
    expect(requests[4]!.commandId).toBe(requests[2]!.commandId);
  });

  it('asks again when the till announces a change', async () => {
    const { client, push } = await till(({ id: nth }, count) => {
      if (count === 1) setImmediate(() => push());
      return ok(nth, { documents: count, lines: 0, total: '0.00' });
    });
    const seen = await client.until('totals', { businessDate: null }, ({ documents }) => documents >= 2);
    expect(seen.documents).toBe(2);
  });

  it('refuses an answer that breaks the schema of its call', async () => {
    const { client } = await till(({ id: nth }) => ok(nth, { documents: 1, lines: 0, total: 4.2 }));
    await expect(client.call('totals', { businessDate: null })).rejects.toThrow(/total/);
  });
});
