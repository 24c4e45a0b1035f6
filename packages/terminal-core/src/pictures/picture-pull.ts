import { Fault, isFault } from '@beaveros/kit';
import type { Rows } from '../stores/rows.ts';
import { PICTURE_BYTES_MAX, type PictureFiles, PICTURES_MAX } from './picture-files.ts';

/** The only form of `imageUrl` that names a picture (the gateway's PICTURE_URL); any other text is none. */
const PICTURE_URL = /^\/v1\/pictures\/([0-9a-f]{64})$/;
const ITEMS = 'product-catalog.till_items';
const ANSWER_TIMEOUT_MS = 15_000;
/** Screens are told of so many at once, and of the last ones at the end: a first sync must not make them ask for each. */
const TOLD_AT_ONCE = 50;

/**
 * Pauses after the cloud could not be asked: from the first, doubling, to the longest; and before it is asked again for
 * what it did not have.
 */
export interface PictureBackoff {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly leftOutMs: number;
}
const BACKOFF: PictureBackoff = { firstMs: 2_000, maxMs: 5 * 60_000, leftOutMs: 60 * 60_000 };

/** How a look at everything that is missing ended. */
type Outcome = 'complete' | 'some-left-out' | 'cloud-away';

export interface PicturePullOptions {
  readonly rows: Rows;
  readonly files: PictureFiles;
  readonly gatewayUrl: string;
  readonly token: () => Promise<string>;
  readonly log: { warn(facts: object, sentence: string): void };
  /** Told the hashes of pictures that have come down. */
  readonly onArrived: (hashes: readonly string[]) => void;
  /** A defect: the process has to die. */
  readonly onDefect: (error: unknown) => void;
  readonly backoff?: PictureBackoff;
}

/**
 * Brings down the pictures that items name and that are not here, one after the other, in the order of their hashes,
 * until it is disposed. A sale knows nothing of it. A cloud that cannot be asked is asked again after a pause; a picture
 * that the cloud does not have, or that is not what its name says, is left until the items change again, or an hour.
 */
export class PicturePull implements AsyncDisposable {
  readonly #options: PicturePullOptions;
  readonly #stopping = new AbortController();
  readonly #forget: () => void;
  readonly #running: Promise<void>;
  #wake: () => void = () => {};
  /** Items changed since their pictures were counted. */
  #isStale = true;
  #arrived: string[] = [];

  constructor(options: PicturePullOptions) {
    this.#options = options;
    this.#forget = options.rows.onApplied((shape) => {
      if (!shape.startsWith(ITEMS)) return;
      this.#isStale = true;
      this.#wake();
    });
    this.#running = this.#run().catch((error: unknown) => options.onDefect(error));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#forget();
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      // Cleared before it is read: items that come meanwhile are counted again.
      this.#isStale = false;
      const outcome = await this.#bringDown(new Set(this.#wanted()), signal);
      this.#tell();
      if (signal.aborted) return;
      const isAway = outcome === 'cloud-away';
      failures = isAway ? failures + 1 : 0;
      if (isAway || !this.#isStale) await this.#pause(this.#delayMs(outcome, failures));
    }
  }

  /** What items name; the first so many by hash, so that every start wants the same. */
  #wanted(): readonly string[] {
    return this.#options.rows.catalogue
      .imageUrls(PICTURES_MAX)
      .flatMap((url) => PICTURE_URL.exec(url)?.[1] ?? []);
  }

  /** Stops early when items change, because what is missing may be another then. */
  async #bringDown(wanted: ReadonlySet<string>, signal: AbortSignal): Promise<Outcome> {
    const { files, log } = this.#options;
    let outcome: Outcome = 'complete';
    for (const hash of wanted) {
      if (this.#isStale || signal.aborted) break;
      if (files.has(hash)) continue;
      try {
        await files.write(hash, await this.#fetch(hash, signal), wanted);
        this.#arrived.push(hash);
        if (this.#arrived.length >= TOLD_AT_ONCE) this.#tell();
      } catch (error) {
        if (signal.aborted) break;
        if (!isFault(error)) throw error;
        if (error.retryable) {
          log.warn({ code: error.code }, 'pictures do not come down');
          return 'cloud-away';
        }
        log.warn({ code: error.code, hash }, 'a picture is left out');
        outcome = 'some-left-out';
        if (error.code === 'pictures/full') break;
      }
    }
    return outcome;
  }

  async #fetch(hash: string, signal: AbortSignal): Promise<Uint8Array> {
    const { gatewayUrl, token } = this.#options;
    const bearer = await token().catch((cause: unknown) => {
      if (!isFault(cause)) throw cause;
      // A till that gets no token gets none of the pictures: nothing to say about this one.
      throw new Fault('pictures/no-token', cause.message, { retryable: true, cause });
    });
    const headers = { authorization: `Bearer ${bearer}` };
    const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    try {
      const response = await fetch(new URL(`/v1/pictures/${hash}`, gatewayUrl), {
        headers,
        signal: ended,
        redirect: 'error',
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw refused(response.status);
      }
      return await bounded(response);
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('pictures/unreachable', 'the cloud is not reachable', { retryable: true, cause });
    }
  }

  #tell(): void {
    if (this.#arrived.length === 0) return;
    const hashes = this.#arrived;
    this.#arrived = [];
    this.#options.onArrived(hashes);
  }

  /** null: until items change. */
  #delayMs(outcome: Outcome, failures: number): number | null {
    const { firstMs, maxMs, leftOutMs } = this.#options.backoff ?? BACKOFF;
    if (outcome !== 'cloud-away') return outcome === 'complete' ? null : leftOutMs;
    // 2^20 times any first pause is beyond any longest one.
    return Math.min(maxMs, firstMs * 2 ** Math.min(20, failures - 1));
  }

  /** Until items change or the till stops; `delayMs` at most when it is given. */
  async #pause(delayMs: number | null): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = delayMs === null ? undefined : setTimeout(resolve, delayMs);
      timer?.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

/** 4xx says something about this picture or this till; only what may pass is worth asking again soon. */
function refused(status: number): Fault {
  const isPassing = status >= 500 || status === 401 || status === 403 || status === 408 || status === 429;
  return new Fault('pictures/refused', `the cloud answered ${status}`, {
    retryable: isPassing,
    details: { status },
  });
}

/** The body, cut off at what a picture may have. */
async function bounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += (part as Uint8Array).length;
    if (length > PICTURE_BYTES_MAX)
      throw new Fault('pictures/wrong', 'what came is larger than a picture may be');
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts);
}
