import { randomBytes } from 'node:crypto';
import { Fault, type Id, idMinter, instant, type NewId, type Result } from '@beaveros/kit';
import {
  type ChangedPush,
  IPC_CALLS,
  IPC_VERSION,
  type IpcCallName,
  type IpcInput,
  type IpcOutput,
  type IpcRefusal,
  type IpcResponse,
} from '@beaveros/protocol/ipc';
import { WebSocket } from 'ws';
import { until, within } from './until.ts';

/** Where a client's till is. Asked at every connection: after a restart the token is another. */
export interface TillDoor {
  readonly name: string;
  readonly ipcUrl: () => string;
  /** A token that opens one connection. */
  readonly token: () => Promise<string>;
}

export interface CallOptions {
  /** To repeat a command: the id of its first try. A new one without it. */
  readonly commandId?: Id<'Command'>;
}

/** A command of 2,000 lines on a busy machine; a core that has not answered by then does not answer. */
const ANSWER_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long a state may take to come about, unless the caller says otherwise. */
const UNTIL_TIMEOUT_MS = 30_000;

/** The till said no, in words. Thrown by `call`; `ask` gives it as a value. */
export class Refused extends Error {
  readonly refusal: IpcRefusal;
  constructor(call: string, refusal: IpcRefusal) {
    super(`${call}: ${JSON.stringify(refusal)}`);
    this.refusal = refusal;
  }
}

interface Waiting {
  readonly resolve: (response: IpcResponse) => void;
  readonly reject: (fault: Fault) => void;
}

interface SignedIn {
  readonly user: Id<'User'>;
  readonly pin: string;
  readonly session: string;
}

/**
 * A screen of a till: every call by its name, typed by the table of the protocol, over the real WebSocket. Mints command
 * ids. Connects by itself, after a restart of the core anew and signed in again. A call that the connection's end
 * interrupts is a retryable Fault `ipc/connection-lost`: the caller repeats it with the same command id.
 */
export class TillClient implements AsyncDisposable {
  /** Mints the ids that a finger mints: orders, lines, payments. */
  readonly newId: NewId = idMinter(
    { now: () => instant(Date.now()) },
    { bytes: (count) => new Uint8Array(randomBytes(count)) },
  );
  readonly #door: TillDoor;
  readonly #waiting = new Map<number, Waiting>();
  readonly #pushes = new Set<(push: ChangedPush) => void>();
  #socket: WebSocket | null = null;
  #connecting: Promise<WebSocket> | null = null;
  #signedIn: SignedIn | null = null;
  #lastId = 0;

  constructor(door: TillDoor) {
    this.#door = door;
  }

  get isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Calls, and throws {@link Refused} when the till says no. */
  async call<Name extends IpcCallName>(
    name: Name,
    input: IpcInput<Name>,
    options: CallOptions = {},
  ): Promise<IpcOutput<Name>> {
    const result = await this.ask(name, input, options);
    if (!result.ok) throw new Refused(name, result.refusal);
    return result.value;
  }

  /** Calls, and gives a refusal as a value. Every answer passes the call's schema. */
  async ask<Name extends IpcCallName>(
    name: Name,
    input: IpcInput<Name>,
    options: CallOptions = {},
  ): Promise<Result<IpcOutput<Name>, IpcRefusal>> {
    const commandId =
      IPC_CALLS[name].kind === 'command' ? (options.commandId ?? this.newId<'Command'>()) : null;
    await this.#connected();
    const response = await this.send({ call: name, commandId, input });
    if ('push' in response) throw new Fault('ipc/nonsense', 'a push stood where an answer was due');
    if (response.ok)
      return { ok: true, value: IPC_CALLS[name].output.parse(response.value) as IpcOutput<Name> };
    if ('refusal' in response) return { ok: false, refusal: response.refusal as IpcRefusal };
    const { code, message, field, retryable } = response.fault;
    throw new Fault(code, `${name}: ${message}`, { retryable, ...(field === null ? {} : { field }) });
  }

