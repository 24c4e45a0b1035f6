import {
  type AmountMinor,
  amountMinor,
  type Currency,
  ok,
  type Result,
  refuse,
  roundQuotient,
} from '@beaveros/kit';
import type { PricingRefusal } from '../model.ts';
import { isSayableAmount } from '../sayable.ts';

/** The day's rate as captured with the payment: so many 10^-9 home units for one unit of the foreign currency. */
export interface ForeignRate {
  readonly foreign: Currency;
  readonly home: Currency;
  readonly homePerForeignNano: number;
}

/** Nine million home units for one foreign unit: beyond any pair of currencies in use. */
const RATE_MAX_NANO = 9_000_000_000_000_000;
const NANO = 1_000_000_000n;

/** What foreign money counts for at home, half up. Change is given in home money: one rounding, on one side. */
export function homeValueOf(tendered: AmountMinor, rate: ForeignRate): Result<AmountMinor, PricingRefusal> {
  if (!isSayableAmount(tendered)) return refuse({ code: 'pricing/beyond-limits', field: 'tendered' });
  if (!isRate(rate)) return refuse({ code: 'pricing/not-a-rate', field: 'rate' });
  const { up, down } = scalesOf(rate);
  const value = roundQuotient(
    BigInt(tendered) * BigInt(rate.homePerForeignNano) * up,
    NANO * down,
    'HALF_UP',
  );
  return sayable(value, 'tendered');
}

/** The least foreign money, in its minor units, whose home value covers what is owed. */
export function foreignDueOf(owed: AmountMinor, rate: ForeignRate): Result<AmountMinor, PricingRefusal> {
  if (!isSayableAmount(owed)) return refuse({ code: 'pricing/beyond-limits', field: 'owed' });
  if (!isRate(rate)) return refuse({ code: 'pricing/not-a-rate', field: 'rate' });
  const { up, down } = scalesOf(rate);
  const due = roundQuotient(BigInt(owed) * NANO * down, BigInt(rate.homePerForeignNano) * up, 'UP');
  return sayable(due, 'owed');
}

/** A foreign minor unit is 10^-foreign of its major, a home one 10^-home: the value scales by 10^(home - foreign). */
function scalesOf({ home, foreign }: ForeignRate): { readonly up: bigint; readonly down: bigint } {
  return { up: 10n ** BigInt(home.exponent), down: 10n ** BigInt(foreign.exponent) };
}

function isRate({ homePerForeignNano: rate }: ForeignRate): boolean {
  return Number.isSafeInteger(rate) && rate > 0 && rate <= RATE_MAX_NANO;
}

function sayable(value: bigint, field: string): Result<AmountMinor, PricingRefusal> {
  const amount = Number(value);
  return isSayableAmount(amount) ? ok(amountMinor(amount)) : refuse({ code: 'pricing/beyond-limits', field });
}
