import type { Actor } from '@beaveros/domain/auth-user';
import { Defect, Fault, type Id, ok, refuse } from '@beaveros/kit';
import { IPC_CALLS, IPC_VERSION, KITCHEN_CALLS } from '@beaveros/protocol/ipc';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerFrame, type Behind, type QueryHandlers } from './door.ts';

const ID = '019ab3c0-0000-7000-8000-000000000001';
const OTHER = '019ab3c0-0000-7000-8000-000000000002';
const ANA: Actor = { user: ID as Id<'User'>, name: 'Ana', permissions: new Set(['can_sell']) };

/** A door with nothing behind it but what a test says. */
function behind({
  run,
  approve,
  queries,
}: {
  run?: Behind['run'];
  approve?: Behind['approve'];
  queries?: Partial<QueryHandlers>;
} = {}): Behind {
  return {
    actorOf: (session) => (session === 'ana' ? ANA : null),
    approve: approve ?? (() => Promise.reject(new Defect('nobody was to approve'))),
    run: run ?? (() => ok({ ran: true })),
    queries: { staff: () => ok({ staff: [] }), ...queries } as QueryHandlers,
  };
}

const frame = (change: object) => ({
  v: IPC_VERSION,
  id: 7,
  call: 'status',
  session: 'ana',
  commandId: null,
  input: {},
  ...change,
});

