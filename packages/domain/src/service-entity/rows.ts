import * as z from 'zod';
import { zCurrency, zId, zName } from '../scalars.ts';

export const zStoreRow = z.strictObject({
  id: zId<'Store'>(),
  tenantId: zId<'Tenant'>(),
  name: zName,
  code: z.string().min(1).max(16),
  /** IANA time zone. */
  timeZone: z.string().min(1).max(64),
  /** Minutes after local midnight at which the business day begins. */
  dayStartMinutes: z.int().min(0).max(1_439),
  currency: zCurrency,
  taxRounding: z.literal('per_line'),
  address: z.string().nullable(),
  receiptHeader: z.string().nullable(),
  receiptFooter: z.string().nullable(),
  /** BCP 47. */
  language: z.string().min(2).max(35),
  isActive: z.boolean(),
});
export type StoreRow = z.output<typeof zStoreRow>;

export const zTerminalRow = z.strictObject({
  id: zId<'Terminal'>(),
  tenantId: zId<'Tenant'>(),
  storeId: zId<'Store'>(),
  name: zName,
  /** Short, unique in the store, printed in receipt numbers: `T1`. */
  code: z.string().min(1).max(16),
  kind: z.enum(['till', 'kitchen']),
  isActive: z.boolean(),
});
export type TerminalRow = z.output<typeof zTerminalRow>;

export const zDeviceRow = z.strictObject({
  id: zId<'Device'>(),
  tenantId: zId<'Tenant'>(),
  storeId: zId<'Store'>(),
  /** The till that owns it: only that till acts on it. */
  terminalId: zId<'Terminal'>(),
  name: zName,
  kind: z.enum(['receipt-printer', 'cash-drawer']),
  /** `tcp`: {host, port}; `printer`: a drawer on the connector of that printer. */
  connection: z.discriminatedUnion('via', [
    z.strictObject({ via: z.literal('tcp'), host: z.string().min(1), port: z.int().min(1).max(65_535) }),
    z.strictObject({
      via: z.literal('printer'),
      printer: zId<'Device'>(),
      connector: z.union([z.literal(2), z.literal(5)]),
    }),
  ]),
  /** A printer profile's name. */
  profile: z.string().max(64).nullable(),
  isActive: z.boolean(),
});
export type DeviceRow = z.output<typeof zDeviceRow>;

export const zServiceAreaRow = z.strictObject({
  id: zId<'ServiceArea'>(),
  tenantId: zId<'Tenant'>(),
  storeId: zId<'Store'>(),
  name: zName,
  description: z.string().nullable(),
  isActive: z.boolean(),
});
export type ServiceAreaRow = z.output<typeof zServiceAreaRow>;

/** A table, room or bay. Its current status is folded from facts on each side and does not come down. */
export const zServiceEntityRow = z.strictObject({
  id: zId<'ServiceEntity'>(),
  tenantId: zId<'Tenant'>(),
  storeId: zId<'Store'>(),
  areaId: zId<'ServiceArea'>().nullable(),
  name: zName,
  description: z.string().nullable(),
  capacity: z.int().min(0).nullable(),
  isActive: z.boolean(),
});
export type ServiceEntityRow = z.output<typeof zServiceEntityRow>;
