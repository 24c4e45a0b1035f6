import { createServer, type Server, type Socket } from 'node:net';
import { assert } from '@beaveros/kit';
import { EscPosReader } from '../codecs/escpos/commands.ts';
import { EPSON_80MM, type PrinterProfile } from '../codecs/escpos/printer-profile.ts';
import { type DrawerOpening, PrinterMechanism, type Problem, type Reply } from './mechanism.ts';
import type { Paper } from './paper.ts';

/**
 * What goes wrong. Byte counts are of job bytes (everything but real-time commands) from when the fault is set, exact to
 * the byte, in the middle of a command too. Faults stay until they are set to `undefined`.
 */
export interface VirtualPrinterFaults {
  /** Printing stops before the command that needs more than this many bytes; the rest waits in the buffer until {@link VirtualPrinter.refillPaper}. */
  readonly paperEndsAfterBytes?: number | undefined;
  readonly coverIsOpen?: boolean | undefined;
  readonly paperIsNearEnd?: boolean | undefined;
  /** The buffer is full: nothing more is read from the socket, real-time requests included. */
  readonly stopsReadingAfterBytes?: number | undefined;
  /** The plug is pulled: connections reset, what was not printed is gone, the port refuses until `powerOn`. */
  readonly losesPowerAfterBytes?: number | undefined;
  /** The interface ends the connection; what has arrived is printed all the same. */
  readonly closesAfterBytes?: number | undefined;
  /** Accepts connections and never reads. */
  readonly neverReads?: boolean | undefined;
  /** Prints, but its answers to `GS ( H` and `GS r` are lost. */
  readonly losesConfirmations?: boolean | undefined;
  /** Before every answer. */
  readonly replyDelayMs?: number | undefined;
}

export interface VirtualPrinterOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host?: string;
  readonly profile?: PrinterProfile;
  readonly faults?: VirtualPrinterFaults;
  /** Wall time of drawer openings, in ms. */
  readonly now?: () => number;
  /** Told each sheet when it is cut. */
  readonly onPaper?: (paper: Paper) => void;
}

/** A printer on a TCP port that speaks the real bytes, with a cash drawer on its connector. */
export async function startVirtualPrinter(options: VirtualPrinterOptions): Promise<VirtualPrinter> {
  const printer = new VirtualPrinter(options);
  await printer.powerOn();
  return printer;
}

/** What is kept of raw bytes for inspection; older ones are dropped. */
const RAW_BYTES_MAX = 1 << 20;
/** Begins every real-time command; those are no job's bytes. */
const DLE = 0x10;

export class VirtualPrinter implements AsyncDisposable {
  readonly #host: string;
  readonly #mechanism: PrinterMechanism;
  readonly #sockets = new Map<Socket, Reply>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #watchers = new Set<() => void>();
  #faults: VirtualPrinterFaults = {};
  #server: Server | null = null;
  #ending: Promise<void> = Promise.resolve();
  #port: number;
  #jobBytes = 0;
  #raw: Uint8Array[] = [];
  #rawLength = 0;
  #accepted = 0;

