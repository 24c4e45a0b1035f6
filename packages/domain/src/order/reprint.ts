import { type Id, ok, refuse, type Result } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { Reprint } from './commands.ts';
import type { OrderEvent } from './events.ts';
import type { OrderState } from './state.ts';

export type ReprintRefusal =
  | PermissionMissing
  | { readonly code: 'order/document-unknown'; readonly document: string }
  | { readonly code: 'order/no-printer' };

/** Prints a document again; the paper says COPY. */
export function reprint(
  state: OrderState,
  command: Reprint,
  context: {
    readonly actor: Actor;
    readonly terminal: Id<'Terminal'>;
    readonly printer: Id<'Device'> | null;
  },
): Result<readonly Draft<OrderEvent>[], ReprintRefusal> {
  const refusal = missing(context.actor, 'can_reprint');
  if (refusal !== null) return refuse(refusal);
  const printed = [...state.documents, ...state.refunds];
  if (!printed.some(({ document }) => document === command.document)) {
    return refuse({ code: 'order/document-unknown', document: command.document });
  }
  const printer = command.printer ?? context.printer;
  if (printer === null) return refuse({ code: 'order/no-printer' });
  const body = { document: command.document, terminal: context.terminal, printer, copy: true };
  return ok([{ type: 'order.ReceiptIssued', v: 1, aggregate: command.order, body }]);
}
