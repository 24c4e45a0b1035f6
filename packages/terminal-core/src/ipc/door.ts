import { Defect, Fault, type Id, isFault, type Result } from '@beaveros/kit';
import {
  type Approval,
  IPC_CALLS,
  type IpcCallName,
  type IpcFault,
  type IpcInput,
  type IpcOutput,
  type IpcRefusal,
  type IpcRequest,
  type IpcResponse,
  KITCHEN_CALLS,
  zIpcRequest,
} from '@beaveros/protocol/ipc';
import type { Actor } from '@beaveros/domain/auth-user';
import type { CommandName } from '../commands/command.ts';

/** What stands at the other end: a till's screen, where people sign in, or a kitchen's, where nobody does. */
export type ScreenKind = 'till' | 'kitchen';

/** A kitchen's screen acts as the device: who bumped is nobody in particular. */
const KITCHEN_ACTOR: Actor = {
  user: null,
  name: 'Kitchen',
  permissions: new Set(['can_manage_tickets']),
};

/** What the core does behind its door. */
export interface Behind {
  readonly actorOf: (session: string | null) => Actor | null;
  /**
   * Who the session speaks for, with the permissions of who approves this command; the first actor alone when the command
   * was done before: nobody is asked for a PIN again to hear what came of it.
   */
  readonly approve: (request: {
    readonly session: string | null;
    readonly commandId: Id<'Command'>;
    readonly approval: Approval;
  }) => Promise<Result<Actor, IpcRefusal>>;
  readonly run: (
    name: CommandName,
    commandId: Id<'Command'>,
    input: never,
    actor: Actor,
  ) => Result<unknown, IpcRefusal> | Promise<Result<unknown, IpcRefusal>>;
  readonly queries: QueryHandlers;
}

export type QueryName = Exclude<IpcCallName, CommandName>;

export interface Asker {
  readonly session: string | null;
  /** null only in calls that are open before sign-in. */
  readonly actor: Actor | null;
}

export type QueryHandlers = {
  readonly [Name in QueryName]: (
    input: IpcInput<Name>,
    asker: Asker,
  ) => Result<IpcOutput<Name>, IpcRefusal> | Promise<Result<IpcOutput<Name>, IpcRefusal>>;
};

/**
 * The core's one door: parses each frame once, by the table of calls, and answers it. A malformed frame gets a typed
 * fault that names the field and changes nothing. A kitchen's screen may ask KITCHEN_CALLS only. A {@link Defect} is not answered: it leaves, and the process dies.
 */
export async function answerFrame(
  frame: unknown,
  behind: Behind,
  screen: ScreenKind = 'till',
): Promise<IpcResponse> {
  const parsed = zIpcRequest.safeParse(frame);
  if (!parsed.success) return malformed(idOf(frame), '', parsed.error.issues);
  const request = parsed.data;
  const { id } = request;
  if (!Object.hasOwn(IPC_CALLS, request.call)) {
    return faulted(id, {
      code: 'ipc/unknown-call',
      message: 'no such call',
      field: 'call',
      retryable: false,
    });
  }
  if (screen === 'kitchen' && !KITCHEN_CALLS.has(request.call)) {
    return faulted(id, {
      code: 'ipc/not-for-this-screen',
      message: 'a kitchen screen may not call this',
      field: 'call',
      retryable: false,
    });
  }
  const name = request.call as IpcCallName;
  const call = IPC_CALLS[name];
  if (request.approval !== undefined && (screen === 'kitchen' || call.kind === 'query')) {
    return faulted(id, {
      code: screen === 'kitchen' ? 'ipc/not-for-this-screen' : 'ipc/malformed',
      message: "only a command of a till's screen is approved",
      field: 'approval',
      retryable: false,
    });
  }
  const input = call.input.safeParse(request.input);
  if (!input.success) return malformed(id, 'input', input.error.issues);
  const actor = screen === 'kitchen' ? KITCHEN_ACTOR : behind.actorOf(request.session);
  if (actor === null && !('open' in call && call.open))
    return { id, ok: false, refusal: { code: 'core/not-signed-in' } };
  try {
    const result = await answerCall(name, request, input.data, actor, behind);
    return result.ok ? { id, ok: true, value: result.value } : { id, ok: false, refusal: result.refusal };
  } catch (error) {
    if (isFault(error)) return faulted(id, faultOf(error));
    throw error instanceof Error ? error : new Defect(String(error));
  }
}

function answerCall(
  name: IpcCallName,
  request: IpcRequest,
  input: unknown,
  actor: Actor | null,
  behind: Behind,
): Result<unknown, IpcRefusal> | Promise<Result<unknown, IpcRefusal>> {
  if (IPC_CALLS[name].kind === 'query') {
    const handler = behind.queries[name as QueryName] as (
      input: unknown,
      asker: Asker,
    ) => Promise<Result<unknown, IpcRefusal>>;
    return handler(input, { session: request.session, actor });
  }
  if (request.commandId === null) {
    throw new Fault('ipc/malformed', 'a command carries the id minted where the finger is', {
      field: 'commandId',
    });
  }
  const { commandId, session, approval } = request;
  const run = (who: Actor) => behind.run(name as CommandName, commandId, input as never, who);
  if (approval === undefined) return run(actor!);
  return behind
    .approve({ session, commandId, approval })
    .then((approved) => (approved.ok ? run(approved.value) : approved));
}

function malformed(
  id: number,
  prefix: string,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): IpcResponse {
  const issue = issues[0];
  const field = [prefix, ...(issue?.path ?? []).map(String)].filter((part) => part !== '').join('.');
  return faulted(id, {
    code: 'ipc/malformed',
    message: issue?.message ?? 'malformed',
    field,
    retryable: false,
  });
}

function faulted(id: number, fault: IpcFault): IpcResponse {
  return { id, ok: false, fault };
}

function faultOf(fault: Fault): IpcFault {
  return { code: fault.code, message: fault.message, field: fault.field ?? null, retryable: fault.retryable };
}

/** The id to answer a frame that did not parse: its own where it has one, else 0. */
function idOf(frame: unknown): number {
  const id =
    typeof frame === 'object' && frame !== null ? (frame as { readonly id?: unknown }).id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : 0;
}
