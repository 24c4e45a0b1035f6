import { ORDER_READING } from '@beaveros/order/sim';
import { PAYMENT_READING } from '@beaveros/payment/sim';
import { PRODUCT_CATALOG_READING } from '@beaveros/product-catalog/sim';
import { REPORT_READING } from '@beaveros/report/sim';
import { SERVICE_ENTITY_READING } from '@beaveros/service-entity/sim';
import type { Feed, FeedHead, Reading } from '@beaveros/service-kit/ingest';
import { WORKFLOW_READING } from '@beaveros/workflow/sim';
import type { CloudService } from './world-view.ts';

export type FollowingService = Exclude<CloudService, 'replication'>;

/** What each service reads of the journal. */
export const READINGS: Readonly<Record<FollowingService, Reading>> = {
  order: ORDER_READING,
  payment: PAYMENT_READING,
  workflow: WORKFLOW_READING,
  report: REPORT_READING,
  'product-catalog': PRODUCT_CATALOG_READING,
  'service-entity': SERVICE_ENTITY_READING,
};
export const FOLLOWING_SERVICES = Object.keys(READINGS) as readonly FollowingService[];

/** What a service would log; failures are seen in what it folds. */
export const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** A tenant's heads in one order, so that a seed always follows the same chain first. */
export async function sortedHeads(feed: Feed, tenant: string): Promise<readonly FeedHead[]> {
  const heads = await feed.heads();
  return heads.filter((head) => head.tenant === tenant).toSorted((a, b) => (a.chain < b.chain ? -1 : 1));
}
