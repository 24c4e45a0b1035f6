import type { Permission } from '@beaveros/domain/auth-user';
import type { RefusalWords } from './refusal-text.ts';

/** What is not so, and what to do. In the order of the codes' rooms. */
export const refusalsEn = {
  'auth-user/permission-missing': {
    title: 'You may not {{permission}}',
    text: 'Ask someone who may to sign in with their PIN; the order stays.',
  },
  'core/not-signed-in': { title: 'Nobody is signed in', text: 'Sign in with your PIN; the order stays.' },
  'core/not-ready': {
    title: 'This till is not ready to sell yet',
    text: 'Still to arrive: {{missing}}. It goes on by itself when they are here.',
  },
  'core/user-unknown': {
    title: 'This person does not work here any more',
    text: 'Choose another name, or ask the manager.',
  },
  'core/pin-not-set': {
    title: 'No PIN has been set',
    text: 'The manager sets a first PIN in the back office.',
  },
  'core/pin-wrong': { title: 'Wrong PIN', text: 'Try again. Tries left: {{triesLeft}}.' },
  'core/pin-locked': { title: 'Too many wrong PINs', text: 'Try again in {{secondsLeft}} s.' },
  'core/order-has-parked-facts': {
    title: 'A newer till has worked on this order',
    text: 'Close it there, or update this till.',
  },
  'core/till-too-old': {
    title: 'A till of this store is too old for that',
    text: 'Update it, or try again a week after it was last in use.',
  },
  'core/no-drawer': {
    title: 'This till has no such drawer',
    text: 'Open it with its key, and ask the manager to set it up.',
  },
  'core/print-job-not-unknown': {
    title: 'That print has been settled already',
    text: 'Nothing is left to do.',
  },
  'core/print-job-unknown': { title: 'That print is not known here', text: 'Print the receipt again.' },
  'order/already-opened': { title: 'This order exists already', text: 'Find it under open orders.' },
  'order/not-open': { title: 'This order is not open', text: 'Start a new sale.' },
  'order/already-closed': {
    title: 'This order has been paid',
    text: 'Start a new sale; a correction is a return.',
  },
  'order/empty': { title: 'There is nothing to pay', text: 'Add an item first.' },
  'order/line-unknown': { title: 'That line is gone', text: 'Add the item again.' },
  'order/line-already-added': { title: 'That line is here already', text: 'Change its quantity instead.' },
  'order/line-voided': { title: 'That line has been voided', text: 'Add the item again.' },
  'order/quantity-zero': { title: 'A quantity cannot be zero', text: 'Void the line instead.' },
  'order/item-unknown': {
    title: 'This item is not in the catalogue',
    text: 'Search for it by name, or ask the manager to add it.',
  },
  'order/item-not-for-sale': { title: '{{name}} is not for sale', text: 'Choose another item.' },
  'order/item-sold-out': { title: '{{name}} is sold out', text: 'Choose another item.' },
  'order/tax-missing': {
    title: 'The tax of this item has not arrived',
    text: 'Sell something else meanwhile, and ask the manager to check the item.',
  },
  'order/option-unknown': {
    title: 'One of these choices is no longer offered',
    text: 'Choose again.',
  },
  'order/too-few-options': { title: '{{name}}: something is missing', text: 'Choose at least {{min}}.' },
  'order/too-many-options': { title: '{{name}}: too many chosen', text: 'Choose at most {{max}}.' },
  'order/too-large': {
    title: 'This order has too many {{what}}',
    text: 'Pay it, and go on with a new order.',
  },
  'order/nothing-to-fire': { title: 'The kitchen knows everything already', text: 'Add an item first.' },
  'order/no-station': {
    title: 'No kitchen station prepares these items',
    text: 'Tell the kitchen yourself, and ask the manager to assign a station.',
  },
  'order/not-fully-paid': { title: 'That does not cover the amount', text: 'Take more, or another tender.' },
  'order/document-unknown': {
    title: 'That receipt is not known here',
    text: 'Look for it on the till that sold it.',
  },
  'order/document-id-taken': { title: 'That document exists already', text: 'Try again.' },
  'order/document-stands': {
    title: 'That receipt stands',
    text: 'Nothing else closed the same lines; a correction is a return.',
  },
  'order/document-already-reversed': {
    title: 'That receipt has been reversed already',
    text: 'Nothing is left to do.',
  },
  'order/not-overpaid': { title: 'Nothing is owed for this order', text: 'Nothing is left to pay back.' },
  'order/task-unknown': { title: 'There is nothing left to look at', text: 'It has been settled meanwhile.' },
  'order/task-already-resolved': {
    title: 'Somebody has looked at that already',
    text: 'Nothing is left to do.',
  },
  'order/task-needs-an-act': {
    title: 'A word does not settle that',
    text: 'Reverse the receipt, pay the guest back, or take the payment.',
  },
  'order/no-printer': {
    title: 'This till has no receipt printer',
    text: 'Show the receipt on the screen, or print it at another till.',
  },
  'payment/shift-already-open': { title: 'A shift is open already', text: 'Go on selling.' },
  'payment/shift-closed': { title: 'No shift is open', text: 'Open a shift first; the order stays.' },
  'payment/method-unknown': {
    title: 'This payment method is no longer offered',
    text: 'Choose another.',
  },
  'payment/method-not-taken': {
    title: 'This till does not take cards yet',
    text: 'Take cash, or use the stand-alone card terminal of the store.',
  },
  'payment/tender-zero': { title: 'The amount is zero', text: 'Enter what the guest gives.' },
  'payment/wrong-direction': {
    title: 'The money would go the wrong way',
    text: 'Look at the amount again: it is paid in or out, not both.',
  },
  'payment/too-much-out': { title: 'That is more than is owed', text: 'Pay out the exact amount.' },
  'payment/already-recorded': {
    title: 'This payment has been recorded already',
    text: 'Look at the order before you take money again.',
  },
  'workflow/stage-unknown': { title: 'That kitchen stage does not exist', text: 'Bump the ticket again.' },
  'workflow/ticket-line-unknown': {
    title: 'That ticket line is not known here',
    text: 'Wait for it to arrive.',
  },
  'workflow/already-at-last-stage': { title: 'It is done already', text: 'Nothing is left to do.' },
} as const satisfies RefusalWords;

