import type { Changed } from '@beaveros/protocol/gateway';

/** After it said something it gathers for this long: who asks again five times a second is live enough. */
const PAUSE_MS = 200;
/** Pieces that wait for a slow reader: with one each 200 ms, or a heartbeat, that is a reader who is gone. */
const WAITING_MAX = 32;
/** More stores than that at once are told as "whatever the store". */
const STORES_MAX = 50;

/**
 * One caller's stream of changes as `text/event-stream` (WHATWG HTML, section 9.2). What it is told between two pieces
 * it says once; a reader that does not read is cut off; its memory is bounded whatever happens.
 */
export class LiveStream {
  readonly events: ReadableStream<Uint8Array>;
  readonly #onEnd: () => void;
  readonly #pending = new Set<string | null>();
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #pause: NodeJS.Timeout | undefined;
  #isOpen = true;

  /** `onEnd` is called once, however it ends: by us, by the caller, or cut off. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    this.events = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => this.#ended(),
      },
      { highWaterMark: WAITING_MAX },
    );
    // Sends the headers through every hop at once.
    this.#write(': open\n\n');
  }

  /** Something changed in that store; null: whatever the store. */
  change(storeId: string | null): void {
    this.#pending.add(storeId);
    if (this.#pause === undefined) this.#say();
  }

  /** Keeps the connection from looking idle to whatever stands between. */
  beat(): void {
    this.#write(': \n\n');
  }

  /** The caller sees an orderly end. Idempotent. */
  end(): void {
    if (!this.#isOpen) return;
    this.#controller.close();
    this.#ended();
  }

  #say(): void {
    this.#pause = undefined;
    if (!this.#isOpen || this.#pending.size === 0) return;
    const stores = this.#pending.has(null) || this.#pending.size > STORES_MAX ? [null] : [...this.#pending];
    this.#pending.clear();
    this.#write(stores.map((storeId) => eventOf({ storeId } as Changed)).join(''));
    this.#pause = setTimeout(() => this.#say(), PAUSE_MS);
  }

  #write(text: string): void {
    if (!this.#isOpen) return;
    if ((this.#controller.desiredSize ?? 0) > 0) {
      this.#controller.enqueue(new TextEncoder().encode(text));
      return;
    }
    // An orderly end would wait behind what nobody reads.
    this.#controller.error(new Error('a live stream was cut off: its reader does not read'));
    this.#ended();
  }

  #ended(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#pause);
    this.#pending.clear();
    this.#onEnd();
  }
}

function eventOf(changed: Changed): string {
  return `event: changed\ndata: ${JSON.stringify(changed)}\n\n`;
}
