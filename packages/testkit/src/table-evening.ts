import { foldAll } from '@beaveros/domain/journal';
import {
  cancelReservation,
  makeReservation,
  type ReservationState,
  reservationFold,
  type ServiceEntityRow,
  seatReservation,
  setTableStatus,
} from '@beaveros/domain/service-entity';
import { finishTask, raiseTask, taskFold } from '@beaveros/domain/workflow';
import { bytesToHex, type Id, instant } from '@beaveros/kit';
import { Cashier } from './cashier.ts';
import { type House, houseOf } from './house.ts';
import type { Story } from './story.ts';

const HOUR_MS = 3_600_000;

/**
 * An evening at one table: booked on two tills that do not see each other, guests seated, their order fired, served and
 * closed, the table cleared; meanwhile a task is raised, and done on both tills.
 */
export function tableEvening(seed: number): Story {
  const house = houseOf(seed);
  const one = new Cashier(house, 'T1');
  const two = new Cashier(house, 'T2');
  const shifts = [one.openShift(), two.openShift()];
  const table = windowTable(house);
  const book = bookOf(house, table);
  const reservations = [book.make(one), book.make(two)] as const;
  const order = one.openOrder({ id: table.id, name: table.name });
  book.seat(one, reservations[0], order);
  const meal = one.addLine(order, house.items[0]!);
  const firing = one.fire(order);
  two.writer.hear(one.writer);
  two.bump(order, meal, firing);
  book.cancel(two, reservations[1]);
  const tasks = askForHelp(house, one, two);
  one.writer.hear(two.writer);
  one.bump(order, meal, firing);
  one.payAndClose(order);
  const say = (till: Cashier, status: 'dirty' | 'available', note: string | null) => {
    const command = { entity: table.id, status, note };
    till.say('setTableStatus', setTableStatus(command, { actor: house.actor, entity: table }));
  };
  say(one, 'dirty', 'wine on the cloth');
  two.writer.hear(one.writer);
  say(two, 'available', null);
  const next = two.openOrder({ id: table.id, name: table.name });
  return {
    name: 'table evening',
    house,
    chains: [one.writer.entries(), two.writer.entries()],
    orders: [order, next],
    shifts,
    tasks,
    reservations,
    entities: [table.id],
  };
}

function windowTable(house: House): ServiceEntityRow {
  return {
    id: house.newId<'ServiceEntity'>(),
    tenantId: house.tenant,
    storeId: house.store,
    areaId: null,
    name: 'Window',
    description: null,
    capacity: 4,
    isActive: true,
  };
}

/** Two tasks: one that both tills do without seeing each other, and one that nobody does. */
function askForHelp(house: House, one: Cashier, two: Cashier): readonly Id<'Task'>[] {
  const [task, forgotten] = [house.newId<'Task'>(), house.newId<'Task'>()];
  const stateOf = (till: Cashier, id: string) => foldAll(taskFold, id, till.writer.facts(id)).state;
  const water = { task, title: 'Bring water', assignedTo: 'can_sell', due: null };
  const candles = { task: forgotten, title: 'Candles', assignedTo: null, due: house.clock.now() };
  one.say('raiseTask', raiseTask(stateOf(one, task), water));
  one.say('raiseTask', raiseTask(stateOf(one, forgotten), candles));
  two.writer.hear(one.writer);
  two.say('finishTask', finishTask(stateOf(two, task), { task, note: 'brought' }, house));
  one.say('finishTask', finishTask(stateOf(one, task), { task, note: 'brought too' }, house));
  return [task, forgotten];
}

function bookOf(house: House, table: ServiceEntityRow) {
  const stateOf = (till: Cashier, id: string): ReservationState =>
    foldAll(reservationFold, id, till.writer.facts(id)).state;
  const side = () => ({ id: house.newId<'Side'>(), salt: bytesToHex(house.random.bytes(16)), value: 'Ada' });
  return {
    /** From the hour after next, for two hours. */
    make(till: Cashier): Id<'Reservation'> {
      const reservation = house.newId<'Reservation'>();
      const startsAt = (Math.ceil(house.clock.now() / HOUR_MS) + 1) * HOUR_MS;
      const slot = { startsAt: instant(startsAt), endsAt: instant(startsAt + 2 * HOUR_MS), guests: 2 };
      const who = { entities: [table.id], note: 'by the window', name: side(), phone: side() };
      const decided = makeReservation(
        stateOf(till, reservation),
        { reservation, ...slot, ...who },
        {
          actor: house.actor,
          now: house.clock.now(),
          slotMinutes: 30,
          minuteOfDay: (at) => Math.floor(at / 60_000) % 1_440,
          entity: (id) => (id === table.id ? table : undefined),
          booked: [],
        },
      );
      till.say('makeReservation', decided);
      return reservation;
    },
    seat(till: Cashier, reservation: Id<'Reservation'>, order: Id<'Order'>): void {
      const context = { actor: house.actor, isOpen: true };
      till.say(
        'seatReservation',
        seatReservation(stateOf(till, reservation), { reservation, order }, context),
      );
    },
    cancel(till: Cashier, reservation: Id<'Reservation'>): void {
      const command = { reservation, reason: 'double' };
      till.say(
        'cancelReservation',
        cancelReservation(stateOf(till, reservation), command, { actor: house.actor }),
      );
    },
  };
}
