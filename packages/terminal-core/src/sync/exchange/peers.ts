import type { AddressInfo } from 'node:net';
import { TerminalRevoked } from '@beaveros/domain/journal';
import { bytesToHex, type Clock, Fault, type Id, isFault, type Random } from '@beaveros/kit';
import type { Ask, AskAnswer, CertificateBody, PeerRole } from '@beaveros/protocol/exchange';
import {
  type Alarm,
  type AskOutcome,
  type Closing,
  closingFor,
  type Lesson,
  lessonOf,
  NO_LESSON,
} from '@beaveros/sync/exchange';
import { WebSocket, WebSocketServer } from 'ws';
import type { JournalIdentity } from '../../journal/index.ts';
import { endSocket } from './end-socket.ts';
import { PeerHandshake } from './handshake.ts';
import { JournalLink } from './journal-link.ts';
import type { ExchangeJournal } from './journal-ports.ts';
import { isRevoked } from './revoked.ts';
import { BACKOFF, type Backoff, Redial } from './redial.ts';
import { SOCKET_OPTIONS } from './socket-options.ts';

/** An ask of another till. */
export interface AskHere {
  /** The asker's command: asked again for it, the answer is the same. */
  readonly id: Id<'Command'>;
  readonly ask: Ask;
  readonly terminal: Id<'Terminal'>;
}

export interface PeersOptions {
  readonly journal: ExchangeJournal;
  readonly identity: JournalIdentity;
  readonly clock: Clock;
  readonly random: Random;
  /** Loopback until the LAN mesh brings TLS. */
  readonly host: '127.0.0.1';
  /** 0 picks a free one. */
  readonly port: number;
  readonly onAlarm: (alarm: Alarm, peer: string) => void;
  readonly onDefect: (error: unknown) => void;
  /** Told when {@link Peers.list} changed. */
  readonly onChanged?: () => void;
  /** Judges what another till asks, durable when it returns; `terminal` is who the link was proved to lead to. */
  readonly judgeAsk?: (asked: AskHere) => AskAnswer;
  readonly backoff?: Backoff;
}

/** Another till of the store. */
export interface PeerStatus {
  /** Its terminal's id; null while nobody has answered at that address. */
  readonly terminal: string | null;
  /** Where it was dialled; null when it called. */
  readonly url: string | null;
  readonly isConnected: boolean;
  /** Why there is no connection. */
  readonly lastCode: string | null;
}

/** Opens the door for other tills. Faults with `peer/cannot-listen`. */
export async function listenForPeers(options: PeersOptions): Promise<Peers> {
  const server = new WebSocketServer({ ...SOCKET_OPTIONS, host: options.host, port: options.port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause) => {
      reject(new Fault('peer/cannot-listen', `cannot listen on ${options.host}:${options.port}`, { cause }));
    });
  });
  return new Peers(server, options);
}

interface Connected {
  readonly terminal: string;
  readonly epoch: number;
  readonly link: JournalLink;
  readonly role: PeerRole;
}

interface Dialled {
  readonly redial: Redial;
  terminal: string | null;
  lastCode: string | null;
}

/** A store has some tens of tills. */
const STRANGERS_MAX = 64;
/** From dialling, or being called, to the proof. */
const PROOF_TIMEOUT_MS = 15_000;

/** The exchanges with the other tills of the store: those that called and those that are dialled, one each. */
export class Peers implements AsyncDisposable {
  readonly #server: WebSocketServer;
  readonly #options: PeersOptions;
  readonly #connected = new Map<string, Connected>();
  readonly #dialled = new Map<string, Dialled>();
  /** Callers that have not proved who they are. */
  readonly #strangers = new Set<WebSocket>();
  /** Connections of callers until their `close`: a frame that is still being inflated is heard before that. */
  readonly #meetings = new Set<Promise<void>>();
  /** By terminal: what the session before taught. */
  readonly #lessons = new Map<string, Lesson>();
  readonly #stopHearing: () => void;

