import { type CouponReader, couponLimit, couponTask, usesBeyond } from '@beaveros/domain/product-catalog';
import { taskRaised } from '@beaveros/domain/workflow';
import { derivedId, type Id, type Instant } from '@beaveros/kit';
import type { Arrived } from '../journal/index.ts';
import type { Desk } from './command.ts';
import { readableEverywhere } from './readable-everywhere.ts';

const USED = 'product-catalog.CouponUsed';

/**
 * What this till knows of limited coupons: the limit by the rows, the uses by the journal. undefined: a till of the store
 * could not read a use, so none is counted: sales never wait for an update.
 */
export function couponUses(desk: Desk): CouponReader | undefined {
  if (desk.mayWrite?.(USED, 1) === false) return undefined;
  return {
    limit: (coupon) => couponLimit(coupon, desk.rows.catalogue.rules()),
    uses: (coupon) => desk.aggregates.couponUses(coupon),
  };
}

/** Coupons that somebody used in these entries. */
export function couponsUsedIn(arrived: readonly Pick<Arrived, 'recorded'>[]): ReadonlySet<string> {
  const used = arrived
    .flatMap(({ recorded }) => recorded)
    .filter(({ event }) => event.type === USED)
    .map(({ event }) => event.aggregate as string);
  return new Set(used);
}

/** Coupons that have a limit by the rows: what a till looks through when it starts. */
export function limitedCoupons(desk: Desk): readonly string[] {
  const rules = desk.rows.catalogue.rules();
  return rules.filter(({ id }) => couponLimit(id, rules) !== null).map(({ id }) => id);
}

/**
 * Raises a task for each use beyond its limit that this till wrote itself while it was apart: its money stands, and a person
 * looks. An entry of its own with no actor; ids come from the use, so that a repetition or a cloned disk raises it once.
 */
export function raiseCouponTasks(desk: Desk, coupons: Iterable<string>, now: Instant): void {
  const place = desk.till.place();
  // Revoked: nobody reads what it would write.
  if (place === null || desk.journal.isFenced) return;
  const businessDate = desk.till.businessDateAt(now, place.store);
  for (const coupon of coupons) {
    const state = desk.aggregates.couponUses(coupon);
    for (const use of usesBeyond(state).filter(({ terminal }) => terminal === desk.till.id)) {
      const task = couponTask(coupon, use);
      const commandId = derivedId<'Command'>(task, 'raise');
      if (desk.journal.ownEntryOf(commandId) !== null) continue;
      const raised = taskRaised({
        task,
        kind: 'coupon-beyond-limit',
        // A name and a number: which words go with the kind, each screen says in its language.
        title: `${state.name.slice(0, NAME_MAX)}: ${state.usesMax}`,
        cause: use.order,
        assignedTo: null,
        due: null,
      });
      const events = readableEverywhere(desk, [raised]);
      // It waits for the update of that till, until the next start or use.
      if (!events.ok) return;
      const entry = { commandId, command: 'raiseTask', actor: null as Id<'User'> | null, businessDate };
      desk.journal.append({ ...entry, events: events.value, sides: [], counters: [] }, now);
    }
  }
}

/** Names are cut so that the limit behind them still fits a title. */
const NAME_MAX = 200;
