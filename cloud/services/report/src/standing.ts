import { type Fold, foldAll, type Recorded } from '@beaveros/domain/journal';
import type { OrderEvent } from '@beaveros/domain/order';
import { contributionOf, REPORT_READS } from '@beaveros/domain/report';
import type { ContributionRow } from './tables.ts';

interface Closes {
  /** Lines that a standing document has. */
  readonly lines: ReadonlySet<string>;
  readonly standing: readonly ContributionRow[];
}

/**
 * The documents of an order that stand: of two closes that share a line the first in canonical order (design section 5).
 * One that shares none is a supplementary check and stands too.
 */
const closesFold: Fold<Closes> = {
  initial: () => ({ lines: new Set(), standing: [] }),
  reads: REPORT_READS,
  evolve(closes, recorded) {
    const event = recorded.event as OrderEvent;
    const contribution = contributionOf(recorded);
    if (event.type !== 'order.OrderClosed' || contribution === null) return closes;
    const lines = event.body.lines.map(({ line }) => line);
    if (lines.some((line) => closes.lines.has(line))) return closes;
    const { document, event: eventId, order, tenant, store, terminal, currency, ...figures } = contribution;
    const ids = {
      documentId: document,
      eventId,
      orderId: order,
      tenantId: tenant,
      storeId: store,
      terminalId: terminal,
    };
    const row = { ...figures, ...ids, currencyCode: currency.code, currencyExponent: currency.exponent };
    return { lines: new Set([...closes.lines, ...lines]), standing: [...closes.standing, row] };
  },
};

/** What the standing documents of an order add to the reports. */
export function standingContributions(order: string, facts: readonly Recorded[]): readonly ContributionRow[] {
  return foldAll(closesFold, order, facts).state.standing;
}
