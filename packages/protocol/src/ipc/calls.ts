import {
  SCANNED_MAX,
  zAddCombo,
  zAddLines,
  zCancelOrder,
  zChangeGuests,
  zChangeQuantity,
  zChangeTable,
  zDiscountLine,
  zDiscountOrder,
  zEnterCoupon,
  zFireCourse,
  zFireOrder,
  zHoldCourse,
  zIssueQuote,
  zNameGuest,
  zOpenOrder,
  zOverridePrice,
  zParkOrder,
  zPrintBill,
  zRemoveCoupon,
  zRemoveDiscount,
  zRepriceOrder,
  zReprint,
  zResolveTask,
  zRestoreCharge,
  zResumeOrder,
  zReverseDocument,
  zSetCourse,
  zSetCustomer,
  zSetLineNote,
  zSetOrderNote,
  zSetSeat,
  zSetStaff,
  zVoidLine,
  zWaiveCharge,
} from '@beaveros/domain/order';
import {
  zAccountCode,
  zAdjustAccount,
  zCloseShift,
  zDrawerCount,
  zMoveCash,
  zOpenAccount,
  zOpenDrawer,
  zOpenShift,
  zPaymentMethodRow,
  zPrintX,
  zReprintZ,
} from '@beaveros/domain/payment';
import {
  zExchange,
  zMergeOrders,
  zMoveLines,
  zPayAndClose,
  zRecordPayment,
  zRefund,
  zRefundOverpayment,
  zReturnReward,
  zSellLoad,
  zSplitOrder,
  zTakeReward,
} from '@beaveros/domain/processes';
import {
  zBackOnSale,
  zCategoryRow,
  zCountStock,
  zMarkSoldOut,
  zMoveStock,
  zTaxRow,
  zTillItemRow,
} from '@beaveros/domain/product-catalog';
import { zBusinessDate, zId, zInstant } from '@beaveros/domain/scalars';
import {
  zCancelReservation,
  zChangeReservation,
  zDeviceRow,
  zMakeReservation,
  zMarkNoShow,
  zSeatReservation,
  zServiceEntityRow,
  zSetTableStatus,
} from '@beaveros/domain/service-entity';
import { zBump, zFinishTask, zRaiseTask, zRecall, zStationRow } from '@beaveros/domain/workflow';
import * as z from 'zod';
import { command, query, zPin } from './call.ts';
import { zAccountView, zRefundableView, zRefundView } from './account-view.ts';
import { zOpenTaskView, zReservationView, zTableView } from './floor-view.ts';
import { zGrantsOf, zOpenGrantView, zReleaseGrant } from './grant-view.ts';
import { zOffers } from './offers-view.ts';
import { zScanned } from './scan-view.ts';
import { zDayReport, zDayReportRow, zStoreDayView } from './report-view.ts';
import { zShiftView, zXReportView, zZReportSummary, zZReportView } from './shift-view.ts';
import { zSoldOutView, zStockLevelView, zStockMovementView } from './stock-view.ts';
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
const reservation = z.strictObject({ reservation: zReservationView });
const task = z.strictObject({ task: zOpenTaskView });
const signedIn = z.strictObject({
  user: zId<'User'>(),
  name: z.string(),
  permissions: z.array(z.string()),
});
const order = z.strictObject({ order: zOrderView });
const orders = z.strictObject({ order: zOrderView, others: z.array(zOrderView) });
const tickets = z.strictObject({ tickets: z.array(zTicketView) });
/** Rows of one answer: a screen of tiles and then some; the next page is asked for. */
export const IPC_PAGE_MAX = 200;
/** Movements of an item in one answer: what a manager scrolls through. */
export const STOCK_HISTORY_MAX = 200;
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
    z.strictObject({ user: zId<'User'>(), pin: zPin }),
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
  addCombo: command(zAddCombo, order),
  takeReward: command(zTakeReward, order),
  returnReward: command(zReturnReward, order),
  changeQuantity: command(zChangeQuantity, order),
  setLineNote: command(zSetLineNote, order),
  overridePrice: command(zOverridePrice, order),
  voidLine: command(zVoidLine, order),
  setOrderNote: command(zSetOrderNote, order),
  nameGuest: command(zNameGuest, order),
  fireOrder: command(zFireOrder, order),
  payAndClose: command(zPayAndClose, z.strictObject({ order: zOrderView, document: zDocumentView })),
  /** The bill of an open order before it is paid: no document, and its paper says so. */
  printBill: command(zPrintBill, order),
  /** A close, a refund, a reversal or (by its quote's id) a quote; the paper says COPY. */
  reprint: command(zReprint, NOTHING),
  openDrawer: command(zOpenDrawer, NOTHING),

  // The terms of an order: what is taken off and added, for whom, where, and what becomes of it.
  discountLine: command(zDiscountLine, order),
  discountOrder: command(zDiscountOrder, order),
  removeDiscount: command(zRemoveDiscount, order),
  enterCoupon: command(zEnterCoupon, order),
  removeCoupon: command(zRemoveCoupon, order),
  waiveCharge: command(zWaiveCharge, order),
  restoreCharge: command(zRestoreCharge, order),
  /** Captures the rules that hold now in place of those captured before. */
  repriceOrder: command(zRepriceOrder, order),
  changeTable: command(zChangeTable, order),
  changeGuests: command(zChangeGuests, order),
  setCustomer: command(zSetCustomer, order),
  setSeat: command(zSetSeat, order),
  setCourse: command(zSetCourse, order),
  holdCourse: command(zHoldCourse, order),
  setStaff: command(zSetStaff, order),
  parkOrder: command(zParkOrder, order),
  resumeOrder: command(zResumeOrder, order),
  cancelOrder: command(zCancelOrder, order),
  issueQuote: command(zIssueQuote, order),
  /** `order`: the one that gave; `others`: those that took. */
  moveLines: command(zMoveLines, orders),
  mergeOrders: command(zMergeOrders, orders),
  splitOrder: command(zSplitOrder, orders),

  // The shift and its drawer.
  /** Pays a part of an order that stays open. */
  recordPayment: command(zRecordPayment, order),
  cashIn: command(zMoveCash, NOTHING),
  cashOut: command(zMoveCash, NOTHING),
  /** What somebody counted; whether it is right is answered to nobody. */
  countDrawer: command(zDrawerCount, NOTHING),
  closeShift: command(zCloseShift, z.strictObject({ report: zZReportView })),
  /** What this till has open; null: nothing. */
  currentShift: query(NOTHING, z.strictObject({ shift: zShiftView.nullable() })),
  /** The X on paper; as `xReport`, and numbered by nothing. */
  printX: command(zPrintX, NOTHING),
  /** A closed shift's Z on paper again: a COPY. */
  reprintZ: command(zReprintZ, NOTHING),
  /** Of the open shift; null: none is. Needs `can_see_expected_cash`: it says what a blind count must not know. */
  xReport: query(NOTHING, z.strictObject({ report: zXReportView.nullable() })),
  /** A closed shift's, as long as this till holds it; null: not here. */
  zReport: query(
    z.strictObject({ shift: zId<'Shift'>() }),
    z.strictObject({ report: zZReportView.nullable() }),
  ),
  /** Of the store's tills, newest first. */
  zReports: query(
    z.strictObject({ ...page }),
    z.strictObject({ reports: z.array(zZReportSummary), total: z.int() }),
  ),

  // Money back. What another till closed is asked of it first; without an answer somebody must approve.
  refund: command(zRefund, z.strictObject({ order: zOrderView, refund: zRefundView })),
  /** Goods for goods: gives parts of one order back and pays another one with them, in one entry. */
  exchange: command(zExchange, z.strictObject({ refunded: zOrderView, order: zOrderView })),
  /** null: no standing document has this id. */
  refundable: query(
    z.strictObject({ order: zId<'Order'>(), document: zId<'Document'>() }),
    z.strictObject({ refundable: zRefundableView.nullable() }),
  ),

  // What was granted before a commit, and is held back until it is claimed or given back.
  openGrants: query(zGrantsOf, z.strictObject({ grants: z.array(zOpenGrantView) })),
  /** By a manager: tills that are alive give back what they do not claim by themselves. */
  releaseGrant: command(zReleaseGrant, z.strictObject({ grants: z.array(zOpenGrantView) })),

  // Stored value: gift cards, store credit, points, house accounts.
  /** Adds a line that sells a card, tops one up or settles a debt; its value is there when the order is closed. */
  sellGiftCard: command(zSellLoad, order),
  openAccount: command(zOpenAccount, z.strictObject({ account: zAccountView })),
  adjustAccount: command(zAdjustAccount, z.strictObject({ account: zAccountView })),
  /** By its code; null: this till has never heard of it. */
  balance: query(zAccountCode, z.strictObject({ account: zAccountView.nullable() })),

  // Where tills disagreed.
  reverseDocument: command(zReverseDocument, order),
  refundOverpayment: command(zRefundOverpayment, order),
  resolveTask: command(zResolveTask, order),
  orderTasks: query(
    z.strictObject({ status: z.enum(['open', 'all']), ...page }),
    z.strictObject({ tasks: z.array(zOrderTaskView), total: z.int() }),
  ),

  // The kitchen.
  /** Ends a course's hold by sending it. */
  fireCourse: command(zFireCourse, order),
  bump: command(zBump, tickets),
  recall: command(zRecall, tickets),
  tickets: query(z.strictObject({ station: zId<'Station'>().nullable(), includeDone: z.boolean() }), tickets),

  // Stock, and what has run out.
  /** A delivery, waste, a transfer, a correction; `stockLevels` tells what came of it. */
  stockMovement: command(zMoveStock, NOTHING),
  /** What a person found; names what this till knew, so that what it did not know still counts. */
  countStock: command(zCountStock, NOTHING),
  /** By item's id. `flagged`: those below zero or at their threshold. */
  stockLevels: query(
    z.strictObject({ item: zId<'Item'>().nullable(), only: z.enum(['all', 'flagged']), ...page }),
    z.strictObject({ levels: z.array(zStockLevelView), total: z.int() }),
  ),
  /** The latest movements of an item, newest first. */
  stockHistory: query(
    z.strictObject({ item: zId<'Item'>(), limit: z.int().min(1).max(STOCK_HISTORY_MAX) }),
    z.strictObject({ movements: z.array(zStockMovementView) }),
  ),
  /** Takes an item off sale in this store, perhaps for a time; both answer the mark that stands. */
  markSoldOut: command(zMarkSoldOut, z.strictObject({ soldOut: zSoldOutView.nullable() })),
  backOnSale: command(zBackOnSale, z.strictObject({ soldOut: zSoldOutView.nullable() })),
  /** Every mark that stands, by since; the time of some may be over, which a screen sees as it happens. */
  soldOut: query(NOTHING, z.strictObject({ soldOut: z.array(zSoldOutView) })),

  // Tables and the book. `now`: the screen's clock, for what is reserved soon.
  tables: query(z.strictObject({ now: zInstant }), z.strictObject({ tables: z.array(zTableView) })),
  setTableStatus: command(zSetTableStatus, NOTHING),
  makeReservation: command(zMakeReservation, reservation),
  changeReservation: command(zChangeReservation, reservation),
  cancelReservation: command(zCancelReservation, reservation),
  seatReservation: command(zSeatReservation, reservation),
  markNoShow: command(zMarkNoShow, reservation),
  /** Those that begin within a time, the first first. */
  reservations: query(
    z.strictObject({ from: zInstant, to: zInstant, ...page }),
    z.strictObject({ reservations: z.array(zReservationView), total: z.int() }),
  ),

  // What waits for a person.
  raiseTask: command(zRaiseTask, task),
  finishTask: command(zFinishTask, task),
  /** Tasks of orders, double bookings and tasks that stand by themselves in one list, the oldest first. */
  openTasks: query(
    z.strictObject({ status: z.enum(['open', 'all']), ...page }),
    z.strictObject({ tasks: z.array(zOpenTaskView), total: z.int() }),
  ),

  // Reading.
  order: query(z.strictObject({ order: zId<'Order'>() }), z.strictObject({ order: zOrderView.nullable() })),
  orders: query(
    z.strictObject({
      status: z.enum(['open', 'closed', 'all']),
      /** Only those that were put aside, or only those that were not. */
      isParked: z.boolean().optional(),
      ...page,
    }),
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
  scan: query(z.strictObject({ code: z.string().min(1).max(SCANNED_MAX) }), zScanned),
  /** Combos and rewards that hold at this moment. */
  offers: query(z.strictObject({ kind: zOpenOrder.shape.kind }), zOffers),
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
  /** A day by one dimension (item, tender, tax, ...), the largest total first. Needs `can_view_reports`. */
  dayReport: query(zDayReport, z.strictObject({ rows: z.array(zDayReportRow) })),
  /** As `dayReport`; one day per currency. `isWhole` false: this till has dropped orders of that day, the cloud has them. */
  storeDay: query(
    z.strictObject({ businessDate: zBusinessDate }),
    z.strictObject({ days: z.array(zStoreDayView), isWhole: z.boolean() }),
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
  /** The paper of a Z, likewise. */
  zReportPicture: query(
    z.strictObject({ shift: zId<'Shift'>() }),
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
