import { zId } from '@beaveros/domain/scalars';
import type { Id } from '@beaveros/kit';
import * as z from 'zod';
import type { TicketView } from './views.ts';

/** Grows when a call's schema moves; `protocol-version.test.ts` holds the pinned hashes. */
export const IPC_VERSION = 5;

/** A command changes something: it carries the id minted where the finger is, and a repeated id answers its first result. */
export interface CommandCall<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'command';
  readonly input: Input;
  readonly output: Output;
}

/** A query changes nothing. It waits until its store has reached what this client was last answered. */
export interface QueryCall<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'query';
  readonly input: Input;
  readonly output: Output;
  /** Answered before anyone has signed in. */
  readonly open: boolean;
}

export type Call = CommandCall | QueryCall;

export function command<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): CommandCall<I, O> {
  return { kind: 'command', input, output };
}

export function query<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  { open = false }: { readonly open?: boolean } = {},
): QueryCall<I, O> {
  return { kind: 'query', input, output, open };
}

/** The digits of a PIN, as they are keyed in. Never in a log, a fault or a journal. */
export const zPin = z.string().regex(/^\d{4,12}$/);

/** Somebody who stands beside the screen and lends their permissions to one command. */
export const zApproval = z.strictObject({ user: zId<'User'>(), pin: zPin });
export type Approval = z.output<typeof zApproval>;

/** One frame from a client. `id` pairs the answer with it; `session` comes from sign-in. */
export const zIpcRequest = z.strictObject({
  /** Calls of every version are still answered. */
  v: z.int().min(1).max(IPC_VERSION),
  id: z.int().min(1),
  call: z.string().max(64),
  session: z.string().max(128).nullable(),
  /** Only with commands. */
  commandId: zId<'Command'>().nullable(),
  /**
   * Only with commands of a till's screen: what `auth-user/permission-missing` is answered with, under the command's
   * first id. A command that was done answers its result without looking at it.
   */
  approval: zApproval.optional(),
  input: z.unknown(),
});
export type IpcRequest = z.output<typeof zIpcRequest>;

export interface IpcFault {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly retryable: boolean;
}

/** One frame to a client: an answer, a refusal in words' stead, a fault, or a push. */
export type IpcResponse =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly refusal: { readonly code: string } }
  | { readonly id: number; readonly ok: false; readonly fault: IpcFault }
  | IpcPush;

/** What the core says unasked. */
export type IpcPush = ChangedPush | TicketsPush;

/** Something changed; who shows it asks again. `aggregates` are order or shift ids; empty: anything of that service. */
export interface ChangedPush {
  readonly push: 'changed';
  readonly service: string;
  readonly aggregates: readonly string[];
}

/** To kitchens' screens: all tickets of an order of which one has changed. A cook waits for no question and its answer. */
export interface TicketsPush {
  readonly push: 'tickets';
  readonly order: Id<'Order'>;
  readonly tickets: readonly TicketView[];
}
