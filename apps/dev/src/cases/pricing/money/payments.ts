import { decimalOf, type Fields, Unsupported } from '../../fields.ts';

interface Payment {
  readonly method: string;
  readonly amount: string;
}

/** The list under `payments`: methods with amounts, in the order of paying. */
export function paymentsOf(inputs: Fields): readonly Payment[] {
  const list = inputs.raw('payments') ?? [];
  if (!Array.isArray(list)) throw new Unsupported('payments is not a list');
  return list.map((payment: unknown, at) => {
    if (!Array.isArray(payment) || payment.length !== 2 || typeof payment[0] !== 'string')
      throw new Unsupported(`payments.${at} is no method and amount`);
    return { method: payment[0], amount: decimalOf(payment[1], `payments.${at}.1`) };
  });
}

export function isCash(method: string): boolean {
  return method === 'cash';
}
