import {
  zAddLines,
  zChangeQuantity,
  zFireOrder,
  zNameGuest,
  zOpenOrder,
  zOverridePrice,
  zReprint,
  zResolveTask,
  zReverseDocument,
  zSetLineNote,
  zSetOrderNote,
  zVoidLine,
} from '@beaveros/domain/order';
import { zOpenDrawer, zOpenShift, zPaymentMethodRow } from '@beaveros/domain/payment';
import { zPayAndClose, zRefundOverpayment } from '@beaveros/domain/processes';
import { zCategoryRow, zTaxRow, zTillItemRow } from '@beaveros/domain/product-catalog';
import { zBusinessDate, zId } from '@beaveros/domain/scalars';
import { zDeviceRow, zServiceEntityRow } from '@beaveros/domain/service-entity';
import { zBump, zRecall, zStationRow } from '@beaveros/domain/workflow';
import * as z from 'zod';
import { command, query } from './call.ts';
import {
  zDocumentView,
  zOrderSummary,
  zOrderTaskView,
  zOrderView,
  zPrintJobView,
  zStatusView,
  zStoreDigest,
  zTicketView,
} from './views.ts';

const NOTHING = z.strictObject({});
const signedIn = z.strictObject({
  user: zId<'User'>(),
  name: z.string(),
  permissions: z.array(z.string()),
});
const order = z.strictObject({ order: zOrderView });
const tickets = z.strictObject({ tickets: z.array(zTicketView) });
/** Rows of one answer: a screen of tiles and then some; the next page is asked for. */
export const IPC_PAGE_MAX = 200;
const page = { limit: z.int().min(1).max(IPC_PAGE_MAX), offset: z.int().min(0) };

