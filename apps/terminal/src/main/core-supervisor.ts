import type { ScreenKind } from './origin.ts';

/** The core as a process: what of Electron's UtilityProcess is needed here. */
export interface CoreChild<Port> {
  postMessage(message: unknown, ports?: readonly Port[]): void;
  /** `{ready: true}` once it answers; `code` when it ended. Each at most once. */
  readonly whenReady: (listener: () => void) => void;
  readonly whenEnded: (listener: (code: number) => void) => void;
  kill(): void;
}

export interface SupervisorOptions<Port> {
  readonly fork: () => CoreChild<Port>;
  readonly after: (delayMs: number, action: () => void) => void;
  /** The core is gone: every window has to ask for a new line. */
  readonly onGone: () => void;
  /** It ended in a way that no restart mends. */
  readonly onHopeless: (code: number) => void;
  readonly log: (text: string) => void;
}

/** sysexits.h: a set-up that a person mends (terminal-core/src/main.ts). */
const EX_CONFIG = 78;
/** A queue waits while the core is away: the first restart is at once. */
const RESTART_FIRST_MS = 50;
const RESTART_MAX_MS = 5_000;
/** A core that ran this long was well; its next end is the first of its kind again. */
const WELL_AFTER_MS = 60_000;
/** Lines asked for while it starts: each window asks for one. */
const WAITING_MAX = 16;

/**
 * Keeps one core running: a defect ends it, and it is started again, at once and then less often. Windows that ask for a
 * line while it is away get one from the next.
 */
export class CoreSupervisor<Port> {
  readonly #options: SupervisorOptions<Port>;
  #child: CoreChild<Port> | null = null;
  #isReady = false;
  #isStopping = false;
  #failures = 0;
  #generation = 0;
  #waiting: { readonly kind: ScreenKind; readonly port: Port }[] = [];

  constructor(options: SupervisorOptions<Port>) {
    this.#options = options;
  }

  start(): void {
    const child = this.#options.fork();
    this.#generation += 1;
    const generation = this.#generation;
    this.#child = child;
    child.whenReady(() => {
      this.#isReady = true;
      for (const { kind, port } of this.#waiting.splice(0)) child.postMessage(lineTo(kind), [port]);
      this.#options.after(WELL_AFTER_MS, () => {
        if (this.#generation === generation && this.#isReady) this.#failures = 0;
      });
    });
    child.whenEnded((code) => this.#ended(code));
  }

  /** Gives the core one end of a line to a window of a kind, now or when it is back. */
  line(kind: ScreenKind, port: Port): void {
    if (this.#isReady) this.#child?.postMessage(lineTo(kind), [port]);
    else this.#waiting = [...this.#waiting, { kind, port }].slice(-WAITING_MAX);
  }

  /** Ends the core and keeps it ended. */
  stop(): void {
    this.#isStopping = true;
    this.#child?.kill();
  }

  #ended(code: number): void {
    const wasReady = this.#isReady;
    this.#isReady = false;
    this.#child = null;
    if (this.#isStopping) return;
    if (code === EX_CONFIG) {
      this.#options.onHopeless(code);
      return;
    }
    if (wasReady) this.#options.onGone();
    const delayMs = Math.min(RESTART_MAX_MS, RESTART_FIRST_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    this.#options.log(`the core ended with ${code}; started again in ${delayMs} ms`);
    this.#options.after(delayMs, () => {
      if (!this.#isStopping) this.start();
    });
  }
}

/** What the core's ports understand (terminal-core/src/ipc/shell-ports.ts). */
function lineTo(kind: ScreenKind): { readonly beaver: 'line'; readonly kind: ScreenKind } {
  return { beaver: 'line', kind };
}
