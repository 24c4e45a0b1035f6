import { type Id, instant, idMinter } from '@beaveros/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IPC_VERSION } from './call.ts';
import { IPC_WAITING_MAX, IpcClient } from './client.ts';
import type { IpcLine, IpcLineListener } from './line.ts';

/** A core behind lines that break when told: answers each command id once, and counts how often it acted. */
class Core {
  readonly acted: string[] = [];
  readonly frames: Record<string, unknown>[] = [];
  isAway = false;
  diesOpening = false;
  lines = 0;
  timers: (() => void)[] = [];
  #listener: IpcLineListener | null = null;

  readonly client = new IpcClient({
    open: (listener) => this.#open(listener),
    newId: idMinter(
      { now: () => instant(0) },
      { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
    ),
    after: (_, action) => {
      this.timers.push(action);
      return () => {};
    },
  });

  async answer(): Promise<void> {
    for (const frame of this.frames.splice(0)) {
      const id = frame['id'] as number;
      const commandId = frame['commandId'] as string | null;
      if (commandId !== null && !this.acted.includes(commandId)) this.acted.push(commandId);
      this.#listener?.onFrame({ id, ok: true, value: frame['input'] });
    }
    await settled();
  }

  /** Frames that were not answered are gone with the line. */
  async hangUp({ acts }: { readonly acts: boolean }): Promise<void> {
    for (const { commandId } of this.frames.splice(0))
      if (acts && typeof commandId === 'string' && !this.acted.includes(commandId))
        this.acted.push(commandId);
    this.#listener?.onClosed();
    this.#listener = null;
    await settled();
  }

  push(frame: unknown): void {
    this.#listener?.onFrame(frame);
  }

  async tick(): Promise<void> {
    for (const action of this.timers.splice(0)) action();
    await settled();
  }

  #open(listener: IpcLineListener): Promise<IpcLine> {
    if (this.isAway) return Promise.reject(new Error('away'));
    this.lines += 1;
    if (this.diesOpening) listener.onClosed();
    else this.#listener = listener;
    return Promise.resolve({
      send: (frame) => this.frames.push(frame as Record<string, unknown>),
      close: () => {},
    });
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const shift = (n: number) => ({ shift: `s${n}` as Id<'Shift'>, float: n as never });

async function started(): Promise<Core> {
  const core = new Core();
  core.client.start();
  await settled();
  return core;
}

describe('IpcClient', () => {
  it('pairs answers with calls and hands pushes to who listens', async () => {
    const core = await started();
    const pushed: unknown[] = [];
    core.client.onPush((push) => pushed.push(push));
    core.client.session = 'ana';
    const answered = core.client.call('openShift', shift(1));
    await settled();
    expect(core.frames[0]).toMatchObject({
      v: IPC_VERSION,
      call: 'openShift',
      session: 'ana',
      input: shift(1),
    });
    core.push({ push: 'changed', service: 'journal', aggregates: ['a'] });
    await core.answer();
    expect(await answered).toEqual({ ok: true, value: shift(1) });
    expect(pushed).toEqual([{ push: 'changed', service: 'journal', aggregates: ['a'] }]);
  });

  it('says a command again with whose PIN approves it, under its first id, and forgets the PIN with the answer', async () => {
    const core = await started();
    const commandId = 'c1' as Id<'Command'>;
    const approval = { user: 'ana' as Id<'User'>, pin: '2580' };
    void core.client.call('openShift', shift(1), { commandId });
    const approved = core.client.call('openShift', shift(1), { commandId, approval });
    await settled();
    expect(core.frames.map((frame) => [frame['commandId'], frame['approval']])).toEqual([
      ['c1', undefined],
      ['c1', approval],
    ]);
    expect(core.frames[0]).not.toHaveProperty('approval');
    // A core that was started anew asks for it again.
    await core.hangUp({ acts: false });
    await core.tick();
    expect(core.frames[1]).toMatchObject({ commandId: 'c1', approval });
    await core.answer();
    expect(await approved).toMatchObject({ ok: true });
    await core.hangUp({ acts: false });
    await core.tick();
    expect(core.frames).toEqual([]);
  });

  it('gives a refusal as a value and throws a fault with its code', async () => {
    const core = await started();
    const refused = core.client.call('openShift', shift(1));
    const faulted = core.client.call('openShift', shift(2));
    await settled();
    core.push({ id: 1, ok: false, refusal: { code: 'payment/shift-open' } });
    core.push({
      id: 2,
      ok: false,
      fault: { code: 'journal/full', message: 'm', field: null, retryable: true },
    });
    expect(await refused).toEqual({ ok: false, refusal: { code: 'payment/shift-open' } });
    await expect(faulted).rejects.toMatchObject({ code: 'journal/full', retryable: true });
  });

  it('says again, in order and under the same ids, what had no answer when the core died', async () => {
    const core = await started();
    const seen: boolean[] = [];
    core.client.onReach((isReached) => seen.push(isReached));
    const answers = [core.client.call('openShift', shift(1)), core.client.call('openShift', shift(2))];
    await settled();
    const first = core.frames.map(({ commandId }) => commandId);
    await core.hangUp({ acts: true });
    core.isAway = true;
    await core.tick();
    answers.push(core.client.call('openShift', shift(3)));
    core.isAway = false;
    await core.tick();
    expect(core.frames.map(({ commandId }) => commandId).slice(0, 2)).toEqual(first);
    await core.answer();
    expect((await Promise.all(answers)).map((answer) => answer.ok)).toEqual([true, true, true]);
    expect(core.acted).toHaveLength(3);
    expect(seen).toEqual([false, true]);
  });

  it('opens anew when the line was gone before it was handed over', async () => {
    const core = await started();
    await core.hangUp({ acts: false });
    core.diesOpening = true;
    await core.tick();
    expect(core.client.isReached).toBe(false);
    const answered = core.client.call('openShift', shift(1));
    core.diesOpening = false;
    await core.tick();
    await core.answer();
    expect(await answered).toEqual({ ok: true, value: shift(1) });
  });

  it('refuses to queue without a bound', async () => {
    const core = new Core();
    core.isAway = true;
    core.client.start();
    for (let n = 0; n < IPC_WAITING_MAX; n += 1) void core.client.call('openShift', shift(n));
    await expect(core.client.call('openShift', shift(0))).rejects.toMatchObject({
      code: 'ipc/too-many-waiting',
    });
  });

  it('gets every command done once, whatever dies when', async () => {
    const step = fc.constantFrom('call', 'answer', 'die-acting', 'die-idle', 'tick');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const core = await started();
        const answers: Promise<unknown>[] = [];
        for (const what of steps) {
          if (what === 'call') answers.push(core.client.call('openShift', shift(answers.length)));
          else if (what === 'answer') await core.answer();
          else if (what === 'tick') await core.tick();
          else await core.hangUp({ acts: what === 'die-acting' });
        }
        await core.tick();
        await core.answer();
        await Promise.all(answers);
        expect(core.acted).toHaveLength(answers.length);
        expect(new Set(core.acted).size).toBe(answers.length);
      }),
      { seed: 20_261_122, numRuns: 200 },
    );
  });
});