/** Every call of the core, by name. The one table: the core's door, its clients and the tests derive from it. */
export const IPC_CALLS = {
  // Who acts.
  staff: query(
    NOTHING,
    z.strictObject({
      staff: z.array(z.strictObject({ user: zId<'User'>(), name: z.string(), hasPin: z.boolean() })),
    }),
    { open: true },
  ),
  /** PIN sign-in, offline. Not a journal command: it changes nothing but this client's session. */
  signIn: query(
    z.strictObject({ user: zId<'User'>(), pin: z.string().regex(/^\d{4,12}$/) }),
    z.strictObject({
      session: z.string(),
      user: zId<'User'>(),
      name: z.string(),
      permissions: z.array(z.string()),
    }),
    { open: true },
  ),
  signOut: query(NOTHING, NOTHING),
  /** Who the frame's session speaks for now; null when nobody: sessions outlive a restart of the core, not a shift. */
  me: query(NOTHING, z.strictObject({ signedIn: signedIn.nullable() }), { open: true }),
  status: query(NOTHING, zStatusView, { open: true }),

  // The sale.
  openShift: command(zOpenShift, z.strictObject({ shift: zId<'Shift'>(), businessDate: zBusinessDate })),
  openOrder: command(zOpenOrder, order),
  addLines: command(zAddLines, order),
  changeQuantity: command(zChangeQuantity, order),
  setLineNote: command(zSetLineNote, order),
  overridePrice: command(zOverridePrice, order),
  voidLine: command(zVoidLine, order),
  setOrderNote: command(zSetOrderNote, order),
  nameGuest: command(zNameGuest, order),
  fireOrder: command(zFireOrder, order),
  payAndClose: command(zPayAndClose, z.strictObject({ order: zOrderView, document: zDocumentView })),
  reprint: command(zReprint, NOTHING),
  openDrawer: command(zOpenDrawer, NOTHING),

  // Where tills disagreed.
  reverseDocument: command(zReverseDocument, order),
  refundOverpayment: command(zRefundOverpayment, order),
  resolveTask: command(zResolveTask, order),
  orderTasks: query(
    z.strictObject({ status: z.enum(['open', 'all']), ...page }),
    z.strictObject({ tasks: z.array(zOrderTaskView), total: z.int() }),
  ),

  // The kitchen.
  bump: command(zBump, tickets),
  recall: command(zRecall, tickets),
  tickets: query(z.strictObject({ station: zId<'Station'>().nullable(), includeDone: z.boolean() }), tickets),

  // Reading.
  order: query(z.strictObject({ order: zId<'Order'>() }), z.strictObject({ order: zOrderView.nullable() })),
  orders: query(
    z.strictObject({ status: z.enum(['open', 'closed', 'all']), ...page }),
    z.strictObject({ orders: z.array(zOrderSummary), total: z.int() }),
  ),
  categories: query(NOTHING, z.strictObject({ categories: z.array(zCategoryRow) })),
  items: query(
    z.strictObject({ category: zId<'Category'>().nullable(), ...page }),
    z.strictObject({ items: z.array(zTillItemRow), total: z.int() }),
  ),
  item: query(z.strictObject({ item: zId<'Item'>() }), z.strictObject({ item: zTillItemRow.nullable() })),
  search: query(
    z.strictObject({ text: z.string().max(100), limit: z.int().min(1).max(IPC_PAGE_MAX) }),
    z.strictObject({ items: z.array(zTillItemRow) }),
  ),
  scan: query(
    z.strictObject({ code: z.string().min(1).max(64) }),
    z.strictObject({ items: z.array(zTillItemRow) }),
  ),
  /** All taxes that items name, active or not: what a screen needs to fold a line it has just added. */
  taxes: query(NOTHING, z.strictObject({ taxes: z.array(zTaxRow) })),
  paymentMethods: query(NOTHING, z.strictObject({ methods: z.array(zPaymentMethodRow) })),
  devices: query(NOTHING, z.strictObject({ devices: z.array(zDeviceRow) })),
  stations: query(NOTHING, z.strictObject({ stations: z.array(zStationRow) })),
  serviceEntities: query(NOTHING, z.strictObject({ entities: z.array(zServiceEntityRow) })),
  /** Sums of this till's documents less reversals, as decimal strings of the currency. */
  totals: query(
    z.strictObject({ businessDate: zBusinessDate.nullable() }),
    z.strictObject({ documents: z.int(), lines: z.int(), total: z.string() }),
  ),

  // Stores.
  /** Folds the folded tables anew beside the old ones and swaps; selling goes on. Rows that came down are no part of it. */
  rebuildStores: query(NOTHING, z.strictObject({ stores: z.array(zStoreDigest) })),
  /** SHA-256 over every row of each store's folded tables, in key order. */
  storeDigests: query(NOTHING, z.strictObject({ stores: z.array(zStoreDigest) })),

  // Paper.
  /** The paper of a closed document as an SVG picture, from the same layout as the printer's bytes; null when unknown. */
  receiptPicture: query(
    z.strictObject({ order: zId<'Order'>(), document: zId<'Document'>() }),
    z.strictObject({ svg: z.string().nullable() }),
  ),
  printJobs: query(
    z.strictObject({ ...page }),
    z.strictObject({ jobs: z.array(zPrintJobView), total: z.int() }),
  ),
  /** From `unknown` a person decides: it is on paper, or it is given up; a new print is `reprint`. */
  resolvePrintJob: query(
    z.strictObject({ job: zId<'PrintJob'>(), as: z.enum(['confirmed', 'cancelled']) }),
    z.strictObject({ job: zPrintJobView }),
  ),
} as const;

/** What a kitchen's screen may ask without anybody signed in: tickets and nothing of money or people. */
export const KITCHEN_CALLS: ReadonlySet<string> = new Set([
  'status',
  'me',
  'stations',
  'tickets',
  'bump',
  'recall',
] satisfies (keyof typeof IPC_CALLS)[]);

export type IpcCalls = typeof IPC_CALLS;
export type IpcCallName = keyof IpcCalls;
export type IpcInput<Name extends IpcCallName> = z.output<IpcCalls[Name]['input']>;
export type IpcOutput<Name extends IpcCallName> = z.output<IpcCalls[Name]['output']>;
