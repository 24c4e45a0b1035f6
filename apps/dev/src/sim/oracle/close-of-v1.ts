interface CloseOfV1 {
  readonly lines: readonly { readonly total: number }[];
  readonly net: unknown;
  readonly taxes: unknown;
  readonly total: unknown;
  readonly payments: readonly object[];
  readonly change: unknown;
  readonly note: unknown;
  readonly saw: unknown;
}

/** A close of version 1 as it is read today, written from what version 2 says of itself: what was not said was not there. */
export function closeAsToday({
  lines,
  net,
  taxes,
  total,
  payments,
  change,
  note,
  saw,
  ...head
}: CloseOfV1): object {
  const nothing = { categories: [], staff: null, seat: null, course: null };
  return {
    ...head,
    lines: lines.map((line) => ({ ...line, ...nothing, listed: line.total, discounts: [] })),
    charges: [],
    net,
    taxes,
    total,
    discount: 0,
    rounding: 0,
    tips: 0,
    payments: payments.map((payment) => ({ ...payment, tip: 0, rounding: 0, account: null })),
    voided: [],
    customer: null,
    guests: null,
    isTraining: false,
    shift: null,
    change,
    note,
    saw,
  };
}
