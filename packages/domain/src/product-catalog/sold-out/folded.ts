import type { SoldOutState } from './state.ts';

/** An item that a store has run out of. Whoever reads it compares `until` with the time. */
export interface SoldOutFolded {
  readonly itemId: string;
  readonly storeId: string;
  readonly tenantId: string;
  readonly eventId: string;
  readonly until: number | null;
  readonly since: number;
  readonly markedBy: string | null;
}

/** One row per store in which the item is marked, also where its time may be over. */
export function soldOutRows({ item, tenant, marks }: SoldOutState): {
  readonly soldOut: readonly SoldOutFolded[];
} {
  if (tenant === null) return { soldOut: [] };
  return {
    soldOut: [...marks].flatMap(([storeId, mark]) =>
      mark === null
        ? []
        : [
            {
              itemId: item,
              storeId,
              tenantId: tenant,
              eventId: mark.event,
              until: mark.until,
              since: mark.since,
              markedBy: mark.by,
            },
          ],
    ),
  };
}
