import * as z from 'zod';
import { zId, zName } from '../scalars.ts';

export const zPaymentMethodRow = z.strictObject({
  id: zId<'PaymentMethod'>(),
  tenantId: zId<'Tenant'>(),
  name: zName,
  type: z.enum(['cash', 'card', 'electronic', 'credit_account']),
  isActive: z.boolean(),
});
export type PaymentMethodRow = z.output<typeof zPaymentMethodRow>;
