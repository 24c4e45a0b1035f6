import { type BusinessDate, negate, ok, refuse, type Result } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../auth-user/actor.ts';
import type { Draft } from '../journal/entry.ts';
import type { ReverseDocument } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { isNumbered, standOf } from './standing.ts';
import type { DocumentIdTaken } from './refusals.ts';
import type { ClosedDocument, OrderState } from './state.ts';

export type ReversalRefusal =
  | PermissionMissing
  | { readonly code: 'order/document-unknown'; readonly document: string }
  /** It shares no line with an earlier close: what was sold by it comes back by a refund. */
  | { readonly code: 'order/document-stands'; readonly document: string }
  | { readonly code: 'order/document-already-reversed'; readonly document: string }
  /** Practice takes back what was sold for practice, and nothing else. */
  | { readonly code: 'order/refund-in-training'; readonly document: string }
  | DocumentIdTaken;

/**
 * Reverses a contested close by a numbered document of its own. The till that wrote it does so by itself; a manager
 * does it for a till that is dead. No money moves: what the guest paid twice is a liability until it is refunded.
 */
export function reverseDocument(
  state: OrderState,
  command: ReverseDocument,
  context: {
    readonly actor: Actor;
    /** Of the shift that it is written in, absent: no. The Z of a practice shift and that of a real one count their own. */
    readonly isTraining?: boolean;
    readonly number: ClosedDocument['number'];
    readonly businessDate: BusinessDate;
    readonly localTime: string;
  },
): Result<readonly Draft<OrderEvent>[], ReversalRefusal> {
  const { actor, isTraining = false, number, businessDate, localTime } = context;
  const refusal = missing(actor, 'can_return_without_receipt');
  if (refusal !== null) return refuse(refusal);
  const { contested, reversed } = standOf(state);
  const { reverses } = command;
  if (isNumbered(state, command.document))
    return refuse({ code: 'order/document-id-taken', document: command.document });
  if (reversed.has(reverses)) return refuse({ code: 'order/document-already-reversed', document: reverses });
  const close = contested.find(({ document }) => document === reverses);
  if (close === undefined) {
    const isKnown = state.documents.some(({ document }) => document === reverses);
    return refuse({ code: isKnown ? 'order/document-stands' : 'order/document-unknown', document: reverses });
  }
  if (close.isTraining !== isTraining)
    return refuse({ code: 'order/refund-in-training', document: reverses });
  return ok([
    {
      type: 'order.DocumentReversed',
      v: 1,
      aggregate: command.order,
      body: {
        document: command.document,
        number,
        reverses,
        reason: command.reason,
        businessDate,
        localTime,
        cashierName: actor.name,
        currency: close.currency,
        net: negate(close.net),
        taxes: close.taxes.map((tax) => ({ ...tax, amount: negate(tax.amount) })),
        total: negate(close.total),
      },
    },
  ]);
}
