import type { PaymentMethodRow } from '@beaveros/domain/payment';
import { useIpcQuery } from '../till/queries.ts';

/** Cash first, the others in the order of their names; undefined until the core has told them once. */
export function usePaymentMethods(): readonly PaymentMethodRow[] | undefined {
  const methods = useIpcQuery('paymentMethods', {}, { on: ['payment'] }).data?.methods;
  const rank = ({ type }: PaymentMethodRow): number => (type === 'cash' ? 0 : 1);
  return methods
    ?.filter(({ isActive }) => isActive)
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
