import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Fault } from '@beaveros/kit';
import { Lane, type Trickle } from './lane.ts';

export interface LineOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Asked at every connection: a target that comes back elsewhere is found. */
  readonly targetPort: () => number;
  /** In [0, 1): decides the jitter. */
  readonly random?: () => number;
}

/** Each piece is under way between `leastMs` and `mostMs`; order is kept, as TCP does. */
export interface Delay {
  readonly leastMs: number;
  readonly mostMs: number;
}

interface Connection {
  readonly near: Socket;
  readonly lanes: readonly Lane[];
  readonly far: Socket | null;
  /** Its bytes vanish, and so does its end: neither side learns of the other. */
  isStranded: boolean;
}

/** Screens, shapes and exchanges of one till are some tens; beyond this a new connection is reset. */
const CONNECTIONS_MAX = 512;

/**
 * A TCP line between two processes, with what goes wrong on real ones. The address stays the same. Faults stay until
 * {@link heal}; what was lost stays lost: a connection whose bytes vanished is reset then, as by the first packet that
 * finds nobody.
 */
export class Line implements AsyncDisposable {
  readonly #server: Server;
  readonly #targetPort: () => number;
  readonly #random: () => number;
  readonly #connections = new Set<Connection>();
  #isCut = false;
  #isStalled = false;
  #delay: Delay | null = null;
  #trickle: Trickle | null = null;
  /** Bytes until the cut, both directions together. */
  #bytesLeft = Number.POSITIVE_INFINITY;
  #vanished = 0;
  #accepted = 0;

  static async open(options: LineOptions): Promise<Line> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(new Fault('house/port-taken', `port ${options.port} is taken`, { cause })),
      );
      server.listen(options.port, '127.0.0.1', resolve);
    });
    return new Line(server, options);
  }

  private constructor(server: Server, { targetPort, random = Math.random }: LineOptions) {
    this.#server = server;
    this.#targetPort = targetPort;
    this.#random = random;
    server.on('connection', (near) => this.#relay(near));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get isCut(): boolean {
    return this.#isCut;
  }
  /** Any fault is on it. */
  get isFaulty(): boolean {
    return (
      this.#isCut ||
      this.#isStalled ||
      this.#delay !== null ||
      this.#trickle !== null ||
      this.#bytesLeft !== Number.POSITIVE_INFINITY ||
      [...this.#connections].some(({ isStranded }) => isStranded)
    );
  }
  /** Connections ever accepted and open now; bytes that vanished, and bytes under way. */
  get counts(): {
    readonly accepted: number;
    readonly open: number;
    readonly vanished: number;
    readonly queued: number;
  } {
    const lanes = [...this.#connections].flatMap((connection) => connection.lanes);
    const queued = lanes.reduce((all, lane) => all + lane.queued, 0);
    return { accepted: this.#accepted, open: this.#connections.size, vanished: this.#vanished, queued };
  }

  /** What is open is reset, and what is new is reset at once: a dead router that answers. */
  cut(): void {
    this.#isCut = true;
    this.reset();
  }

  /** What is open is reset; what is new passes. */
  reset(): void {
    for (const connection of this.#connections) this.#reset(connection);
  }

  /** Bytes vanish in both directions, of what is open and of what is new, and nobody is told. */
  stall(): void {
    this.#isStalled = true;
    this.strand();
  }

  /** Half-open: the bytes of what is open vanish for ever, and nobody is told; what is new passes. */
  strand(): void {
    for (const connection of this.#connections) {
      connection.isStranded = true;
      for (const lane of connection.lanes) lane.vanish();
    }
  }

  delay(delay: Delay): void {
    this.#delay = delay;
  }

  /** So many bytes at a time in each direction of each connection, then a pause. */
  trickle(trickle: Trickle): void {
    this.#trickle = trickle;
  }

  /** Once: the connection that carries the byte behind the next `bytes` ends there, in the middle of its frame. */
  cutAfter(bytes: number): void {
    this.#bytesLeft = bytes;
  }

  /** Everything passes again. */
  heal(): void {
    this.#isCut = false;
    this.#isStalled = false;
    this.#delay = null;
    this.#trickle = null;
    this.#bytesLeft = Number.POSITIVE_INFINITY;
    for (const connection of this.#connections) {
      if (connection.isStranded) this.#reset(connection);
      else for (const lane of connection.lanes) lane.look();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #relay(near: Socket): void {
    near.on('error', () => {}); // `close` follows.
    this.#accepted += 1;
    if (this.#isCut || this.#connections.size >= CONNECTIONS_MAX) {
      near.resetAndDestroy();
      return;
    }
    if (this.#isStalled) {
      const lost: Connection = { near, far: null, lanes: [], isStranded: true };
      near.on('data', (bytes) => (this.#vanished += bytes.length));
      near.on('close', () => this.#connections.delete(lost));
      this.#connections.add(lost);
      return;
    }
    const far = connect(this.#targetPort(), '127.0.0.1');
    far.on('error', () => {});
    const lanes = [
      new Lane(
        near,
        far,
        this.#rules(() => ends()),
      ),
      new Lane(
        far,
        near,
        this.#rules(() => ends()),
      ),
    ];
    const connection: Connection = { near, far, lanes, isStranded: false };
    const ends = (): void => this.#endInTheMiddle(connection);
    this.#connections.add(connection);
    for (const [at, [one, other]] of [[near, far] as const, [far, near] as const].entries()) {
      one.setNoDelay(true);
      one.on('data', (bytes) => {
        if (connection.isStranded) this.#vanished += bytes.length;
      });
      one.on('close', (hasFailed) => this.#closed(connection, { lane: lanes[at]!, other, hasFailed }));
    }
  }

  /** Either end's failure is the other's: the client retries. Of a stranded one nobody learns. */
  #closed(
    connection: Connection,
    { lane, other, hasFailed }: { readonly lane: Lane; readonly other: Socket; readonly hasFailed: boolean },
  ): void {
    if (!connection.isStranded) {
      if (hasFailed) {
        lane.stop();
        other.destroy();
      } else lane.finish();
    }
    if (connection.near.destroyed && connection.far!.destroyed) this.#connections.delete(connection);
  }

  #rules(onSpent: () => void) {
    return {
      delayMs: () =>
        this.#delay === null
          ? 0
          : this.#delay.leastMs + this.#random() * (this.#delay.mostMs - this.#delay.leastMs),
      trickle: () => this.#trickle,
      allow: (bytes: number) => {
        const allowed = Math.min(bytes, this.#bytesLeft);
        // One connection is cut; those after it pass.
        this.#bytesLeft = allowed < bytes ? Number.POSITIVE_INFINITY : this.#bytesLeft - allowed;
        return allowed;
      },
      onSpent,
    };
  }

  /** What has passed still arrives; then both ends are told. */
  #endInTheMiddle({ near, far, lanes }: Connection): void {
    for (const lane of lanes) lane.stop();
    near.destroySoon();
    far?.destroySoon();
  }

  #reset({ near, far, lanes }: Connection): void {
    for (const lane of lanes) lane.stop();
    near.resetAndDestroy();
    far?.resetAndDestroy();
  }
}
