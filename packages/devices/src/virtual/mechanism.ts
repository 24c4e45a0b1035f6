import { unreachable } from '@beaveros/kit';
import type { EscPosCommand, RealTimeRequest } from '../codecs/escpos/commands.ts';
import { EscPosPaper, type PrintedEvent } from '../codecs/escpos/interpret.ts';
import type { PrinterProfile } from '../codecs/escpos/printer-profile.ts';
import { linesOf, type Paper } from './paper.ts';
import {
  automaticStatus,
  isOffline,
  type PrinterCondition,
  queuedReply,
  realTimeReply,
} from './status-bytes.ts';

export type Reply = (bytes: Uint8Array, kind: 'status' | 'confirmation') => void;

export interface DrawerOpening {
  readonly connector: 'pin-2' | 'pin-5';
  readonly onMs: number;
  /** Wall time in ms. */
  readonly at: number;
}

export type Problem = Extract<PrintedEvent, { kind: 'problem' }>;

/** Print head, paper, cutter and drawer behind the interface board: what happens to commands once they have arrived. */
export class PrinterMechanism {
  readonly papers: Paper[] = [];
  readonly openings: DrawerOpening[] = [];
  readonly problems: Problem[] = [];
  lines: string[] = [];
  coverIsOpen = false;
  paperIsNearEnd = false;
  isOutOfPaper = false;
  drawerIsOpen = false;
  /** Job bytes that can still be printed before the paper ends. */
  paperLeftBytes = Number.POSITIVE_INFINITY;
  readonly #profile: PrinterProfile;
  readonly #now: () => number;
  readonly #onPaper: (paper: Paper) => void;
  #paper: EscPosPaper;
  #buffer: { readonly command: EscPosCommand; readonly reply: Reply }[] = [];
  #reportTo: Reply | null = null;

  constructor(options: { profile: PrinterProfile; now: () => number; onPaper: (paper: Paper) => void }) {
    this.#profile = options.profile;
    this.#now = options.now;
    this.#onPaper = options.onPaper;
    this.#paper = new EscPosPaper(options.profile);
  }

  get buffered(): number {
    return this.#buffer.length;
  }

  /** Real-time requests are answered at once, whatever stands in the buffer; everything else waits its turn. */
  receive(command: EscPosCommand, reply: Reply): void {
    if (command.kind === 'real-time') this.#realTime(command.request, reply);
    else {
      this.#buffer.push({ command, reply });
      this.work();
    }
  }

  /** Prints what is buffered as far as paper and cover allow. */
  work(): void {
    let done = 0;
    while (done < this.#buffer.length && !isOffline(this.#condition())) {
      const { command, reply } = this.#buffer[done]!;
      if (this.paperLeftBytes < command.bytes.length) {
        this.isOutOfPaper = true;
        this.report();
        break;
      }
      this.paperLeftBytes -= command.bytes.length;
      for (const event of this.#paper.execute(command)) this.#happen(event, reply);
      done += 1;
    }
    this.#buffer.splice(0, done);
  }

  /** Sends the automatic status, where a client has asked for it. */
  report(): void {
    this.#reportTo?.(automaticStatus(this.#condition()), 'status');
  }

  /** A client is gone: nobody to report to, and its answers go nowhere. */
  forget(reply: Reply): void {
    if (this.#reportTo === reply) this.#reportTo = null;
  }

  /** Power is cut: what is on paper stays, everything else is forgotten. */
  losePower(): void {
    this.#buffer = [];
    this.#paper = new EscPosPaper(this.#profile);
    this.#reportTo = null;
  }

  #condition(): PrinterCondition {
    const { coverIsOpen, isOutOfPaper, paperIsNearEnd, drawerIsOpen } = this;
    return { coverIsOpen, isOutOfPaper, paperIsNearEnd, drawerPinHigh: drawerIsOpen };
  }

  #realTime(request: RealTimeRequest, reply: Reply): void {
    switch (request.kind) {
      case 'status':
        reply(realTimeReply(request.n, this.#condition()), 'status');
        return;
      case 'recover':
        if (request.how === 'clear') this.#clear();
        this.work();
        return;
      case 'pulse':
        this.#open(request.connector, request.onMs);
        return;
      case 'clear-buffers':
        this.#clear();
        return;
      default:
        unreachable(request);
    }
  }

  #clear(): void {
    this.#buffer = [];
    this.#paper.clear();
  }

  #happen(event: PrintedEvent, reply: Reply): void {
    this.lines.push(...linesOf(event));
    switch (event.kind) {
      case 'cut': {
        const paper: Paper = { lines: this.lines, cut: event.mode };
        this.lines = [];
        this.papers.push(paper);
        this.#onPaper(paper);
        return;
      }
      case 'pulse':
        this.#open(event.connector, event.onMs);
        return;
      case 'process-id':
        reply(Uint8Array.of(0x37, 0x22, ...Buffer.from(event.id, 'latin1'), 0), 'confirmation');
        return;
      case 'status-reply':
        reply(queuedReply(event.n, this.#condition()), 'confirmation');
        return;
      case 'identity':
        reply(
          Uint8Array.of(0x5f, ...Buffer.from(event.n === 66 ? 'BeaverOS' : 'Virtual printer', 'latin1'), 0),
          'status',
        );
        return;
      case 'automatic-status':
        this.#reportTo = event.mask === 0 ? null : reply;
        this.report();
        return;
      case 'real-time':
        this.#realTime(event.request, reply);
        return;
      case 'problem':
        this.problems.push(event);
        return;
      default:
        return;
    }
  }

  #open(connector: DrawerOpening['connector'], onMs: number): void {
    this.openings.push({ connector, onMs, at: this.#now() });
    this.drawerIsOpen = true;
    this.report();
  }
}
