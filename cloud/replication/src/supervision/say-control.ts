import type { Draft, Event } from '@beaveros/domain/journal';
import { businessDate, type Result } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';
import {
  type Appended,
  appendInTransaction,
  type AppendRefusal,
  type WriterDependencies,
} from '../journal/back-office.ts';

/**
 * Writes a fact about journals into a back-office chain, in the caller's transaction, in which it takes effect too. Its
 * business date is the day in UTC: nothing is booked on it.
 */
export async function sayControl(
  tx: Transaction,
  dependencies: WriterDependencies,
  said: {
    readonly tenant: string;
    /** null: the tenant's own chain. */
    readonly store: string | null;
    readonly actor: string | null;
    readonly command: string;
    readonly event: Draft<Event>;
  },
): Promise<Result<Appended, AppendRefusal>> {
  const { event, ...about } = said;
  const { newId, clock } = dependencies;
  return await appendInTransaction(tx, dependencies, {
    ...about,
    commandId: newId(),
    businessDate: businessDate(new Date(clock.now()).toISOString().slice(0, 10)),
    events: [event],
    expected: [],
  });
}
