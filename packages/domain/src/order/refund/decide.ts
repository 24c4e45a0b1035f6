import { type AmountMinor, amountMinor, type Id, ok, type Result, refuse } from '@beaveros/kit';
import { type Actor, missing, type PermissionMissing } from '../../auth-user/actor.ts';
import type { DocumentIdTaken } from '../refusals.ts';
import { isNumbered } from '../standing.ts';
import type { OrderState, Refund, RefundGrant } from '../state.ts';
import {
  type LinePart,
  type PartsRefusal,
  type RefundParts,
  refundParts,
  standingDocument,
} from './parts.ts';
import type { Close } from './refunded.ts';

/** What a store lets its tills give back. Amounts are minor units. */
export interface RefundLimits {
  /** Of a till on a day; beyond it `can_refund_beyond_limit`. */
  readonly perTillAndDayMinor: AmountMinor;
  /** Of that, for what other tills closed while they could not be asked; nobody goes beyond it. */
  readonly offlinePerTillAndDayMinor: AmountMinor;
}

export interface RefundingContext {
  readonly actor: Actor;
  readonly terminal: Id<'Terminal'>;
  readonly isTraining: boolean;
  /** What the till that closed the document answered; null: it is this one, or nobody was reached. */
  readonly grant: RefundGrant | null;
  readonly limits: RefundLimits;
  /** What this till has given back on this day, and of that alone; both at least 0. */
  readonly refundedToday: { readonly all: AmountMinor; readonly alone: AmountMinor };
}

export type RefundDecisionRefusal =
  | PermissionMissing
  | PartsRefusal
  | DocumentIdTaken
  /** Practice gives back what was sold for practice, and nothing else. */
  | { readonly code: 'order/refund-in-training'; readonly document: string }
  /** The grant is for another document, other lines or another quantity. */
  | { readonly code: 'order/grant-does-not-fit'; readonly grant: string }
  /** The till that closed it was not reached, and alone this till may give back no more. */
  | {
      readonly code: 'order/refund-beyond-offline-limit';
      readonly left: AmountMinor;
      readonly asked: AmountMinor;
    };

/** What a refund will say, and on whose word. */
export interface PlannedRefund {
  readonly close: Close;
  readonly parts: RefundParts;
  readonly permit: Refund['permit'];
}

/**
 * Whether these parts of a document may be given back here, and what they come to. Asks for permission first, then for a
 * document that stands, then for what is left of it, then for the till's limits.
 */
export function planRefund(
  state: OrderState,
  command: {
    readonly document: Id<'Document'>;
    readonly refunds: Id<'Document'>;
    readonly lines: readonly LinePart[];
  },
  context: RefundingContext,
): Result<PlannedRefund, RefundDecisionRefusal> {
  const { actor, grant, limits, refundedToday } = context;
  const refusal = missing(actor, 'can_refund');
  if (refusal !== null) return refuse(refusal);
  if (isNumbered(state, command.document))
    return refuse({ code: 'order/document-id-taken', document: command.document });
  const found = standingDocument(state, command.refunds);
  if (!found.ok) return found;
  const close = found.value;
  if (close.isTraining !== context.isTraining)
    return refuse({ code: 'order/refund-in-training', document: close.document });
  const planned =
    grant === null
      ? refundParts(state, command.refunds, command.lines, null)
      : grantedParts(close, command.lines, grant);
  if (!planned.ok) return planned;
  const parts = planned.value;
  const permit = close.by.terminal === context.terminal ? 'own' : grant === null ? 'alone' : 'granted';
  const { total } = parts;
  const isBeyond = refundedToday.all + total > limits.perTillAndDayMinor;
  // Nobody was reached who knows what went back elsewhere: a person answers for it, and for so much only.
  const needsMore = isBeyond || permit === 'alone' ? missing(actor, 'can_refund_beyond_limit') : null;
  if (needsMore !== null) return refuse(needsMore);
  const left = amountMinor(Math.max(0, limits.offlinePerTillAndDayMinor - refundedToday.alone));
  if (permit === 'alone' && total > left)
    return refuse({ code: 'order/refund-beyond-offline-limit', left, asked: total });
  return ok({ close, parts, permit });
}

/** The amounts of the one that closed it: it knows every refund of the document that counts. */
function grantedParts(
  close: Close,
  wanted: readonly LinePart[],
  grant: RefundGrant,
): Result<RefundParts, RefundDecisionRefusal> {
  const sold = grant.lines.map(({ line }) => close.lines.find((each) => each.line === line));
  const charged = grant.charges.map(({ charge }) => close.charges.find((each) => each.charge === charge));
  const isWanted =
    grant.document === close.document &&
    grant.lines.length === wanted.length &&
    wanted.every(({ line, quantityMicro }, at) => {
      const granted = grant.lines[at]!;
      return granted.line === line && granted.quantityMicro === quantityMicro;
    });
  if (!isWanted || sold.includes(undefined) || charged.includes(undefined))
    return refuse({ code: 'order/grant-does-not-fit', grant: grant.grant });
  const back = (amounts: readonly AmountMinor[]) => amounts.map((amount) => amountMinor(0 - amount));
  return ok({
    lines: grant.lines.map(({ quantityMicro, amounts }, at) => ({
      sold: sold[at]!,
      quantityMicro,
      amounts: back(amounts),
    })),
    charges: grant.charges.map(({ amounts }, at) => ({ sold: charged[at]!, amounts: back(amounts) })),
    total: grant.amount,
  });
}
