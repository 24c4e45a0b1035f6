import type { Permission } from '@beaveros/domain/auth-user';
import type { Event } from '@beaveros/domain/journal';
import { sideReference } from '@beaveros/domain/journal';
import { amountMinor, type Id, quantityMicro, unitPriceMicro } from '@beaveros/kit';
import fc from 'fast-check';
import { actorWithout, EUR, fixed, ITEMS, RARE, WELL_DONE } from './_catalogue.ts';
import { GUEST } from './_core.ts';
import type { GuessedCommand } from './fold-guess.ts';

// What may happen to one order, from this screen and from elsewhere. Small pools of lines, so that things meet.

export const ORDER = fixed('Order', 1);

const line = fc.integer({ min: 1, max: 5 }).map((n) => fixed('Line', n));
const quantity = fc
  .oneof(
    fc.integer({ min: -3, max: 3 }).map((n) => n * 1_000_000),
    fc.integer({ min: -999_999, max: 2_345_678 }),
  )
  .map(quantityMicro);
const note = fc.option(fc.constantFrom('no salt', 'para llevar', ''), { nil: null });
const price = fc.integer({ min: -1_000_000, max: 99_999_999 }).map(unitPriceMicro);
const options = fc.constantFrom<readonly Id<'ModifierOption'>[]>([], [RARE], [WELL_DONE], [RARE, WELL_DONE]);
const lineToAdd = fc.record({
  line,
  item: fc.constantFrom(...ITEMS.map(({ id }) => id), fixed('Item', 99)),
  quantityMicro: quantity,
  options: options.map((all) => [...all]),
  note,
  override: fc.option(fc.record({ unitPriceMicro: price, reason: fc.constant('damaged') }), {
    nil: null,
    freq: 1,
  }),
});

/** A command of this screen. The usual ones more often. */
export const commands: fc.Arbitrary<GuessedCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(lineToAdd, { minLength: 1, maxLength: 3 })
      .map((lines): GuessedCommand => ({ call: 'addLines', input: { order: ORDER, lines } })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ line, deltaMicro: quantity })
      .map((input): GuessedCommand => ({ call: 'changeQuantity', input: { order: ORDER, ...input } })),
  },
  fc
    .record({ line, note })
    .map((input): GuessedCommand => ({ call: 'setLineNote', input: { order: ORDER, ...input } })),
  line.map(
    (each): GuessedCommand => ({ call: 'voidLine', input: { order: ORDER, line: each, reason: 'spilt' } }),
  ),
  fc.record({ line, unitPriceMicro: price }).map(
    (input): GuessedCommand => ({
      call: 'overridePrice',
      input: { order: ORDER, ...input, reason: 'damaged' },
    }),
  ),
  note.map((each): GuessedCommand => ({ call: 'setOrderNote', input: { order: ORDER, note: each } })),
  fc.constant<GuessedCommand>(opening()),
);

export function opening(): GuessedCommand {
  return { call: 'openOrder', input: { order: ORDER, kind: 'counter', table: null, guests: null } };
}

/** A fact that this screen learns with the next answer only. */
export const factsFromElsewhere: fc.Arbitrary<Omit<Event, 'id'>> = fc.oneof(
  line.map((each) => fact('order.LinesFired', { firing: fixed('Firing', 1), lines: [{ line: each }] })),
  fc.record({ line, deltaMicro: quantity }).map((body) => fact('order.LineQuantityChanged', body)),
  line.map((each) => fact('order.LineVoided', { line: each, reason: 'a peer' })),
  fc.constant(fact('order.GuestNamed', { guest: sideReference(GUEST) })),
  fc.integer({ min: 1, max: 3 }).map((n) =>
    fact('payment.PaymentRecorded', {
      payment: fixed('Payment', n),
      shift: fixed('Shift', 1),
      method: { id: fixed('PaymentMethod', 1), name: 'Cash', type: 'cash' },
      currency: EUR,
      amount: amountMinor(100 * n),
      tendered: amountMinor(100 * n),
      change: amountMinor(0),
    }),
  ),
);

export function fact(type: string, body: unknown): Omit<Event, 'id'> {
  return { type, v: 1, aggregate: ORDER, body };
}

const lackings = fc.subarray<Permission>([
  'can_sell',
  'can_override_price',
  'can_void_lines',
  'can_return_without_receipt',
]);

/** Mostly somebody who may everything. */
export const actors = fc.oneof(
  { weight: 3, arbitrary: fc.constant(actorWithout()) },
  { weight: 1, arbitrary: lackings.map((lacking) => actorWithout(...lacking)) },
);
