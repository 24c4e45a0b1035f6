import * as z from 'zod';
import { zAmount, zId, zName, zStorable, zText } from '../../scalars.ts';
import { zAccountKind } from './events.ts';

/** What is printed on a card, or the customer's id: it is asked for and derived from, and enters no fact. */
export const zAccountCode = z.strictObject({ kind: zAccountKind, code: zStorable.min(4).max(64) });
export type AccountCode = z.output<typeof zAccountCode>;

/** Opens an account that nothing is on yet: a customer who may pay later. `creditLimit`: in minor units. */
export const zOpenAccount = z.strictObject({
  ...zAccountCode.shape,
  label: zName,
  customer: zId<'Customer'>().nullable(),
  creditLimit: zAmount.refine((limit) => limit >= 0, 'not negative'),
});
export type OpenAccount = z.output<typeof zOpenAccount>;

/** Corrects a balance by hand. */
export const zAdjustAccount = z.strictObject({
  account: zId<'Account'>(),
  delta: zAmount.refine((delta) => delta !== 0, 'something'),
  note: zText.min(1),
});
export type AdjustAccount = z.output<typeof zAdjustAccount>;
