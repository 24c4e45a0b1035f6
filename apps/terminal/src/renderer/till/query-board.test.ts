import { instant, uuidV7 } from '@beaveros/kit';
import { IpcClient, type IpcLineListener } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import { QueryBoard } from './query-board.ts';

/** A core at the other end of an in-memory line, answering when the test says so. */
function openCore() {
  const asked: { readonly id: number; readonly call: string }[] = [];
  let line: IpcLineListener | null = null;
  const client = new IpcClient({
    newId: () => uuidV7(instant(0), { bytes: (count) => new Uint8Array(count) }),
    after: (_delayMs, action) => {
      queueMicrotask(action);
      return () => undefined;
    },
    open: (listener) => {
      line = listener;
      return Promise.resolve({ send: (frame) => void asked.push(frame as never), close: () => undefined });
    },
  });
  const turn = async (): Promise<void> => {
    for (let step = 0; step < 8; step += 1) await Promise.resolve();
  };
  const answer = async (response: Readonly<Record<string, unknown>>): Promise<void> => {
    const { id } = asked.at(-1)!;
    line!.onFrame({ id, ...response });
    await turn();
  };
  const categories = (name: string) => answer({ ok: true, value: { categories: [{ name }] } });
  const push = async (service: string): Promise<void> => {
    line!.onFrame({ push: 'changed', service, aggregates: [] });
    await turn();
  };
  const lose = async (): Promise<void> => {
    line!.onClosed();
    await turn();
  };
  client.start();
  return { client, asked, turn, answer, categories, push, lose };
}

async function watching(on: readonly string[] = ['product-catalog']) {
  const core = openCore();
  const board = new QueryBoard(core.client);
  await core.turn();
  const told: unknown[] = [];
  const look = () => board.read('categories', {});
  const watch = () => board.watch('categories', {}, { on, listener: () => told.push(look().data) });
  const stop = watch();
  return { ...core, board, told, look, watch, stop };
}

describe('a question on the board', () => {
  it('is asked once for two screens, and both are told', async () => {
    const { asked, categories, told, watch, look } = await watching();
    watch();
    expect(look()).toEqual({ data: undefined, isLoading: true, refusal: null, fault: null });
    expect(asked.length).toBe(1);
    await categories('Bar');
    // The second screen came while the question was on its way: it is asked once more, because its answer may be of before.
    expect(told.length).toBe(2);
    expect(look().data).toEqual({ categories: [{ name: 'Bar' }] });
  });

  it('is asked again when its service changed, and keeps the last answer meanwhile', async () => {
    const { asked, categories, push, look } = await watching();
    await categories('Bar');
    await push('journal');
    expect(asked.length).toBe(1);
    await push('product-catalog');
    expect(asked.length).toBe(2);
    expect(look().data).toEqual({ categories: [{ name: 'Bar' }] });
    await categories('Cocina');
    expect(look().data).toEqual({ categories: [{ name: 'Cocina' }] });
  });

  it('has one question in flight however often its service changes, and asks once more after it', async () => {
    const { asked, categories, push } = await watching();
    for (let times = 0; times < 5; times += 1) await push('product-catalog');
    expect(asked.length).toBe(1);
    await categories('Bar');
    expect(asked.length).toBe(2);
    await categories('Bar');
    expect(asked.length).toBe(2);
  });

  it('leaves the last answer standing when it is refused or fails', async () => {
    const { answer, categories, push, look } = await watching();
    await categories('Bar');
    await push('product-catalog');
    await answer({ ok: false, refusal: { code: 'core/not-signed-in' } });
    expect(look()).toMatchObject({
      data: { categories: [{ name: 'Bar' }] },
      refusal: { code: 'core/not-signed-in' },
    });
    await push('product-catalog');
    const fault = { code: 'ipc/malformed', message: 'm', field: null, retryable: false };
    await answer({ ok: false, fault });
    expect(look()).toMatchObject({
      data: { categories: [{ name: 'Bar' }] },
      refusal: null,
      fault: { code: 'ipc/malformed' },
    });
  });

  it('is asked again on a new line, since anything may have changed meanwhile', async () => {
    const { asked, categories, lose } = await watching();
    await categories('Bar');
    await lose();
    expect(asked.length).toBe(2);
  });

  it('is dropped when its service changes and nobody looks', async () => {
    const { asked, categories, push, stop, look } = await watching();
    await categories('Bar');
    stop();
    await push('product-catalog');
    expect(asked.length).toBe(1);
    expect(look().isLoading).toBe(true);
  });
});
