import type { Actor } from '@beaveros/domain/auth-user';
import type { Draft, Event, SideRecord } from '@beaveros/domain/journal';
import type { IPC_CALLS, IpcCallName, IpcInput, IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import type { BusinessDate, Instant, Result } from '@beaveros/kit';
import type { Journal } from '../journal/index.ts';
import type { Rows } from '../stores/rows.ts';
import type { Aggregates } from './aggregates.ts';
import type { Till, TillPlace } from './till.ts';

/** The calls of the ipc table that change something. */
export type CommandName = {
  [Name in IpcCallName]: (typeof IPC_CALLS)[Name]['kind'] extends 'command' ? Name : never;
}[IpcCallName];

/** Where commands are decided: the journal's aggregates and the rows that came down. */
export interface Desk {
  readonly journal: Journal;
  readonly aggregates: Aggregates;
  readonly rows: Rows;
  readonly till: Till;
  /** Whether every till of the store reads this version of an event; without it they are taken to. */
  readonly mayWrite?: (type: string, v: number) => boolean;
}

/** One command's moment: who asks, when, and where the till stands. */
export interface Asking {
  readonly actor: Actor;
  readonly now: Instant;
  readonly place: TillPlace;
  readonly businessDate: BusinessDate;
}

/** What a command puts into its one entry. */
export interface Decided {
  readonly events: readonly Draft<Event>[];
  readonly sides?: readonly SideRecord[];
  /** Counters the entry takes, advanced in its transaction. */
  readonly counters?: readonly string[];
}

/** A command's own part: decide against the journal, and show what came of it. `answer` also serves a repeated command id. */
export interface CommandHandler<Name extends CommandName> {
  readonly decide: (desk: Desk, input: IpcInput<Name>, asking: Asking) => Result<Decided, IpcRefusal>;
  readonly answer: (desk: Desk, input: IpcInput<Name>) => IpcOutput<Name>;
}

export type CommandHandlers = { readonly [Name in CommandName]: CommandHandler<Name> };
