import type { Identity } from '@beaveros/service-kit';
import { eq, inArray, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

type User = Extract<Identity, { kind: 'user' }>;

/** The stores a person may see, or the one of them that was asked for (the route has checked that the token names it). */
export function storesSeen(column: PgColumn, identity: User, storeId?: string): SQL | undefined {
  if (storeId !== undefined) return eq(column, storeId);
  return identity.storeIds === 'all' ? undefined : inArray(column, [...identity.storeIds]);
}
