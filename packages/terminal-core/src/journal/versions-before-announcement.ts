/**
 * The event versions of the last build that announced nothing: what a till reads that never said. Never edited: the next
 * build announces what it reads.
 */
export const VERSIONS_BEFORE_ANNOUNCEMENT: ReadonlySet<string> = new Set([
  'journal.ChainOpened/1',
  'journal.Recovered/1',
  'order.OrderOpened/1',
  'order.LineAdded/1',
  'order.LineQuantityChanged/1',
  'order.LineNoteSet/1',
  'order.LinePriceOverridden/1',
  'order.LineVoided/1',
  'order.OrderNoteSet/1',
  'order.GuestNamed/1',
  'order.LinesFired/1',
  'order.OrderClosed/1',
  'order.ReceiptIssued/1',
  'payment.PaymentRecorded/1',
  'payment.ShiftOpened/1',
  'payment.DrawerKicked/1',
  'workflow.StageAdvanced/1',
  'workflow.StageRecalled/1',
]);
