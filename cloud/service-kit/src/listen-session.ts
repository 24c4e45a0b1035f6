import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A listener that lost its session comes back after this; whoever listens must survive what it missed meanwhile. */
const LISTEN_AGAIN_MS = 1_000;

export interface ListenOptions {
  readonly url: string;
  readonly channel: string;
  /** Shown by the server as the session's name. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onNotification: (payload: string) => void;
  /** Each time it begins to listen: what came before that, nobody heard. */
  readonly onListening: () => void;
}

/** Keeps one session listening to a channel, and makes it again when it dies. Resolves when `signal` aborts; never throws. */
export async function keepListening(options: ListenOptions): Promise<void> {
  const { signal } = options;
  while (!signal.aborted) {
    await listenOnce(options);
    await sleep(LISTEN_AGAIN_MS, undefined, { signal }).catch(() => {});
  }
}

async function listenOnce({
  url,
  channel,
  name,
  signal,
  onNotification,
  onListening,
}: ListenOptions): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: name, keepAlive: true });
  const ended = Promise.withResolvers<void>();
  const end = () => ended.resolve();
  client.on('error', end); // A dead session is replaced by the next.
  client.on('end', end);
  client.on('notification', ({ payload }) => onNotification(payload ?? ''));
  signal.addEventListener('abort', end);
  try {
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    onListening();
    await ended.promise;
  } catch {
    // The server is away; whoever asks it for rows reports that, the listener only comes back.
  } finally {
    signal.removeEventListener('abort', end);
    await client.end().catch(() => {});
  }
}
