import { type Id, type Instant, isFault, type NewId } from '@beaveros/kit';
import type { IpcClient, IpcOutput, IpcRefusal, StatusView } from '@beaveros/protocol/ipc';
import { answered, type Board, EMPTY_BOARD, refused, seen, tapped } from '../board/board.ts';
import type { KitchenCommand } from '../board/moves.ts';
import type { TicketId } from '../board/ticket.ts';
import type { BoardKeep, Place } from '../keep/board-keep.ts';
import type { Stations, TillName } from './till-name.ts';

/** A push may be lost with a line; asking for 60 tickets costs a core 2 ms. */
export const ASK_AGAIN_MS = 15_000;
/** A core answers in milliseconds. One that has not by then hangs, and the cook has to know. */
export const ANSWER_LATE_MS = 5_000;
/** Who left an answer is asked about in a quiet moment, because the done tickets are many; but no later than this. */
export const MISSING_QUIET_MS = 100;
export const MISSING_LATEST_MS = 1_000;
/** A core that starts is away for a second; a red band at each start would teach nobody anything. */
export const START_GRACE_MS = 2_000;

/** What the board's line knows beside the tickets. */
export interface LineState {
  readonly board: Board;
  /** Since when no till answers; null while one does. Wall time, of before a reload too. */
  readonly lostSince: Instant | null;
  /** When a till that was lost answered again. */
  readonly foundAt: Instant | null;
  readonly stations: Stations;
  readonly till: TillName | null;
  /** Why the last command was not done. */
  readonly problem: { readonly code: string; readonly at: Instant } | null;
}

export interface BoardLineOptions {
  readonly client: IpcClient;
  readonly keep: BoardKeep;
  readonly newId: NewId;
  readonly now: () => Instant;
  /** Runs `action` once after `delayMs`; the result cancels it. */
  readonly after: (delayMs: number, action: () => void) => () => void;
  readonly get: () => LineState;
  readonly set: (change: Partial<LineState>) => void;
}

/**
 * Keeps a board in step with its till: asks when told that something changed, one question at a time; sends taps with the
 * ids they were minted with, and again after a reload; says when the till is away.
 */
export class BoardLine {
  readonly #options: BoardLineOptions;
  #asking: 'open' | 'all' | null = null;
  #wanted: 'open' | 'all' | null = null;
  readonly #inFlight = new Set<Id<'Command'>>();
  #isPlaceKnown = false;
  #cancelLate: (() => void) | null = null;
  #missing: { readonly since: Instant; readonly cancel: () => void } | null = null;
  #contactAt: Instant;

  constructor(options: BoardLineOptions) {
    this.#options = options;
    this.#contactAt = options.now();
  }

  /** Shows what was kept, then finds the till. */
  start(): void {
    const { client, keep, get, set, after, now } = this.#options;
    const kept = keep.load();
    if (kept !== null) {
      set({ board: kept.board, stations: kept.stations, till: kept.till });
      this.#contactAt = kept.contactAt;
    }
    client.onReach((isReached) => (isReached ? this.#reached() : this.#lost(now())));
    client.onTickets(({ tickets }) => {
      this.#heard();
      this.#changed(answered(get().board, { scope: 'order', tickets }, now()));
    });
    client.onPush(({ service }) => {
      if (service === 'journal') this.#ask('open');
      else if (service === 'workflow') this.#askStations();
      else if (service === 'status') this.#askStatus();
    });
    after(START_GRACE_MS, () => {
      if (!client.isReached) this.#lost(this.#contactAt);
    });
    this.#askAgain();
    client.start();
  }

  /** A tap. Kept before it is sent; false when too many wait already. */
  do(commands: readonly KitchenCommand[]): boolean {
    const { get, now } = this.#options;
    const board = tapped(get().board, commands, now());
    if (board === null) {
      this.#problem('kitchen/too-many-unsent');
      return false;
    }
    this.#changed(board);
    if (!this.#options.keep.saveUnsent(board.unsent)) this.#problem('kitchen/cannot-keep');
    this.#sendUnsent();
    return true;
  }

  /** The cook has seen a ticket that was voided away. */
  see(ticket: TicketId): void {
    this.#changed(seen(this.#options.get().board, ticket));
  }

  /** Asks for the done tickets too: before the recall list is shown. */
  askDone(): void {
    this.#ask('all');
  }

  dismissProblem(): void {
    this.#options.set({ problem: null });
  }

  #reached(): void {
    this.#askStatus();
    this.#askStations();
    this.#ask('open');
  }

  #lost(since: Instant): void {
    if (this.#options.get().lostSince === null) this.#options.set({ lostSince: since });
  }

  #askAgain(): void {
    this.#options.after(ASK_AGAIN_MS, () => {
      if (this.#options.client.isReached) {
        this.#ask('open');
        // What the till did not know it may have heard of since, from another.
        if (this.#options.get().board.unheard.size > 0) this.#ask('all');
        this.#sendUnsent();
      }
      this.#askAgain();
    });
  }