  constructor(server: WebSocketServer, options: PeersOptions) {
    this.#server = server;
    this.#options = options;
    server.on('error', () => {}); // A connection that failed before it was one.
    server.on('connection', (socket) => {
      if (this.#strangers.size >= STRANGERS_MAX) return socket.terminate();
      this.#strangers.add(socket);
      const meeting = this.#meet(socket, 'listener', () => {}).then(
        () => void this.#meetings.delete(meeting),
      );
      this.#meetings.add(meeting);
    });
    this.#stopHearing = options.journal.onArrival((arrived) => {
      const facts = arrived.flatMap(({ recorded }) => recorded);
      if (facts.some(({ event }) => event.type === TerminalRevoked.type)) this.#judgeAgain();
    });
  }

  /** Where other tills reach this one. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `ws://${this.#options.host}:${port}`;
  }

  /** Keeps a connection to the till at that address, now and whenever it is back. */
  connect(url: string): void {
    if (this.#dialled.has(url)) return;
    const dialled: Dialled = {
      terminal: null,
      lastCode: null,
      redial: new Redial({
        dial: (signal) => this.#dial(url, signal),
        random: this.#options.random,
        backoff: this.#options.backoff ?? BACKOFF,
        onWaiting: (closing) => {
          dialled.lastCode = closing.reason === '' ? 'peer/unreachable' : closing.reason;
          this.#changed();
        },
      }),
    };
    this.#dialled.set(url, dialled);
  }

  list(): readonly PeerStatus[] {
    const dialled = [...this.#dialled].map(([url, { terminal, lastCode }]): PeerStatus => {
      const isConnected = terminal !== null && this.#connected.has(terminal);
      return { terminal, url, isConnected, lastCode: isConnected ? null : lastCode };
    });
    const named = new Set(dialled.map(({ terminal }) => terminal));
    const called = [...this.#connected.keys()]
      .filter((terminal) => !named.has(terminal))
      .map((terminal): PeerStatus => ({ terminal, url: null, isConnected: true, lastCode: null }));
    return [...dialled, ...called];
  }

  /** Asks a till, over the link to it; nobody relays an ask. No link: no answer, at once. */
  ask(terminal: Id<'Terminal'>, id: Id<'Command'>, ask: Ask): Promise<AskOutcome> {
    const connected = this.#connected.get(terminal);
    if (connected === undefined) return Promise.resolve({ kind: 'no-answer', why: 'not-reached' });
    return connected.link.ask(id, ask);
  }

  /** How far a connected till has a chain by its own word; 0 when it did not say. */
  seqOf(terminal: string, chain: string): number {
    return this.#connected.get(terminal)?.link.peerSeqOf(chain) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopHearing();
    await Promise.all([...this.#dialled.values()].map(({ redial }) => redial[Symbol.asyncDispose]()));
    for (const socket of this.#server.clients) endSocket(socket);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await Promise.all(this.#meetings);
  }

  async #dial(url: string, signal: AbortSignal): Promise<Closing> {
    const socket = new WebSocket(url, SOCKET_OPTIONS);
    const goAway = () => endSocket(socket);
    signal.addEventListener('abort', goAway, { once: true });
    const closing = await this.#meet(socket, 'caller', (peer) => {
      this.#dialled.get(url)!.terminal = peer.terminal;
    });
    signal.removeEventListener('abort', goAway);
    return closing;
  }

  /** One connection from its first frame to its end: handshake, then exchange. Never rejects. */
  async #meet(socket: WebSocket, role: PeerRole, onKnown: (peer: CertificateBody) => void): Promise<Closing> {
    const { identity, random } = this.#options;
    const handshake = new PeerHandshake({ identity, role, nonce: bytesToHex(random.bytes(32)) });
    let met: Connected | null = null;
    let refusal: Closing | null = null;
    const refuse = (closing: Closing) => {
      refusal = closing;
      socket.close(closing.status, closing.reason);
    };
    const late = setTimeout(() => socket.terminate(), PROOF_TIMEOUT_MS);
    late.unref();
    const greet = () => socket.send(handshake.hello());
    if (socket.readyState === socket.OPEN) greet();
    else socket.once('open', greet);
    socket.on('error', () => {}); // `close` follows.
    socket.on('message', (data, isBinary) => {
      if (met !== null) return met.link.hear(data, isBinary);
      if (refusal !== null) return;
      try {
        const { send, peer } = handshake.hear(isBinary ? '' : (data as Buffer).toString());
        if (send !== null) socket.send(send);
        if (peer === null) return;
        clearTimeout(late);
        this.#strangers.delete(socket);
        onKnown(peer);
        if (isRevoked(this.#options.journal, peer)) return refuse(closingFor('peer/revoked'));
        met = this.#welcome(socket, role, peer);
        if (met === null) refuse(closingFor('exchange/second-connection'));
      } catch (error) {
        if (!isFault(error)) this.#options.onDefect(error);
        refuse(isFault(error) ? closingFor(error.code, error.field) : closingFor('exchange/defect'));
      }
    });
    return await new Promise<Closing>((resolve) => {
      socket.once('close', (status, reason) => {
        clearTimeout(late);
        this.#strangers.delete(socket);
        const closing = refusal ?? met?.link.closing ?? { status, reason: reason.toString() };
        if (met !== null) this.#parted(met, closing);
        resolve(closing);
      });
    });
  }

  /**
   * Two tills that dial each other keep the connection that the lower terminal id dialled; of two such, the newer. Null:
   * the one that stands is kept.
   */
  #welcome(
    socket: WebSocket,
    role: PeerRole,
    { terminal, epoch, publicKey }: CertificateBody,
  ): Connected | null {
    const { journal, clock, identity, onAlarm, onDefect, judgeAsk } = this.#options;
    const standing = this.#connected.get(terminal);
    const better: PeerRole = identity.terminal < terminal ? 'caller' : 'listener';
    if (standing !== undefined && standing.role === better && role !== better) return null;
    const link = new JournalLink(
      socket,
      { journal, clock, onDefect, onAlarm: (alarm) => onAlarm(alarm, terminal) },
      {
        ...(this.#lessons.get(terminal) ?? NO_LESSON),
        keys: { signer: identity.signer, theirPublicKey: publicKey },
        greets: role === 'caller' ? 'first' : 'second',
        ...(judgeAsk === undefined ? {} : { judgeAsk: (id, ask) => judgeAsk({ id, ask, terminal }) }),
      },
    );
    const connected: Connected = { terminal, epoch, link, role };
    this.#connected.set(terminal, connected);
    standing?.link.close(closingFor('exchange/second-connection'));
    this.#changed();
    return connected;
  }

  /** A revocation has come in: whoever it names is spoken to no more. */
  #judgeAgain(): void {
    for (const { terminal, epoch, link } of this.#connected.values()) {
      if (isRevoked(this.#options.journal, { terminal, epoch })) link.close(closingFor('peer/revoked'));
    }
  }

  #parted(connected: Connected, closing: Closing): void {
    const { terminal } = connected;
    this.#lessons.set(terminal, lessonOf(closing, this.#lessons.get(terminal) ?? NO_LESSON));
    if (this.#connected.get(connected.terminal) === connected) this.#connected.delete(connected.terminal);
    this.#changed();
  }

  #changed(): void {
    this.#options.onChanged?.();
  }
}
