import { setTimeout as pause } from 'node:timers/promises';
import type { Id } from '@beaveros/kit';
import type { IpcCallName, IpcOutput } from '@beaveros/protocol/ipc';

/** A command that some till said yes to: from then on it may not be lost. */
export interface AnsweredCommand {
  readonly commandId: Id<'Command'>;
  readonly name: IpcCallName;
  readonly till: string;
  /** Said to more than one till: mergeable, and possibly recorded by each. */
  readonly isMoved: boolean;
}

export interface BumpedLine {
  readonly commandId: Id<'Command'>;
  readonly line: string;
  readonly firing: string;
  readonly ordinal: number;
}

/** A till that nobody uses for so long is killed all the same. */
const SILENCE_MS = 500;

/** What people were told, recorded outside the product. */
export class Witness {
  readonly answered: AnsweredCommand[] = [];
  readonly documents: IpcOutput<'payAndClose'>['document'][] = [];
  readonly bumped: BumpedLine[] = [];
  /** How often each refusal was said; what happened, not a failure. */
  readonly refusals: Record<string, number> = {};
  /** How often each accident happened. */
  readonly accidents: Record<string, number> = {};
  /** Broken on the way; ends as failures. */
  readonly failures: string[] = [];
  /** Commands that were said more than once. */
  repeated = 0;
  readonly #waiting = new Map<string, () => void>();
  #count: { left: number; readonly resolve: () => void } | null = null;

  /** A command is on its way to that till. */
  says(till: string): void {
    this.#wake(`said to ${till}`);
    if (this.#count === null || --this.#count.left > 0) return;
    this.#count.resolve();
    this.#count = null;
  }

  /** Resolves when so many more commands were on their way. One waits at a time: a new count replaces the last. */
  async said(commands: number): Promise<void> {
    await new Promise<void>((resolve) => (this.#count = { left: commands, resolve }));
  }

  /** That till has answered a command. */
  hears(till: string): void {
    this.#wake(`answered by ${till}`);
  }

  /** Resolves when the next command is on its way to that till, or was answered by it; or nobody says any for a while. */
  async next(what: 'said to' | 'answered by', till: string): Promise<void> {
    const happened = new Promise<void>((resolve) => this.#waiting.set(`${what} ${till}`, resolve));
    await Promise.race([happened, pause(SILENCE_MS)]);
  }

  refused(code: string): void {
    this.refusals[code] = (this.refusals[code] ?? 0) + 1;
  }

  happened(kind: string): void {
    this.accidents[kind] = (this.accidents[kind] ?? 0) + 1;
  }

  #wake(what: string): void {
    this.#waiting.get(what)?.();
    this.#waiting.delete(what);
  }
}