  /** One question in flight; what is wanted meanwhile is asked once behind it. */
  #ask(scope: 'open' | 'all'): void {
    if (this.#asking !== null) {
      this.#wanted = scope === 'all' || this.#wanted === 'all' ? 'all' : 'open';
      return;
    }
    this.#asking = scope;
    this.#watch();
    this.#options.client
      .call('tickets', { station: null, includeDone: scope === 'all' })
      .then((result) => {
        if (result.ok) this.#told(scope, result.value.tickets);
        else this.#problem(result.refusal.code);
      })
      .catch((error: unknown) => this.#faulted(error))
      .finally(() => {
        this.#asking = null;
        const next = this.#wanted;
        this.#wanted = null;
        if (next !== null) this.#ask(next);
      });
  }

  #told(scope: 'open' | 'all', tickets: IpcOutput<'tickets'>['tickets']): void {
    const { get, now } = this.#options;
    this.#heard();
    const board = answered(get().board, { scope, tickets }, now());
    this.#changed(board);
    // Asked once for each, and later: a new ticket must not wait behind that answer.
    if (scope === 'open' && [...board.missing].some((id) => !board.unheard.has(id))) this.#askAboutMissing();
  }

  #askAboutMissing(): void {
    const { after, now } = this.#options;
    this.#missing?.cancel();
    const since = this.#missing?.since ?? now();
    const delayMs = Math.max(0, Math.min(MISSING_QUIET_MS, since + MISSING_LATEST_MS - now()));
    const cancel = after(delayMs, () => {
      this.#missing = null;
      this.#ask('all');
    });
    this.#missing = { since, cancel };
  }

  #askStatus(): void {
    this.#options.client
      .call('status', {})
      .then((result) => {
        if (!result.ok) return;
        this.#heard();
        this.#stand(result.value);
      })
      .catch((error: unknown) => this.#faulted(error));
  }

  /** What was kept of another store is thrown away, and none of its commands is sent here. */
  #stand(status: StatusView): void {
    const { keep, set } = this.#options;
    const place: Place = { tenant: status.tenant, store: status.store };
    if (!keep.isOf(place)) {
      set({ board: EMPTY_BOARD });
      this.#ask('open');
    }
    keep.standAt(place);
    this.#isPlaceKnown = true;
    const { storeName, terminalCode, locale } = status;
    set({ till: { storeName, terminalCode, timeZone: locale?.timeZone ?? null } });
    this.#sendUnsent();
  }

  #askStations(): void {
    this.#options.client
      .call('stations', {})
      .then((result) => {
        if (result.ok) this.#options.set({ stations: result.value.stations });
      })
      .catch((error: unknown) => this.#faulted(error));
  }

  /** In the order of the taps, each once: the client keeps them through a lost line, the keep through a reload. */
  #sendUnsent(): void {
    if (!this.#isPlaceKnown) return;
    for (const command of this.#options.get().board.unsent) {
      if (this.#inFlight.has(command.commandId)) continue;
      this.#inFlight.add(command.commandId);
      void this.#send(command);
    }
  }

  async #send({ commandId, call, order, firing, lines, stage }: KitchenCommand): Promise<void> {
    const { client, get, now } = this.#options;
    const input = { order, lines: lines.map((line) => ({ line, firing })), stage };
    this.#watch();
    try {
      const result = await client.call(call, input, { commandId });
      this.#heard();
      if (result.ok)
        this.#changed(
          answered(get().board, { scope: 'order', tickets: result.value.tickets, commandId }, now()),
        );
      else this.#takeBack(commandId, result.refusal);
    } catch (error) {
      // What may be repeated stays kept and goes out with the next question; anything else will never be done.
      if (isFault(error) && error.retryable) return;
      this.#changed(refused(get().board, commandId));
      this.#faulted(error);
    } finally {
      this.#inFlight.delete(commandId);
      this.#options.keep.saveUnsent(get().board.unsent);
    }
  }

  #takeBack(commandId: Id<'Command'>, { code }: IpcRefusal): void {
    this.#changed(refused(this.#options.get().board, commandId));
    this.#problem(code);
  }

  /** Something was asked: without an answer for too long the till hangs, which is as bad as being away. */
  #watch(): void {
    this.#cancelLate ??= this.#options.after(ANSWER_LATE_MS, () => {
      this.#cancelLate = null;
      if (this.#options.now() - this.#contactAt >= ANSWER_LATE_MS) this.#lost(this.#contactAt);
    });
  }

  #heard(): void {
    const { now, get, set } = this.#options;
    this.#contactAt = now();
    this.#cancelLate?.();
    this.#cancelLate = null;
    if (get().lostSince !== null) set({ lostSince: null, foundAt: now() });
    this.#keepSoon();
  }

  #changed(board: Board): void {
    const { get, set } = this.#options;
    if (board === get().board) return;
    set({ board });
    this.#keepSoon();
  }

  #keepSoon(): void {
    const { keep, get } = this.#options;
    keep.saveBoard(() => {
      const { board, stations, till } = get();
      return { board, stations, till, contactAt: this.#contactAt };
    });
  }

  #faulted(error: unknown): void {
    if (!isFault(error)) throw error;
    this.#problem(error.code);
  }

  #problem(code: string): void {
    this.#options.set({ problem: { code, at: this.#options.now() } });
  }
}
