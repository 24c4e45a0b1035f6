import type { Actor } from '@beaveros/domain/auth-user';
import type { IpcInput, IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import { type Clock, Fault, type Id, ok, type Result, refuse } from '@beaveros/kit';
import type { CommandHandler, CommandHandlers, CommandName, Desk } from './command.ts';
import { disagreementCommands } from './disagreement-commands.ts';
import { kitchenCommands } from './kitchen-commands.ts';
import { orderCommands } from './order-commands.ts';
import { saleCommands } from './sale-commands.ts';

const HANDLERS: CommandHandlers = {
  ...orderCommands,
  ...saleCommands,
  ...disagreementCommands,
  ...kitchenCommands,
};

export interface CommandRequest<Name extends CommandName> {
  readonly name: Name;
  /** Minted where the finger is; a repeated one answers its first result and changes nothing. */
  readonly commandId: Id<'Command'>;
  readonly input: IpcInput<Name>;
  readonly actor: Actor;
}

/**
 * Load, decide and append in one synchronous turn. When it returns ok the entry is durable (FULL); a refusal changed
 * nothing. Faults of the journal are thrown, and `core/command-forgotten`: the command was done, and what it was done to
 * is behind the journal's window.
 */
export function runCommand<Name extends CommandName>(
  desk: Desk,
  { name, commandId, input, actor }: CommandRequest<Name>,
  clock: Clock,
): Result<IpcOutput<Name>, IpcRefusal> {
  const handler: CommandHandler<Name> = HANDLERS[name];
  // Stolen and revoked: nobody reads what it would write, so there would be nothing to answer from.
  if (desk.journal.isFenced) return refuse({ code: 'core/not-ready', missing: ['terminals'] });
  const known = desk.journal.ownEntryOf(commandId);
  if (known !== null) {
    if (isForgotten(desk, known))
      throw new Fault('core/command-forgotten', `${name} was done, a quarter ago`);
    return ok(handler.answer(desk, input));
  }
  const place = desk.till.place();
  const missing = desk.till.missing();
  if (place === null || missing.length > 0) return refuse({ code: 'core/not-ready', missing });
  const now = clock.now();
  const businessDate = desk.till.businessDateAt(now, place.store);
  const decided = handler.decide(desk, input, { actor, now, place, businessDate });
  if (!decided.ok) return decided;
  const { events, sides = [], counters = [] } = decided.value;
  const entry = { commandId, command: name, actor: actor.user, businessDate, events, sides, counters };
  desk.journal.append(entry, now);
  return ok(handler.answer(desk, input));
}

/** There is nothing left to answer from. */
function isForgotten(
  { journal }: Desk,
  known: NonNullable<ReturnType<Desk['journal']['ownEntryOf']>>,
): boolean {
  return 'dropped' in known || known.entry.events.some(({ aggregate }) => journal.isDropped(aggregate));
}
