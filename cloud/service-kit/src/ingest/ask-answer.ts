import {
  type BusinessDate,
  businessDate,
  type Clock,
  type Id,
  ok,
  type Refusal,
  type Result,
} from '@beaveros/kit';
import { type AskAnswer, refusedAnswer } from '@beaveros/protocol/exchange';

/**
 * What a till is told that asked before it commits (design section 3). What the cloud does not know (`unknown`), or could
 * not look at, it does not refuse: the till goes by its own limits.
 */
export function answerToAsk(
  decided: Result<{ readonly grant: Id<'Grant'> }, Refusal>,
  { unknown }: { readonly unknown: string },
): Result<AskAnswer, never> {
  if (decided.ok)
    return ok({
      kind: 'granted',
      grant: decided.value.grant,
      body: { ...decided.value },
    } satisfies AskAnswer);
  const { code } = decided.refusal;
  const isUnable = code.startsWith('journal/') || code.startsWith('tenant/') || code === unknown;
  return ok(isUnable ? { kind: 'unable', code } : refusedAnswer(decided.refusal));
}

/** The business date of an entry that nothing is booked on: the day in UTC. */
export function dayInUtc(clock: Clock): BusinessDate {
  return businessDate(new Date(clock.now()).toISOString().slice(0, 10));
}
