import { zAmount, zId, zInstant } from '@beaveros/domain/scalars';
import * as z from 'zod';

/** Where grants are: refunds of an order, spends of an account. */
export const zGrantsOf = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refund'), order: zId<'Order'>() }),
  z.strictObject({ kind: z.literal('spend'), account: zId<'Account'>() }),
]);

/** Gives a grant back whose till will not come back. */
export const zReleaseGrant = z.strictObject({ of: zGrantsOf, grant: zId<'Grant'>() });

/** What somebody was granted and has neither used nor given back, as this till knows it: it holds back ceiling or balance. */
export const zOpenGrantView = z.strictObject({
  grant: zId<'Grant'>(),
  /** Who asked for it. */
  terminal: zId<'Terminal'>(),
  amount: zAmount,
  /** null: it came down with the account. */
  since: zInstant.nullable(),
});
