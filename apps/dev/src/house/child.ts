import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Fault } from '@beaveros/kit';
import { within } from './until.ts';

export interface ChildOptions {
  /** For messages: `till T1`. */
  readonly name: string;
  /** A TypeScript file; Node runs it. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets what the process says on stderr, appended. */
  readonly logFile: string;
  readonly readyTimeoutMs: number;
}

/** What of stderr is kept to explain a process that did not start. */
const TAIL_CHARS = 4_000;
/** A core answers at once; the cloud makes a tenant in about a second. */
const ANSWER_TIMEOUT_MS = 30_000;
/** An orderly end drains calls for 10 s at most and stops PostgreSQL. */
const STOP_TIMEOUT_MS = 25_000;

/**
 * A process of the house: started when it has printed its ready line, one JSON object with `ready: true`. The channel
 * between us is how it notices our death and follows.
 */
export class Child implements AsyncDisposable {
  readonly name: string;
  /** The ready line, not yet parsed by a schema. */
  readonly ready: unknown;
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;
  readonly #waiting: ((message: unknown) => void)[] = [];

  static async start(options: ChildOptions): Promise<Child> {
    mkdirSync(dirname(options.logFile), { recursive: true });
    const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
    const child = spawn(process.execPath, [options.entry], {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let tail = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-TAIL_CHARS);
    });
    child.stderr!.pipe(log);
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    });
    const failed = (why: string): Fault =>
      new Fault('house/not-started', `${options.name} ${why}\n${tail}`, {
        details: { logFile: options.logFile },
      });
    try {
      const ready = await within(Promise.race([readyLine(child), ended.then(() => null)]), {
        what: `${options.name} is ready\n${tail}`,
        timeoutMs: options.readyTimeoutMs,
      });
      if (ready === null) throw failed('ended before it was ready');
      return new Child(options.name, child, { ready, ended });
    } catch (error) {
      child.kill('SIGKILL');
      throw error instanceof Fault && error.code === 'house/timeout'
        ? failed('was not ready in time')
        : error;
    }
  }

  private constructor(
    name: string,
    child: ChildProcess,
    { ready, ended }: { ready: unknown; ended: Promise<void> },
  ) {
    this.name = name;
    this.ready = ready;
    this.ended = ended;
    this.#process = child;
    child.on('message', (message: unknown) => this.#waiting.shift()?.(message));
    // A message to a process that is just ending; `ended` tells.
    child.on('error', () => {});
  }

  get pid(): number {
    return this.#process.pid!;
  }
  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** One message there, one back; answers come in the order of the questions. */
  async ask(question: object): Promise<unknown> {
    const answered = new Promise<unknown>((resolve) => this.#waiting.push(resolve));
    if (this.#process.connected) this.#process.send(question);
    const gone = this.ended.then((): never => {
      throw new Fault('house/not-running', `${this.name} is not running`, { retryable: true });
    });
    return await within(Promise.race([answered, gone]), {
      what: `${this.name} answers`,
      timeoutMs: ANSWER_TIMEOUT_MS,
    });
  }

  /** SIGKILL: what a power cut is to a process. Returns when it is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to end; one that does not is killed. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await within(this.ended, { what: `${this.name} ends`, timeoutMs: STOP_TIMEOUT_MS }).catch(() =>
      this.kill(),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isRunning) await this.stop();
  }
}

/** The first stdout line that is the ready line; later lines are read and dropped, so that the pipe never fills. */
function readyLine(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      try {
        const parsed = JSON.parse(line) as { readonly ready?: unknown };
        if (parsed.ready === true) resolve(parsed);
      } catch {
        // Not the ready line.
      }
    });
  });
}
