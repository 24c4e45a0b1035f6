import * as z from 'zod';
import { zId, zName } from '../scalars.ts';

/**
 * What a till knows of a user who works in its store, and no other column of them. `pinVerifier` is an argon2id
 * string (PHC format) or null where no PIN was set yet.
 */
export const zStoreStaffRow = z.strictObject({
  /** The user's id. One row per (store, user). */
  id: zId<'User'>(),
  tenantId: zId<'Tenant'>(),
  storeId: zId<'Store'>(),
  name: zName,
  permissions: z.record(z.string(), z.boolean()),
  pinVerifier: z.string().max(255).nullable(),
  isActive: z.boolean(),
});
export type StoreStaffRow = z.output<typeof zStoreStaffRow>;