describe("the core's door", () => {
  it('hands a command to the core with who asked, and answers its value', async () => {
    const seen: unknown[] = [];
    const run: Behind['run'] = (...given) => {
      seen.push(given);
      return ok({ shift: ID });
    };
    const input = { shift: ID, float: 100 };
    const answer = await answerFrame(frame({ call: 'openShift', commandId: ID, input }), behind({ run }));
    expect(answer).toEqual({ id: 7, ok: true, value: { shift: ID } });
    expect(seen).toEqual([['openShift', ID, input, ANA]]);
  });

  it('answers a refusal as a value', async () => {
    const run: Behind['run'] = () => refuse({ code: 'payment/shift-closed' });
    const input = { shift: ID, float: 0 };
    expect(await answerFrame(frame({ call: 'openShift', commandId: ID, input }), behind({ run }))).toEqual({
      id: 7,
      ok: false,
      refusal: { code: 'payment/shift-closed' },
    });
  });

  it('answers a fault with its code and field', async () => {
    const run: Behind['run'] = () => {
      throw new Fault('journal/disk-full', 'no room', { retryable: true });
    };
    const input = { shift: ID, float: 0 };
    expect(await answerFrame(frame({ call: 'openShift', commandId: ID, input }), behind({ run }))).toEqual({
      id: 7,
      ok: false,
      fault: { code: 'journal/disk-full', message: 'no room', field: null, retryable: true },
    });
  });

  it('lets a defect leave: the process has to die', async () => {
    const run: Behind['run'] = () => {
      throw new Defect('we were wrong');
    };
    const input = { shift: ID, float: 0 };
    await expect(
      answerFrame(frame({ call: 'openShift', commandId: ID, input }), behind({ run })),
    ).rejects.toThrow(Defect);
  });

  it.each([
    ['not an object', 'nonsense', '', 0],
    ['an old version', frame({ v: 99 }), 'v', 7],
    ['an id that is no number', frame({ id: 'x' }), 'id', 0],
    ['an unknown key', frame({ extra: 1 }), '', 7],
    ['input of the wrong shape', frame({ call: 'search', input: { text: 1, limit: 5 } }), 'input.text', 7],
    [
      'input with an unknown key',
      frame({ call: 'search', input: { text: 'a', limit: 5, more: 1 } }),
      'input',
      7,
    ],
    [
      'a limit beyond the bound',
      frame({ call: 'search', input: { text: 'a', limit: 5_000 } }),
      'input.limit',
      7,
    ],
    [
      'a deep field',
      frame({
        call: 'addLines',
        commandId: ID,
        input: {
          order: ID,
          lines: [{ line: ID, item: ID, quantityMicro: 1.5, options: [], note: null, override: null }],
        },
      }),
      'input.lines.0.quantityMicro',
      7,
    ],
  ])('names the field of %s and runs nothing', async (_, malformed, field, id) => {
    const run: Behind['run'] = () => {
      throw new Defect('ran');
    };
    const answer = await answerFrame(malformed, behind({ run }));
    expect(answer).toMatchObject({
      id,
      ok: false,
      fault: { code: 'ipc/malformed', field, retryable: false },
    });
  });

  it('knows no call of an object prototype', async () => {
    for (const call of ['nothing', 'constructor', '__proto__', 'toString']) {
      expect(await answerFrame(frame({ call }), behind())).toMatchObject({
        fault: { code: 'ipc/unknown-call', field: 'call' },
      });
    }
  });

  it('asks for a session, but not for who may sign in', async () => {
    expect(
      await answerFrame(frame({ call: 'order', session: null, input: { order: ID } }), behind()),
    ).toEqual({
      id: 7,
      ok: false,
      refusal: { code: 'core/not-signed-in' },
    });
    expect(await answerFrame(frame({ call: 'staff', session: null }), behind())).toEqual({
      id: 7,
      ok: true,
      value: { staff: [] },
    });
  });

  it('asks for a command id with a command', async () => {
    const input = { shift: ID, float: 0 };
    expect(await answerFrame(frame({ call: 'openShift', input }), behind())).toMatchObject({
      fault: { code: 'ipc/malformed', field: 'commandId' },
    });
  });

  it('hands a command that somebody approves to the core once the PIN was right, and not before', async () => {
    const ran: unknown[] = [];
    const run: Behind['run'] = (...given) => {
      ran.push(given);
      return ok({});
    };
    const approval = { user: OTHER, pin: '2580' };
    const both: Actor = { ...ANA, permissions: new Set(['can_sell', 'can_open_shift']) };
    const approve: Behind['approve'] = (request) => {
      expect(request).toEqual({ session: 'ana', commandId: ID, approval });
      return Promise.resolve(ran.length === 0 ? ok(both) : refuse({ code: 'core/pin-wrong', triesLeft: 2 }));
    };
    const input = { shift: ID, float: 0 };
    const approved = frame({ call: 'openShift', commandId: ID, input, approval });
    expect(await answerFrame(approved, behind({ run, approve }))).toMatchObject({ ok: true });
    expect(await answerFrame(approved, behind({ run, approve }))).toEqual({
      id: 7,
      ok: false,
      refusal: { code: 'core/pin-wrong', triesLeft: 2 },
    });
    expect(ran).toEqual([['openShift', ID, input, both]]);
  });

  it('lets nobody approve a question, or anything at a kitchen screen', async () => {
    const approval = { user: OTHER, pin: '2580' };
    const bump = { order: ID, lines: [{ line: ID, firing: ID }], stage: null };
    expect(await answerFrame(frame({ approval }), behind())).toMatchObject({
      fault: { code: 'ipc/malformed', field: 'approval' },
    });
    expect(
      await answerFrame(frame({ call: 'bump', commandId: ID, input: bump, approval }), behind(), 'kitchen'),
    ).toMatchObject({ fault: { code: 'ipc/not-for-this-screen', field: 'approval' } });
  });

  it('names what is wrong with an approval, and never its PIN', async () => {
    const answer = await answerFrame(
      frame({ call: 'openShift', commandId: ID, approval: { user: OTHER, pin: '25 80 secret' } }),
      behind(),
    );
    expect(answer).toMatchObject({ fault: { code: 'ipc/malformed', field: 'approval.pin' } });
    expect(JSON.stringify(answer)).not.toContain('25 80');
  });

  it('lets a kitchen screen bump as the device, without a session and with any', async () => {
    const seen: unknown[] = [];
    const run: Behind['run'] = (...given) => {
      seen.push(given);
      return ok({ tickets: [] });
    };
    const input = { order: ID, lines: [{ line: ID, firing: ID }], stage: null };
    for (const session of [null, 'ana']) {
      const bump = frame({ call: 'bump', commandId: ID, session, input });
      expect(await answerFrame(bump, behind({ run }), 'kitchen')).toMatchObject({ ok: true });
    }
    const cook = { user: null, name: 'Kitchen', permissions: new Set(['can_manage_tickets']) };
    expect(seen).toEqual([
      ['bump', ID, input, cook],
      ['bump', ID, input, cook],
    ]);
  });

  it('keeps a kitchen screen from everything else, whoever is signed in', async () => {
    const run: Behind['run'] = () => {
      throw new Defect('ran');
    };
    for (const call of Object.keys(IPC_CALLS).filter((name) => !KITCHEN_CALLS.has(name)))
      expect(await answerFrame(frame({ call, commandId: ID }), behind({ run }), 'kitchen')).toMatchObject({
        fault: { code: 'ipc/not-for-this-screen', field: 'call' },
      });
    expect(KITCHEN_CALLS.size).toBe(6);
  });

  it('answers anything at all without a throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (anything) => {
        const answer = await answerFrame(anything, behind());
        expect(answer).toHaveProperty('ok', false);
      }),
      { seed: 20_261_122, numRuns: 300 },
    );
  });
});
