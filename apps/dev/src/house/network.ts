import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Fault } from '@beaveros/kit';

/**
 * The line between tills and cloud: a TCP relay that can be cut. Cut means that what is open is reset and what is new is
 * reset at once, as behind a dead router that answers; the address stays the same, so tills keep trying it.
 */
export class Network implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #targetPort: () => number;
  #isCut = false;

  /** `targetPort` is asked at every connection: a cloud that comes back elsewhere is found. */
  static async open(options: { readonly port: number; readonly targetPort: () => number }): Promise<Network> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(new Fault('house/port-taken', `port ${options.port} is taken`, { cause })),
      );
      server.listen(options.port, '127.0.0.1', resolve);
    });
    return new Network(server, options.targetPort);
  }

  private constructor(server: Server, targetPort: () => number) {
    this.#server = server;
    this.#targetPort = targetPort;
    server.on('connection', (near) => this.#relay(near));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get isCut(): boolean {
    return this.#isCut;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  heal(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #relay(near: Socket): void {
    near.on('error', () => {});
    if (this.#isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#targetPort(), '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      // Either end's failure is the other's: the client retries.
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