  /** A frame as it is, even a malformed one, and what the core answered. */
  async send(frame: Readonly<Record<string, unknown>>): Promise<IpcResponse> {
    const socket = await this.#connected();
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<IpcResponse>((resolve, reject) =>
      this.#waiting.set(id, { resolve, reject }),
    );
    socket.send(JSON.stringify({ v: IPC_VERSION, id, session: this.#signedIn?.session ?? null, ...frame }));
    try {
      return await within(answered, {
        what: `${this.#door.name} answers ${String(frame['call'])}`,
        timeoutMs: ANSWER_TIMEOUT_MS,
      });
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Signs in by name, as the cashier does. Waits until the staff has come down. */
  async signIn(name: string, pin: string): Promise<IpcOutput<'signIn'>> {
    const found = await this.until('staff', {}, ({ staff }) =>
      staff.some((person) => person.name === name && person.hasPin),
    );
    const user = found.staff.find((person) => person.name === name)!.user;
    const answer = await this.call('signIn', { user, pin });
    this.#signedIn = { user, pin, session: answer.session };
    return answer;
  }

  async signOut(): Promise<void> {
    await this.call('signOut', {});
    this.#signedIn = null;
  }

  /** Asks a query until its answer is as wanted: at once when the till announces a change, else every moment. */
  async until<Name extends IpcCallName>(
    name: Name,
    input: IpcInput<Name>,
    isWanted: (answer: IpcOutput<Name>) => boolean,
    timeoutMs = UNTIL_TIMEOUT_MS,
  ): Promise<IpcOutput<Name>> {
    let last: IpcOutput<Name> | undefined;
    const look = async (): Promise<IpcOutput<Name> | undefined> => {
      last = await this.call(name, input);
      return isWanted(last) ? last : undefined;
    };
    return await until(look, { what: `${name} of ${this.#door.name}`, timeoutMs }, (again) =>
      this.onPush(again),
    ).catch((error: unknown) => {
      const seen = JSON.stringify(last)?.slice(0, 2_000);
      throw error instanceof Fault
        ? new Fault(error.code, `${error.message}; last seen: ${seen}`, { cause: error.cause })
        : error;
    });
  }

  /** Everything that a sale needs has come down. */
  async untilReady(timeoutMs = UNTIL_TIMEOUT_MS): Promise<void> {
    await this.until(
      'status',
      {},
      (status) => status.isReadyToSell && status.shapes.every((shape) => shape.isComplete),
      timeoutMs,
    );
  }

  /** Told what changed, while connected. */
  onPush(listener: (push: ChangedPush) => void): () => void {
    this.#pushes.add(listener);
    return () => this.#pushes.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null || socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.terminate();
    await closed;
  }

  #connected(): Promise<WebSocket> {
    if (this.isConnected) return Promise.resolve(this.#socket!);
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #connect(): Promise<WebSocket> {
    const { name, ipcUrl, token } = this.#door;
    const socket = new WebSocket(`${ipcUrl()}/?token=${await token()}`);
    // Text frames of ws are Buffers unless `binaryType` is changed.
    socket.on('message', (data) =>
      this.#received(JSON.parse((data as Buffer).toString('utf8')) as IpcResponse),
    );
    socket.on('close', () => this.#lost());
    const opened = new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.on('error', (cause) =>
        reject(new Fault('ipc/unreachable', `${name} does not open its door`, { retryable: true, cause })),
      );
    });
    await within(opened, { what: `${name} opens its door`, timeoutMs: CONNECT_TIMEOUT_MS });
    this.#socket = socket;
    await this.#signInAgain();
    return socket;
  }

  /** A session outlives the core but ends when idle: signing in again costs less than finding out. */
  async #signInAgain(): Promise<void> {
    if (this.#signedIn === null) return;
    const { user, pin } = this.#signedIn;
    const response = await this.send({ call: 'signIn', commandId: null, input: { user, pin } });
    if ('push' in response || !response.ok)
      throw new Fault('ipc/not-signed-in', `${this.#door.name}: ${JSON.stringify(response)}`);
    this.#signedIn = { user, pin, session: (response.value as IpcOutput<'signIn'>).session };
  }

  #received(response: IpcResponse): void {
    if ('push' in response) {
      // Tickets are pushed to kitchens; a test's screen asks for them.
      if (response.push === 'changed') for (const listener of this.#pushes) listener(response);
    } else this.#waiting.get(response.id)?.resolve(response);
  }

  #lost(): void {
    const fault = new Fault('ipc/connection-lost', `${this.#door.name} hung up`, { retryable: true });
    for (const { reject } of this.#waiting.values()) reject(fault);
    this.#waiting.clear();
  }
}