/** The end of “You may not …”. */
export const permissionsEn = {
  can_sell: 'sell',
  can_process_payments: 'take payments',
  can_override_price: 'change a price',
  can_void_lines: 'void a line',
  can_return_without_receipt: 'take goods back without a receipt',
  can_open_shift: 'open a shift',
  can_open_drawer: 'open the drawer',
  can_reprint: 'print a receipt again',
  can_resolve_print_jobs: 'settle a doubtful print',
  can_fire: 'send to the kitchen',
  can_manage_tickets: 'work on kitchen tickets',
  can_discount: 'give discounts',
  can_discount_beyond_limit: 'give discounts beyond the limit',
  can_waive_charge: 'take a charge off',
  can_refund: 'give refunds',
  can_refund_beyond_limit: 'give refunds beyond the limit',
  can_cancel_order: 'cancel orders',
  can_move_lines: 'move lines between orders',
  can_issue_quote: 'issue quotes',
  can_close_shift: 'close a shift',
  can_see_expected_cash: 'see the cash that should be there',
  can_move_cash: 'pay cash in and out',
  can_sell_on_account: 'sell on account',
  can_adjust_accounts: 'correct balances',
  can_manage_stock: 'count and move stock',
  can_mark_sold_out: 'mark items as sold out',
  can_manage_reservations: 'take reservations',
  can_resolve_tasks: 'resolve tasks',
  can_manage_automations: 'set up automations',
  can_manage_users: 'manage users',
  can_manage_catalog: 'change the catalogue',
  can_manage_entities: 'change tables and stores',
  can_manage_devices: 'set up devices',
  can_manage_payment_methods: 'change payment methods',
  can_manage_workflow: 'change kitchen stages',
  can_view_orders: 'look at orders',
  can_view_reports: 'look at reports',
} as const satisfies Readonly<Record<Permission, string>>;
