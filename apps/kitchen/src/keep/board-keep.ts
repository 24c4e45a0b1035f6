import type { KitchenCommand } from '../board/moves.ts';
import {
  boardToText,
  type KeptBoard,
  type Place,
  textToBoard,
  textToUnsent,
  unsentToText,
} from './kept-form.ts';

export type { KeptBoard, Place } from './kept-form.ts';

/** What of a browser's `localStorage` is needed here. `setItem` throws when it is full. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

export interface BoardKeepOptions {
  readonly storage: TextStorage;
  /** Runs `action` once after `delayMs`; the result cancels it. */
  readonly after: (delayMs: number, action: () => void) => () => void;
}

const BOARD_KEY = 'beaveros.kitchen.board';
const UNSENT_KEY = 'beaveros.kitchen.unsent';
/** The tickets are the till's; what a crash loses of their picture it tells again. Commands are written at once. */
const WRITE_BEHIND_MS = 1_000;

/** What the board shows after a reload without a till: its last tickets, and the taps that nobody has answered. */
export class BoardKeep {
  readonly #options: BoardKeepOptions;
  #place: Place | null = null;
  #pending: (() => KeptBoard) | null = null;
  #hasWritten = false;

  constructor(options: BoardKeepOptions) {
    this.#options = options;
  }

  /** Null when nothing readable was kept. */
  load(): KeptBoard | null {
    const { storage } = this.#options;
    const kept = textToBoard(storage.getItem(BOARD_KEY));
    const commands = textToUnsent(storage.getItem(UNSENT_KEY));
    this.#place = kept?.place ?? commands?.place ?? null;
    if (kept === null) return null;
    const isSamePlace = commands !== null && (commands.place === null || isSame(commands.place, this.#place));
    return { ...kept, board: { ...kept.board, unsent: isSamePlace ? commands.unsent : [] } };
  }

  /** Whether what is kept is of this store; of none is of any. */
  isOf(place: Place): boolean {
    return this.#place === null || isSame(this.#place, place);
  }

  /** From now on what is kept is of this store. */
  standAt(place: Place): void {
    if (this.#place !== null && !isSame(this.#place, place)) this.saveUnsent([]);
    this.#place = place;
  }

  /** Writes the tickets soon, at most once a second; {@link flush} writes at once. */
  saveBoard(read: () => KeptBoard): void {
    const isWaiting = this.#pending !== null;
    this.#pending = read;
    if (!isWaiting) this.#options.after(WRITE_BEHIND_MS, () => this.flush());
  }

  flush(): void {
    const read = this.#pending;
    this.#pending = null;
    if (read !== null) this.#hasWritten = this.#write(BOARD_KEY, boardToText(this.#place, read()));
  }

  /** On disk when it returns true; false when the browser gives no more room. */
  saveUnsent(unsent: readonly KitchenCommand[]): boolean {
    // Commands are nothing without the tickets they move: a tap in the first second takes them along.
    if (!this.#hasWritten) this.flush();
    return this.#write(UNSENT_KEY, unsentToText(this.#place, unsent));
  }

  #write(key: string, text: string): boolean {
    try {
      this.#options.storage.setItem(key, text);
      return true;
    } catch {
      return false; // Full, or forbidden by the browser: the board goes on without.
    }
  }
}

function isSame(a: Place, b: Place | null): boolean {
  return b !== null && a.tenant === b.tenant && a.store === b.store;
}
