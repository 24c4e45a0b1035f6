import type { Actor } from '@beaveros/domain/auth-user';
import type { IpcInput, IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import { type Clock, Fault, type Id, ok, type Result, refuse } from '@beaveros/kit';
import {
  type Answered,
  type Asking,
  type CommandHandler,
  type CommandHandlers,
  type CommandName,
  type Desk,
  type Question,
  QUESTIONS_MAX,
} from './command.ts';
import { accountCommands } from './account-commands.ts';
import { comboCommands } from './combo-commands.ts';
import { disagreementCommands } from './disagreement-commands.ts';
import { grantCommands } from './grant-commands.ts';
import { kitchenCommands } from './kitchen-commands.ts';
import { lowStockAnswers } from './low-stock.ts';
import { orderCommands } from './order-commands.ts';
import { orderMovesCommands } from './order-moves-commands.ts';
import { orderTermsCommands } from './order-terms-commands.ts';
import { paymentCommands } from './payment-commands.ts';
import { readableEverywhere } from './readable-everywhere.ts';
import { refundCommands } from './refund-commands.ts';
import { rewardCommands } from './reward-commands.ts';
import { saleCommands } from './sale-commands.ts';
import { shiftCommands } from './shift-commands.ts';
import { stockCommands } from './stock-commands.ts';
import { tableCommands } from './table-commands.ts';
import { taskCommands } from './task-commands.ts';

const HANDLERS: CommandHandlers = {
  ...orderCommands,
  ...orderTermsCommands,
  ...orderMovesCommands,
  ...comboCommands,
  ...rewardCommands,
  ...saleCommands,
  ...paymentCommands,
  ...shiftCommands,
  ...disagreementCommands,
  ...refundCommands,
  ...accountCommands,
  ...grantCommands,
  ...kitchenCommands,
  ...stockCommands,
  ...tableCommands,
  ...taskCommands,
};

export interface CommandRequest<Name extends CommandName> {
  readonly name: Name;
  /** Minted where the finger is; a repeated one answers its first result and changes nothing. */
  readonly commandId: Id<'Command'>;
  readonly input: IpcInput<Name>;
  readonly actor: Actor;
  /** What came of {@link questionsOf} this command. */
  readonly answered?: readonly Answered[];
}

/**
 * Load, decide and append in one synchronous turn. When it returns ok the entry is durable (FULL); a refusal changed
 * nothing. Faults of the journal are thrown, and `core/command-forgotten`: the command was done, and what it was done to
 * is behind the journal's window; `core/command-not-readable`: by a newer build, before this one was put back.
 */
export function runCommand<Name extends CommandName>(
  desk: Desk,
  request: CommandRequest<Name>,
  clock: Clock,
): Result<IpcOutput<Name>, IpcRefusal> {
  const { name, commandId, input, actor } = request;
  const handler: CommandHandler<Name> = HANDLERS[name];
  // Stolen and revoked: nobody reads what it would write, so there would be nothing to answer from.
  if (desk.journal.isFenced) return refuse({ code: 'core/not-ready', missing: ['terminals'] });
  const known = desk.journal.ownEntryOf(commandId);
  if (known !== null) {
    if (isForgotten(desk, known))
      throw new Fault('core/command-forgotten', `${name} was done, a quarter ago`);
    if (isBeyondThisBuild(known))
      throw new Fault('core/command-not-readable', `${name} was done by a newer build of this till`);
    return ok(handler.answer(desk, input));
  }
  const asking = askingOf(desk, request, clock);
  if (!asking.ok) return asking;
  const decided = handler.decide(desk, input, asking.value);
  if (!decided.ok) return decided;
  const { sides = [], counters = [] } = decided.value;
  const automated = desk.automations?.answers(desk, decided.value.events, asking.value) ?? [];
  const answers = [
    ...automated.flatMap((each) => each.events),
    ...lowStockAnswers(desk, decided.value.events, asking.value),
  ];
  const events = readableEverywhere(desk, [...decided.value.events, ...answers]);
  if (!events.ok) return events;
  const { now, businessDate } = asking.value;
  const entry = {
    commandId,
    command: name,
    actor: actor.user,
    approver: actor.approver?.user,
    businessDate,
    events: events.value,
    sides,
    counters,
  };
  desk.journal.append(entry, now);
  desk.automations?.note(automated, now);
  return ok(handler.answer(desk, input));
}

/**
 * What has to be asked before the command is decided, and whom; nothing where the command was done, or will be refused
 * for what everybody can see. Changes nothing.
 */
export function questionsOf<Name extends CommandName>(
  desk: Desk,
  request: CommandRequest<Name>,
  clock: Clock,
): readonly Question[] {
  const { asks }: CommandHandler<Name> = HANDLERS[request.name];
  if (asks === undefined || desk.journal.isFenced) return [];
  if (desk.journal.ownEntryOf(request.commandId) !== null) return [];
  const asking = askingOf(desk, request, clock);
  return asking.ok ? asks(desk, request.input, asking.value).slice(0, QUESTIONS_MAX) : [];
}

/** The command's moment; refused while rows are missing that every sale needs. */
function askingOf<Name extends CommandName>(
  desk: Desk,
  { commandId, actor, answered = [] }: CommandRequest<Name>,
  clock: Clock,
): Result<Asking, IpcRefusal> {
  const place = desk.till.place();
  const missing = desk.till.missing();
  if (place === null || missing.length > 0) return refuse({ code: 'core/not-ready', missing });
  const now = clock.now();
  const businessDate = desk.till.businessDateAt(now, place.store);
  return ok({ commandId, actor, now, place, businessDate, answered });
}

/** There is nothing left to answer from. */
type Known = NonNullable<ReturnType<Desk['journal']['ownEntryOf']>>;

function isForgotten({ journal }: Desk, known: Known): boolean {
  return 'dropped' in known || known.entry.events.some(({ aggregate }) => journal.isDropped(aggregate));
}

/** Whether some of what it did is not read here: nothing can be answered from it until the till is upgraded again. */
function isBeyondThisBuild(known: Known): boolean {
  return !('dropped' in known) && known.recorded.length < known.entry.events.length;
}
