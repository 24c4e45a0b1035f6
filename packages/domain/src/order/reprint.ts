import { type Id, ok, refuse, type Result } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { Reprint } from './commands.ts';
import type { EventOf } from '../journal/event-schema.ts';
import type { OrderEvent } from './events.ts';
import type { ReceiptIssued } from './paper-events.ts';
import type { OrderState } from './state.ts';

/** What a receipt says of stored value. */
export type ReceiptAccounts = EventOf<typeof ReceiptIssued>['body']['accounts'];

export type ReprintRefusal =
  | PermissionMissing
  | { readonly code: 'order/document-unknown'; readonly document: string }
  | { readonly code: 'order/no-printer' };

/** What is printed under a number: closes, refunds, reversals, and quotes by theirs. */
function isOnPaper({ documents, refunds, reversals, quotes }: OrderState, id: string): boolean {
  const numbered = [...documents, ...refunds, ...reversals].some(({ document }) => document === id);
  return numbered || quotes.some(({ quote }) => quote === id);
}

/** Prints a document again; the paper says COPY. */
export function reprint(
  state: OrderState,
  command: Reprint,
  context: {
    readonly actor: Actor;
    readonly terminal: Id<'Terminal'>;
    readonly printer: Id<'Device'> | null;
    /** What its first paper said of accounts; absent: nothing is known of it here. */
    readonly accounts?: ReceiptAccounts;
  },
): Result<readonly Draft<OrderEvent>[], ReprintRefusal> {
  const refusal = missing(context.actor, 'can_reprint');
  if (refusal !== null) return refuse(refusal);
  if (!isOnPaper(state, command.document)) {
    return refuse({ code: 'order/document-unknown', document: command.document });
  }
  const printer = command.printer ?? context.printer;
  if (printer === null) return refuse({ code: 'order/no-printer' });
  const { terminal, accounts = [] } = context;
  const body = { document: command.document, terminal, printer, copy: true, accounts };
  return ok([{ type: 'order.ReceiptIssued', v: 2, aggregate: command.order, body }]);
}
