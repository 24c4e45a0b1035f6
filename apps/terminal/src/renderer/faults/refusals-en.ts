import type { Permission } from '@beaveros/domain/auth-user';
import type { RefusalWords } from './refusal-text.ts';

/** What is not so, and what to do. In the order of the codes' rooms. */
export const refusalsEn = {
  'auth-user/permission-missing': {
    title: 'You may not {{permission}}',
    text: 'Ask someone who may to sign in with their PIN; the order stays.',
  },
  'auth-user/approver-has-no-more': {
    title: 'You cannot approve this yourself',
    text: 'Choose somebody else who may, and let them key in their PIN.',
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
  'order/already-cancelled': { title: 'This order was given up', text: 'Start a new sale.' },
  'order/line-moved': { title: 'That line is in another order now', text: 'Open the order it went to.' },
  'order/discount-unknown': {
    title: 'That discount is not on this order',
    text: 'It may have been taken off already.',
  },
  'order/discount-already-given': {
    title: 'That discount is given already',
    text: 'Take it off first to give another one.',
  },
  'order/discount-takes-nothing': {
    title: 'That would take nothing off',
    text: 'Enter an amount or a percentage, on something that costs.',
  },
  'order/too-many-discounts': {
    title: 'There are {{max}} discounts already',
    text: 'Take one off first, or change the price.',
  },
  'order/coupon-unknown': {
    title: 'No coupon {{coupon}} is valid now',
    text: 'Check the code, and whether it holds today.',
  },
  'order/coupon-already-entered': {
    title: 'Coupon {{coupon}} is on this order already',
    text: 'It counts once.',
  },
  'order/coupon-used-up': {
    title: 'Coupon {{coupon}} is used up',
    text: '{{usesMax}} orders have used it. Take it off to go on.',
  },
  'order/coupon-not-entered': {
    title: 'That coupon is not on this order',
    text: 'It may have been taken off already.',
  },
  'order/charge-unknown': { title: 'This order owes no such charge', text: 'Nothing is left to do.' },
  'order/charge-already-waived': { title: 'That charge is off already', text: 'Nothing is left to do.' },
  'order/charge-not-waived': { title: 'That charge is on the bill already', text: 'Nothing is left to do.' },
  'order/table-unknown': {
    title: 'This table is not on the floor plan',
    text: 'Choose another, or ask the manager.',
  },
  'order/staff-unknown': { title: 'This person does not work here any more', text: 'Choose somebody else.' },
  'order/already-parked': { title: 'This order is parked already', text: 'Find it under parked orders.' },
  'order/not-parked': { title: 'This order is not parked', text: 'Somebody has taken it up already.' },
  'order/has-payments': { title: 'Money has been paid on this order', text: 'Give it back first.' },
  'order/quote-id-taken': {
    title: 'This quote has been issued already',
    text: 'Look at the order before you issue another one.',
  },
  'order/quote-already-over': { title: 'That day is over already', text: 'Choose today or later.' },
  'order/line-loads-a-card': {
    title: 'A card is loaded by that line',
    text: 'Pay it here, or void it and sell it on the other order.',
  },
  'order/same-order': { title: 'That is the same order', text: 'Choose another one.' },
  'order/currency-differs': {
    title: 'The other order is in another currency',
    text: 'Start a new order for these lines.',
  },
  'order/more-than-there-is': { title: 'There is not so much of it', text: 'Choose a smaller quantity.' },
  'order/quantity-zero': { title: 'A quantity cannot be zero', text: 'Void the line instead.' },
  'order/item-unknown': {
    title: 'This item is not in the catalogue',
    text: 'Search for it by name, or ask the manager to add it.',
  },
  'order/item-not-for-sale': { title: '{{name}} is not for sale', text: 'Choose another item.' },
  'order/item-sold-out': { title: '{{name}} is sold out', text: 'Choose another item.' },
  'order/no-customer': {
    title: 'The order has no customer',
    text: 'Choose whose points they are.',
  },
  'order/reward-unknown': { title: 'This reward is not offered now', text: 'Choose another one.' },
  'order/reward-already-taken': {
    title: '{{name}} has been taken already',
    text: 'Each reward once an order.',
  },
  'order/has-rewards': {
    title: 'Points have bought something here: {{name}}',
    text: 'Give the reward back first.',
  },
  'order/no-such-combo': {
    title: 'This menu is not offered now',
    text: 'Add its parts one by one, or ask the manager.',
  },
  'order/combo-choice-unknown': { title: 'That is no part of this menu', text: 'Choose another part.' },
  'order/combo-too-few': { title: '{{name}}: something is missing', text: 'Choose at least {{min}}.' },
  'order/combo-too-many': { title: '{{name}}: too many chosen', text: 'Choose at most {{max}}.' },
  'order/label-unreadable': {
    title: 'The label of {{name}} cannot be read',
    text: 'Scan it again, or weigh it anew.',
  },
  'codes/pattern-not-matched': {
    title: 'This label is not known here',
    text: 'Search for the item by name.',
  },
  'codes/wrong-check-digit': {
    title: 'The label was read wrongly',
    text: 'Scan it again, or weigh it anew.',
  },
  'codes/wrong-value-verifier': {
    title: 'The label was read wrongly',
    text: 'Scan it again, or weigh it anew.',
  },
  'codes/value-is-zero': { title: 'The label says zero', text: 'Weigh it anew and print a new label.' },
  'codes/unit-price-not-positive': {
    title: 'The item of this label has no price',
    text: 'Add it by name with a price, or ask the manager to check the item.',
  },
  'codes/label-does-not-fit': {
    title: 'No line can say what this label says',
    text: 'Print a new label, or add the item by name.',
  },
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
  'payment/no-printer': {
    title: 'No receipt printer',
    text: 'Add one in the devices of this till.',
  },
  'payment/z-unknown': { title: 'This till does not hold that Z', text: 'Look for it in the back office.' },
  'payment/shift-already-open': { title: 'A shift is open already', text: 'Go on selling.' },
  'payment/shift-closed': { title: 'No shift is open', text: 'Open a shift first; the order stays.' },
  'payment/drawer-in-use': {
    title: 'Another till has this drawer',
    text: 'Close its shift first, or give this till a drawer of its own.',
  },
  'payment/not-this-shift': {
    title: 'This till has another shift open',
    text: 'A shift is closed where it was opened.',
  },
  'payment/count-mismatch': {
    title: 'Coins and notes add up to another amount',
    text: 'Count again, or correct the sum.',
  },
  'payment/method-unknown': {
    title: 'This payment method is no longer offered',
    text: 'Choose another.',
  },
  'payment/method-not-taken': {
    title: 'This till does not take that yet',
    text: 'Take cash, or use the stand-alone card terminal of the store.',
  },
  'payment/tender-zero': { title: 'The amount is zero', text: 'Enter what the guest gives.' },
  'payment/wrong-direction': {
    title: 'The money would go the wrong way',
    text: 'Look at the amount again: it is paid in or out, not both.',
  },
  'payment/too-much-out': { title: 'That is more than is owed', text: 'Pay out the exact amount.' },
  'payment/too-much': {
    title: 'That is more than is due',
    text: 'Only cash gives change: enter what is due, or say that the rest is a tip.',
  },
  'payment/short-of-rounded': {
    title: 'Cash is rounded to coins that exist',
    text: 'Take the rounded amount, or less and the rest by card.',
  },
  'payment/tip-not-taken': {
    title: 'That tip leaves nothing for the order',
    text: 'Enter what the guest gives, tip included.',
  },
  'payment/account-missing': {
    title: 'Nobody was named whose account pays',
    text: 'Choose the card or the customer.',
  },
  'payment/account-not-taken': {
    title: 'This way to pay has no account',
    text: 'Choose the way that pays from one.',
  },
  'payment/customer-missing': {
    title: 'Nobody would owe this',
    text: 'Name the customer of the order first.',
  },
  'order/document-contested': {
    title: 'Another document has these lines',
    text: 'Reverse this one instead; what was paid twice is paid back by it.',
  },
  'order/line-not-on-document': {
    title: 'That line is not on this document',
    text: 'Choose a line of the document.',
  },
  'order/line-named-twice': {
    title: 'That line is chosen twice',
    text: 'Choose it once, with the whole quantity.',
  },
  'order/line-not-refundable': {
    title: 'That line cannot be refunded',
    text: 'It was a return, or nothing was paid for it.',
  },
  'order/refund-beyond-sold': {
    title: 'More than is left of that line',
    text: 'Choose a smaller quantity; the rest was refunded before.',
  },
  'order/refund-beyond-paid': {
    title: 'More than was paid for it',
    text: 'Nothing was paid for a part of it, or it was paid back before.',
  },
  'payment/practice-kept-apart': {
    title: 'Practice and sales are kept apart',
    text: 'Part of it was paid in the other kind of shift. Go on in a shift of that kind.',
  },
  'order/refund-in-training': {
    title: 'Practice and sales are kept apart',
    text: 'Refund it in a shift of the same kind.',
  },
  'order/grant-used': { title: 'That refund was allowed once already', text: 'Start the refund again.' },
  'order/grant-does-not-fit': {
    title: 'The other till allowed something else',
    text: 'Start the refund again.',
  },
  'order/refund-beyond-offline-limit': {
    title: 'The till that sold it cannot be reached',
    text: 'Refund less here, or refund it there.',
  },
  'order/nothing-to-exchange': {
    title: 'There is nothing to exchange',
    text: 'Add what the guest takes to a new order first.',
  },
  'payment/payment-unknown': {
    title: 'That payment is not of this document',
    text: 'Choose another way to pay it back.',
  },
  'payment/more-than-was-paid': {
    title: 'Less than that is left of the payment',
    text: 'Pay the rest back another way.',
  },
  'payment/only-to-original': {
    title: 'It goes back the way it was paid',
    text: 'Choose the payment it came from.',
  },
  'payment/refund-not-paid-out': {
    title: 'The ways to pay back do not add up',
    text: 'They must come to exactly the refund.',
  },
  'payment/account-unknown': {
    title: 'That card or account is not known',
    text: 'Check the code, or ask again when the internet is back.',
  },
  'payment/account-already-open': { title: 'That account is open already', text: 'Use it as it is.' },
  'payment/account-does-not-fit': {
    title: 'That account is of another kind or currency',
    text: 'Choose another account.',
  },
  'payment/account-too-low': { title: 'There is not enough on it', text: 'Take the rest by another tender.' },
  'payment/spend-grant-used': { title: 'That was allowed once already', text: 'Take the payment again.' },
  'payment/not-a-gift-card': { title: 'That item is not a gift card', text: 'Choose an item that is.' },
  'payment/credit-beyond-limit': {
    title: 'That is more credit than the store gives',
    text: 'Choose a lower limit, or ask head office.',
  },
  'payment/already-recorded': {
    title: 'This payment has been recorded already',
    text: 'Look at the order before you take money again.',
  },
  'product-catalog/item-unknown': {
    title: 'This item is not in the catalogue',
    text: 'Search for it by name, or ask the manager to add it.',
  },
  'product-catalog/item-not-tracked': {
    title: 'Nobody counts this item',
    text: 'Ask the manager to track its stock in the back office.',
  },
  'product-catalog/item-twice': {
    title: 'An item stands twice in the list',
    text: 'Put both into one line.',
  },
  'product-catalog/wrong-direction': {
    title: 'That quantity goes the wrong way',
    text: 'What comes in is above zero, what is wasted is below.',
  },
  'product-catalog/reason-missing': {
    title: 'The reason is missing',
    text: 'Say what happened, or where it went.',
  },
  'product-catalog/too-many-chains': {
    title: 'This store has known too many tills to be counted',
    text: 'Ask for support; nothing was changed.',
  },
  'product-catalog/time-passed': {
    title: 'That time is over already',
    text: 'Choose a later one, or none.',
  },
  'product-catalog/item-not-sold-out': {
    title: 'This store has not marked it as sold out',
    text: 'If it is not offered all the same, head office took it off sale.',
  },
  'workflow/stage-unknown': { title: 'That kitchen stage does not exist', text: 'Bump the ticket again.' },
  'workflow/ticket-line-unknown': {
    title: 'That ticket line is not known here',
    text: 'Wait for it to arrive.',
  },
  'workflow/already-at-last-stage': { title: 'It is done already', text: 'Nothing is left to do.' },
  'workflow/task-already-raised': {
    title: 'That task is on the list already',
    text: 'Nothing is left to do.',
  },
  'workflow/task-unknown': {
    title: 'That task is not known here',
    text: 'Wait for it to arrive from another till.',
  },
  'workflow/task-already-done': { title: 'Somebody has done that already', text: 'Nothing is left to do.' },
  'service-entity/reservation-already-made': {
    title: 'That reservation is in the book already',
    text: 'Open it there to change it.',
  },
  'service-entity/reservation-unknown': {
    title: 'That reservation is not known here',
    text: 'Wait for it to arrive from another till.',
  },
  'service-entity/reservation-over': {
    title: 'That reservation is over',
    text: 'Its guests came, or it was cancelled. Make a new one.',
  },
  'service-entity/reservation-not-begun': {
    title: 'It is too early for that',
    text: 'The guests may still come; cancel it if they have called.',
  },
  'service-entity/slot-invalid': {
    title: 'That time does not fit the book',
    text: 'Begin on a full slot of {{slotMinutes}} minutes and end after the beginning, within a day.',
  },
  'service-entity/slot-passed': { title: 'That time is over', text: 'Choose a time that is still to come.' },
  'service-entity/entity-unknown': {
    title: 'This table is not on the floor plan',
    text: 'Choose another one.',
  },
  'service-entity/entity-taken': {
    title: '{{name}} is booked at that time',
    text: 'Choose another table or another time.',
  },
  'service-entity/over-capacity': {
    title: 'Only {{capacity}} can sit there',
    text: 'Add a table, or choose a larger one.',
  },
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
