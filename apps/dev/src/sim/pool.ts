import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Plan } from './plan.ts';
import { NO_ASKS } from './asks.ts';
import type { RunReport } from './run-plan.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** A seed takes seconds; one that takes so long hangs, and that is a failure too. */
const RUN_MS_MAX = 240_000;

interface Answer {
  readonly ready?: true;
  readonly report?: RunReport;
}

/** Processes that simulate, one plan each at a time, over one PostgreSQL. */
export class Pool implements AsyncDisposable {
  readonly #postgresUrl: string;
  readonly #workers: Promise<ChildProcess>[];

  constructor(postgresUrl: string, workers: number) {
    this.#postgresUrl = postgresUrl;
    this.#workers = Array.from({ length: workers }, () => this.#start());
  }

  get size(): number {
    return this.#workers.length;
  }

  /** Runs every plan, as many at once as there are workers, and tells each report as it comes. */
  async runAll(plans: Iterable<Plan>, onReport: (report: RunReport) => void): Promise<void> {
    const waiting = plans[Symbol.iterator]();
    const work = async (at: number) => {
      for (let next = waiting.next(); !next.done; next = waiting.next())
        onReport(await this.run(next.value, at));
    };
    await Promise.all(this.#workers.map((_, at) => work(at)));
  }

  /** Runs one plan on one worker. A worker that dies or hangs is a failed run, and is replaced. */
  async run(plan: Plan, at = 0): Promise<RunReport> {
    const worker = await this.#workers[at]!;
    const gone = new AbortController();
    const timer = setTimeout(() => worker.kill('SIGKILL'), RUN_MS_MAX);
    worker.send(plan);
    try {
      const answered = once(worker, 'message', { signal: gone.signal }) as Promise<[Answer]>;
      const died = once(worker, 'exit', { signal: gone.signal }) as Promise<[number | null, string | null]>;
      const first = await Promise.race([
        answered.then(([{ report }]) => report),
        died.then(([status, signal]) => diedReport(plan, `the worker ended with ${status ?? signal}`)),
      ]);
      answered.catch(() => {});
      died.catch(() => {});
      if (worker.exitCode !== null || worker.signalCode !== null) this.#workers[at] = this.#start();
      return first!;
    } finally {
      gone.abort();
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const starting of this.#workers) {
      const worker = await starting;
      if (worker.exitCode !== null) continue;
      const exited = once(worker, 'exit');
      worker.disconnect();
      await exited;
    }
  }

  async #start(): Promise<ChildProcess> {
    const worker = fork(WORKER, [this.#postgresUrl], {
      stdio: ['ignore', 2, 2, 'ipc'],
      serialization: 'advanced',
    });
    await once(worker, 'message');
    return worker;
  }
}

function diedReport({ seed }: Plan, message: string): RunReport {
  return {
    seed,
    ok: false,
    failures: [{ promise: 'no-defect', message }],
    operations: {},
    faults: {},
    asks: NO_ASKS,
    losses: {},
    journalHash: '',
    virtualMs: 0,
    events: 0,
    realMs: 0,
    history: [],
  };
}
