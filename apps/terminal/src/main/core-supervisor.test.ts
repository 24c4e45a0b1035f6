import { describe, expect, it } from 'vitest';
import { type CoreChild, CoreSupervisor } from './core-supervisor.ts';

/** Cores that live and die when the test says so, and a clock that runs when it is told. */
function stage() {
  const cores: { posted: unknown[]; ready: () => void; end: (code: number) => void; isKilled: boolean }[] =
    [];
  const timers: { delayMs: number; action: () => void }[] = [];
  const seen: string[] = [];
  const supervisor = new CoreSupervisor<string>({
    fork: (): CoreChild<string> => {
      const core = { posted: [] as unknown[], ready: () => {}, end: (_code: number) => {}, isKilled: false };
      cores.push(core);
      return {
        postMessage: (message, ports) => core.posted.push([message, ports]),
        whenReady: (listener) => (core.ready = listener),
        whenEnded: (listener) => (core.end = listener),
        kill: () => (core.isKilled = true),
      };
    },
    after: (delayMs, action) => timers.push({ delayMs, action }),
    onGone: () => seen.push('gone'),
    onHopeless: (code) => seen.push(`hopeless ${code}`),
    log: () => {},
  });
  const tick = () => {
    for (const { action } of timers.splice(0)) action();
  };
  return { supervisor, cores, timers, seen, tick };
}

describe('CoreSupervisor', () => {
  it('hands a line over at once, or when the core answers', () => {
    const { supervisor, cores } = stage();
    supervisor.start();
    supervisor.line('till', 'early');
    expect(cores[0]!.posted).toEqual([]);
    cores[0]!.ready();
    supervisor.line('kitchen', 'late');
    expect(cores[0]!.posted).toEqual([
      [{ beaver: 'line', kind: 'till' }, ['early']],
      [{ beaver: 'line', kind: 'kitchen' }, ['late']],
    ]);
  });

  it('starts a core that died again, tells the windows, and serves what they asked meanwhile', () => {
    const { supervisor, cores, seen, tick } = stage();
    supervisor.start();
    cores[0]!.ready();
    cores[0]!.end(70);
    expect(seen).toEqual(['gone']);
    supervisor.line('till', 'again');
    tick();
    cores[1]!.ready();
    expect(cores[1]!.posted).toEqual([[{ beaver: 'line', kind: 'till' }, ['again']]]);
  });

  it('waits longer each time it dies, up to five seconds, and forgives one that was well', () => {
    const { supervisor, cores, timers, tick } = stage();
    supervisor.start();
    const delays: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      cores.at(-1)!.end(70);
      delays.push(timers[0]!.delayMs);
      tick();
    }
    expect(delays).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    cores.at(-1)!.ready();
    tick();
    cores.at(-1)!.end(70);
    expect(timers[0]!.delayMs).toBe(50);
  });

  it('leaves a wrong set-up to a person, and a stopped core stopped', () => {
    const wrong = stage();
    wrong.supervisor.start();
    wrong.cores[0]!.end(78);
    wrong.tick();
    expect(wrong.seen).toEqual(['hopeless 78']);
    expect(wrong.cores).toHaveLength(1);
    const stopped = stage();
    stopped.supervisor.start();
    stopped.supervisor.stop();
    expect(stopped.cores[0]!.isKilled).toBe(true);
    stopped.cores[0]!.end(0);
    stopped.tick();
    expect(stopped.cores).toHaveLength(1);
  });
});
