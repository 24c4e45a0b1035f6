import type { OrderState } from '@beaveros/domain/order';
import { type AtTill, atTill, busyOrder, standingLine } from './at-till.ts';
import type { Operation } from './operation.ts';
import { onOrderThat } from './terms.ts';

const HOUR_MS = 3_600_000;
const SLOT_MS = HOUR_MS / 2;
/** How many of what is booked or open people have in their heads. */
const BUSY = 6;

/** What is done about courses, tables, the book and the list of things to do. */
export const floorOperations = {
  'set-course': (world, step) =>
    atTill(world, step, (at) => {
      const order = busyOrder(at);
      const line = order === undefined ? undefined : standingLine(at, order);
      if (order === undefined || line === undefined) return false;
      at.ask('setCourse', { order, lines: [line], course: at.dice.pick([null, 1, 2]) });
      return true;
    }),
  'hold-course': (world, step) =>
    atTill(world, step, (at) => {
      const order = busyOrder(at);
      if (order === undefined) return false;
      at.ask('holdCourse', { order, course: at.dice.between(1, 2), isHeld: at.dice.chance(0.7) });
      return true;
    }),
  'fire-course': (world, step) =>
    onOrderThat(hasWaitingCourse, world, step, (at, order) => {
      const waiting = waitingCourses(at.order(order));
      const course = waiting.length === 0 ? at.dice.between(1, 2) : at.dice.pick(waiting);
      at.ask('fireCourse', { order, firing: at.newId(), course });
    }),
  'set-table-status': (world, step) =>
    atTill(world, step, ({ ask, dice, world: { house } }) => {
      const status = dice.pick(['available', 'dirty', 'out-of-service'] as const);
      ask('setTableStatus', { entity: dice.pick(house.tables), status, note: dice.pick([null, 'vino']) });
      return true;
    }),
  'make-reservation': (world, step) =>
    atTill(world, step, (at) => {
      const { ask, newId, dice } = at;
      const side = () => ({
        id: newId<'Side'>(),
        salt: Buffer.from(dice.bytes(16)).toString('hex'),
        value: `Huésped ${Buffer.from(dice.bytes(6)).toString('hex')}`,
      });
      const phone = dice.chance(0.5) ? side() : null;
      ask('makeReservation', { ...someSlot(at), reservation: newId(), name: side(), phone });
      return true;
    }),
  'change-reservation': (world, step) =>
    onReservation(world, step, (at, reservation) =>
      at.ask('changeReservation', { ...someSlot(at), reservation }),
    ),
  'cancel-reservation': (world, step) =>
    onReservation(world, step, ({ ask }, reservation) =>
      ask('cancelReservation', { reservation, reason: 'enfermo' }),
    ),
  'seat-reservation': (world, step) =>
    onReservation(world, step, (at, reservation) => {
      const order = busyOrder(at);
      if (order !== undefined) at.ask('seatReservation', { reservation, order });
    }),
  'mark-no-show': (world, step) =>
    onReservation(world, step, ({ ask }, reservation) => ask('markNoShow', { reservation })),
  'raise-task': (world, step) =>
    atTill(world, step, ({ ask, newId, dice, till, world: { house } }) => {
      const due = dice.chance(0.3) ? till.clock.now() + HOUR_MS : null;
      const assignedTo = dice.pick([null, 'can_sell']);
      ask('raiseTask', { task: newId(), title: 'Servilletas', assignedTo, due }, house.manager);
      return true;
    }),
  'finish-task': (world, step) =>
    atTill(world, step, ({ ask, dice, till, world: { house } }) => {
      const { journal, aggregates } = till.parts;
      const open = journal
        .openAggregates()
        .filter((id) => aggregates.task(id).raised !== null && aggregates.task(id).done === null);
      if (open.length === 0) return false;
      ask('finishTask', { task: dice.pick(open.slice(-BUSY)), note: 'hecho' }, house.manager);
      return true;
    }),
} satisfies Readonly<Record<string, Operation>>;

const waitingCourses = ({ lines }: OrderState) =>
  [...lines.values()].flatMap(({ course, firings, voided }) =>
    course !== null && firings.length === 0 && voided === null ? [course] : [],
  );
const hasWaitingCourse = (order: OrderState) => waitingCourses(order).length > 0;

/** A slot of the next hours at one or two of the few tables: many meet. */
function someSlot({ dice, till, world: { house } }: AtTill) {
  const first = Math.ceil(till.clock.now() / SLOT_MS) * SLOT_MS;
  const startsAt = first + dice.below(8) * SLOT_MS;
  const entities = [...new Set([dice.pick(house.tables), dice.pick(house.tables)])];
  return {
    startsAt,
    endsAt: startsAt + dice.between(1, 4) * SLOT_MS,
    guests: dice.between(1, 4),
    entities,
    note: null,
  };
}

function onReservation(
  world: Parameters<Operation>[0],
  step: Parameters<Operation>[1],
  work: (at: AtTill, reservation: string) => unknown,
): boolean {
  return atTill(world, step, (at) => {
    const booked = at.till.parts.aggregates.booked();
    if (booked.length === 0) return false;
    work(at, at.dice.pick(booked.slice(-BUSY)).reservation);
    return true;
  });
}
