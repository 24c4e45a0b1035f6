import type { Actor } from '@beaveros/domain/auth-user';
import type { Draft, Event, SideRecord } from '@beaveros/domain/journal';
import type { Ask } from '@beaveros/protocol/exchange';
import type { AskOutcome } from '@beaveros/sync/exchange';
import type { IPC_CALLS, IpcCallName, IpcInput, IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import type { BusinessDate, Id, Instant, Result } from '@beaveros/kit';
import type { Journal } from '../journal/index.ts';
import type { Aggregates } from './aggregates.ts';
import type { Automations } from './automations.ts';
import type { KnownOfStore } from './known-of-store.ts';
import type { Till, TillPlace } from './till.ts';

/** The calls of the ipc table that change something. */
export type CommandName = {
  [Name in IpcCallName]: (typeof IPC_CALLS)[Name]['kind'] extends 'command' ? Name : never;
}[IpcCallName];

/** Where commands are decided: the journal's aggregates and the rows that came down. */
export interface Desk extends KnownOfStore {
  readonly journal: Journal;
  readonly aggregates: Aggregates;
  readonly till: Till;
  /** The rules of head office that answer facts; without it there are none. */
  readonly automations?: Automations;
  /** Entries of the own chain that the cloud has not said it has; without it none are known. */
  readonly unconfirmed?: () => number;
}

/** One command's moment: who asks, when, and where the till stands. */
export interface Asking {
  readonly actor: Actor;
  readonly now: Instant;
  readonly place: TillPlace;
  readonly businessDate: BusinessDate;
  /** Of the command; what it asked somebody is remembered by it. */
  readonly commandId: Id<'Command'>;
  /** What came of its questions, in their order. Read by `grantedRefund` and `spendPermit` of asks.ts. */
  readonly answered: readonly Answered[];
}

/** Gift cards of one bill; a till may have as many asks under way. */
export const QUESTIONS_MAX = 8;

/** What a command asks before it is decided (design section 3), and whom. */
export type Question =
  | { readonly to: 'till'; readonly terminal: Id<'Terminal'>; readonly ask: Ask }
  | { readonly to: 'cloud'; readonly ask: Ask };

/** A question and what came of it. */
export interface Answered {
  readonly ask: Ask;
  readonly outcome: AskOutcome;
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
  /**
   * What has to be asked first, at most QUESTIONS_MAX; none: the command is decided at once. Asked all together, outside
   * the turn in which the command is decided, so that no other command waits; decide looks at everything again.
   */
  readonly asks?: (desk: Desk, input: IpcInput<Name>, asking: Asking) => readonly Question[];
  readonly decide: (desk: Desk, input: IpcInput<Name>, asking: Asking) => Result<Decided, IpcRefusal>;
  readonly answer: (desk: Desk, input: IpcInput<Name>) => IpcOutput<Name>;
}

export type CommandHandlers = { readonly [Name in CommandName]: CommandHandler<Name> };
