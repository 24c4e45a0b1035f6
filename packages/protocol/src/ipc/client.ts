import { Fault, type Id, type NewId, ok, type Result, refuse } from '@beaveros/kit';
import {
  type Approval,
  type ChangedPush,
  IPC_VERSION,
  type IpcPush,
  type IpcResponse,
  type TicketsPush,
} from './call.ts';
import { IPC_CALLS, type IpcCallName, type IpcInput, type IpcOutput } from './calls.ts';
import type { IpcLine, OpenIpcLine } from './line.ts';
import type { IpcRefusal } from './refusals.ts';

export interface IpcClientOptions {
  readonly open: OpenIpcLine;
  readonly newId: NewId;
  /** Runs `action` once after `delayMs`; the result cancels it. */
  readonly after: (delayMs: number, action: () => void) => () => void;
}

export interface IpcCallOptions {
  /** To repeat a command: the id of its first try. A new one without it. */
  readonly commandId?: Id<'Command'>;
  /** Whose PIN lends its permissions to this one command; said again with the id of the try that was refused. */
  readonly approval?: Approval;
}

/** The core starts within a second; trying four times in that second costs nothing on one machine. */
const REOPEN_FIRST_MS = 100;
const REOPEN_MAX_MS = 1_000;
/** Calls without an answer: a long queue of scans in front of a core that starts. More is a loop in a screen. */
export const IPC_WAITING_MAX = 512;

interface Waiting {
  readonly frame: { readonly id: number } & Readonly<Record<string, unknown>>;
  readonly resolve: (response: Exclude<IpcResponse, IpcPush>) => void;
}

/**
 * A screen's end of the ipc table, typed by it. Keeps a line open, over a restart of the core too: what had no answer is
 * said again on the new line, in its order, a command with its first id, so that it happens once. Answers are trusted
 * (the core parsed what they are made of, and both are one build); questions are parsed at the core's door.
 */
export class IpcClient {
  /** From sign-in; goes with every frame. */
  session: string | null = null;
  readonly #options: IpcClientOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #pushes = new Set<(push: ChangedPush) => void>();
  readonly #tickets = new Set<(push: TicketsPush) => void>();
  readonly #reaches = new Set<(isReached: boolean) => void>();
  #line: IpcLine | null = null;
  #isStopped = false;
  #cancelReopen: (() => void) | null = null;
  #failures = 0;
  #lastId = 0;

  constructor(options: IpcClientOptions) {
    this.#options = options;
  }

  /** Whether the core is there now. */
  get isReached(): boolean {
    return this.#line !== null;
  }

  /** Opens the line and keeps it open until {@link stop}. */
  start(): void {
    this.#open();
  }

  /** Closes the line. What waits is never answered. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelReopen?.();
    this.#line?.close();
    this.#line = null;
    this.#waiting.clear();
  }

  /**
   * Asks the core. Waits for it when it is away. A refusal is a value; faults: those of the core, and
   * `ipc/too-many-waiting`.
   */
  async call<Name extends IpcCallName>(
    name: Name,
    input: IpcInput<Name>,
    options: IpcCallOptions = {},
  ): Promise<Result<IpcOutput<Name>, IpcRefusal>> {
    const isCommand = IPC_CALLS[name].kind === 'command';
    const commandId = isCommand ? (options.commandId ?? this.#options.newId<'Command'>()) : null;
    const { approval } = options;
    const response = await this.#ask({
      v: IPC_VERSION,
      call: name,
      session: this.session,
      commandId,
      ...(approval === undefined ? {} : { approval }),
      input,
    });
    if (response.ok) return ok(response.value as IpcOutput<Name>);
    if ('refusal' in response) return refuse(response.refusal as IpcRefusal);
    const { code, message, field, retryable } = response.fault;
    throw new Fault(code, message, { retryable, ...(field === null ? {} : { field }) });
  }

  /** Told what changed. After a new line everything may have changed: {@link onReach} tells. */
  onPush(listener: (push: ChangedPush) => void): () => void {
    this.#pushes.add(listener);
    return () => this.#pushes.delete(listener);
  }

  /** Told the tickets that changed, before {@link onPush}; only a kitchen's screen is. */
  onTickets(listener: (push: TicketsPush) => void): () => void {
    this.#tickets.add(listener);
    return () => this.#tickets.delete(listener);
  }

  /** Told when the core is found and lost. */
  onReach(listener: (isReached: boolean) => void): () => void {
    this.#reaches.add(listener);
    return () => this.#reaches.delete(listener);
  }

  #ask(frame: Readonly<Record<string, unknown>>): Promise<Exclude<IpcResponse, IpcPush>> {
    if (this.#waiting.size >= IPC_WAITING_MAX)
      return Promise.reject(
        new Fault('ipc/too-many-waiting', 'the core does not answer', { retryable: true }),
      );
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const waiting = { frame: { ...frame, id }, resolve };
      this.#waiting.set(id, waiting);
      this.#line?.send(waiting.frame);
    });
  }

  #open(): void {
    let isClosed = false;
    const listener = {
      onFrame: (frame: unknown) => this.#received(frame as IpcResponse),
      onClosed: () => {
        isClosed = true;
        this.#lost();
      },
    };
    this.#options.open(listener).then(
      // A core that died while it handed over its port closed the line before we had it.
      (line) => (isClosed ? this.#openLater() : this.#opened(line)),
      () => this.#openLater(),
    );
  }

  #opened(line: IpcLine): void {
    if (this.#isStopped) return line.close();
    this.#line = line;
    this.#failures = 0;
    for (const { frame } of this.#waiting.values()) line.send(frame);
    for (const listener of this.#reaches) listener(true);
  }

  #lost(): void {
    if (this.#line === null) return;
    this.#line = null;
    for (const listener of this.#reaches) listener(false);
    this.#openLater();
  }

  #openLater(): void {
    if (this.#isStopped) return;
    const delayMs = Math.min(REOPEN_MAX_MS, REOPEN_FIRST_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    this.#cancelReopen = this.#options.after(delayMs, () => this.#open());
  }

  #received(response: IpcResponse): void {
    if ('push' in response) {
      if (response.push === 'tickets') for (const listener of this.#tickets) listener(response);
      else for (const listener of this.#pushes) listener(response);
      return;
    }
    const waiting = this.#waiting.get(response.id);
    if (waiting === undefined) return; // Said twice over two lines; the first answer stands.
    this.#waiting.delete(response.id);
    waiting.resolve(response);
  }
}