  constructor(options: VirtualPrinterOptions) {
    this.#host = options.host ?? '127.0.0.1';
    this.#port = options.port;
    this.#mechanism = new PrinterMechanism({
      profile: options.profile ?? EPSON_80MM,
      now: options.now ?? Date.now,
      onPaper: options.onPaper ?? (() => {}),
    });
    this.fault(options.faults ?? {});
  }

  /** The port it listens on, the same after a power cut. */
  get port(): number {
    return this.#port;
  }
  get isOn(): boolean {
    return this.#server !== null;
  }
  /** Sheets that were cut, oldest first. */
  get papers(): readonly Paper[] {
    return this.#mechanism.papers;
  }
  /** The sheet in the printer, not cut yet. */
  get currentPaper(): Paper {
    return { lines: [...this.#mechanism.lines], cut: null };
  }
  /** What the strict interpreter objected to; empty when every byte was understood. */
  get problems(): readonly Problem[] {
    return this.#mechanism.problems;
  }
  get drawer(): {
    readonly isOpen: boolean;
    readonly opened: number;
    readonly openings: readonly DrawerOpening[];
  } {
    const { drawerIsOpen: isOpen, openings } = this.#mechanism;
    return { isOpen, opened: openings.length, openings: [...openings] };
  }
  /** Everything received, in order, up to the last MiB. */
  get rawBytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#raw));
  }
  /** Job bytes received since the last change of faults. */
  get jobBytes(): number {
    return this.#jobBytes;
  }
  /** Commands received and not printed. */
  get buffered(): number {
    return this.#mechanism.buffered;
  }
  get connections(): number {
    return this.#sockets.size;
  }
  /** Connections ever accepted. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Changes the named faults, counts bytes anew, and goes on as far as the faults allow. */
  fault(faults: VirtualPrinterFaults): void {
    this.#faults = { ...this.#faults, ...faults };
    this.#jobBytes = 0;
    const mechanism = this.#mechanism;
    mechanism.coverIsOpen = this.#faults.coverIsOpen ?? false;
    mechanism.paperIsNearEnd = this.#faults.paperIsNearEnd ?? false;
    if ('paperEndsAfterBytes' in faults) {
      mechanism.paperLeftBytes = faults.paperEndsAfterBytes ?? Number.POSITIVE_INFINITY;
      mechanism.isOutOfPaper = mechanism.paperLeftBytes === 0;
    }
    mechanism.report();
    mechanism.work();
    for (const socket of this.#sockets.keys()) {
      if (this.#faults.neverReads === true) socket.pause();
      else socket.resume();
    }
    this.#changed();
  }

  /** New paper in and cover closed: the printer goes on where it stopped, as real ones do. */
  refillPaper(): void {
    this.fault({ paperEndsAfterBytes: undefined, paperIsNearEnd: undefined, coverIsOpen: undefined });
  }

  closeDrawer(): void {
    this.#mechanism.drawerIsOpen = false;
    this.#mechanism.report();
    this.#changed();
  }

  /** Listens, on the same port as before. */
  async powerOn(): Promise<void> {
    await this.#ending;
    assert(this.#server === null, 'the printer is on');
    const server = createServer((socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: this.#port, host: this.#host }, resolve);
    });
    const address = server.address();
    assert(typeof address === 'object' && address !== null, 'a listening server has an address');
    this.#port = address.port;
    this.#server = server;
  }

  /** Pulls the plug: connections are reset, buffers are empty, the port refuses. Paper stays where it is. */
  async powerOff(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#mechanism.losePower();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const socket of this.#sockets.keys()) socket.resetAndDestroy();
    if (server !== null) this.#ending = new Promise((resolve) => server.close(() => resolve()));
    this.#changed();
    await this.#ending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.powerOff();
  }

  /** Resolves when the condition holds; looked at now and after everything that happens to the printer. */
  async until(condition: (printer: VirtualPrinter) => boolean): Promise<void> {
    if (condition(this)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const watch = (): void => {
      if (condition(this)) resolve();
    };
    this.#watchers.add(watch);
    await promise;
    this.#watchers.delete(watch);
  }

  #changed(): void {
    for (const watch of this.#watchers) watch();
  }

  #accept(socket: Socket): void {
    const reader = new EscPosReader();
    const reply: Reply = (bytes, kind) => this.#reply(socket, bytes, kind);
    this.#accepted += 1;
    this.#sockets.set(socket, reply);
    socket.setNoDelay(true);
    // A client that resets is a client that left; 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#mechanism.forget(reply);
      // A real printer would swallow the next job's first bytes as the missing operands; here it is a problem by name.
      if (this.isOn) for (const command of reader.end()) this.#mechanism.receive(command, reply);
      this.#changed();
    });
    socket.on('data', (bytes) => {
      this.#receive(bytes, { reader, socket, reply });
      this.#changed();
    });
    if (this.#faults.neverReads === true) socket.pause();
    this.#changed();
  }

  /** Byte by byte, so that a fault falls exactly where it was asked for. */
  #receive(bytes: Uint8Array, from: { reader: EscPosReader; socket: Socket; reply: Reply }): void {
    for (let at = 0; at < bytes.length; at += 1) {
      for (const command of from.reader.push(bytes.subarray(at, at + 1))) {
        this.#mechanism.receive(command, from.reply);
        if (command.kind !== 'real-time') this.#jobBytes += command.bytes.length;
      }
      const fault = this.#fallen(from.reader.pending);
      if (fault === null) continue;
      this.#keepRaw(bytes.slice(0, at + 1));
      if (fault === 'power') void this.powerOff();
      else if (fault === 'close') from.socket.end(() => from.socket.destroy());
      else {
        from.socket.pause();
        from.socket.unshift(bytes.slice(at + 1));
      }
      return;
    }
    this.#keepRaw(bytes.slice());
  }

  /** The fault that the bytes received so far have reached, if any. */
  #fallen(pending: Uint8Array): 'power' | 'close' | 'stop' | null {
    const received = this.#jobBytes + (pending[0] === DLE ? 0 : pending.length);
    const reached = (bytes: number | undefined): boolean => bytes !== undefined && received >= bytes;
    if (received === 0) return null;
    if (reached(this.#faults.losesPowerAfterBytes)) return 'power';
    if (reached(this.#faults.closesAfterBytes)) return 'close';
    return reached(this.#faults.stopsReadingAfterBytes) ? 'stop' : null;
  }

  #reply(socket: Socket, bytes: Uint8Array, kind: 'status' | 'confirmation'): void {
    if (kind === 'confirmation' && this.#faults.losesConfirmations === true) return;
    const send = (): void => {
      if (socket.writable) socket.write(bytes);
    };
    const { replyDelayMs = 0 } = this.#faults;
    if (replyDelayMs === 0) {
      send();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      send();
    }, replyDelayMs);
    this.#timers.add(timer);
  }

  #keepRaw(bytes: Uint8Array): void {
    this.#raw.push(bytes);
    this.#rawLength += bytes.length;
    if (this.#rawLength > 2 * RAW_BYTES_MAX) {
      this.#raw = [this.rawBytes.slice(-RAW_BYTES_MAX)];
      this.#rawLength = RAW_BYTES_MAX;
    }
  }
}
