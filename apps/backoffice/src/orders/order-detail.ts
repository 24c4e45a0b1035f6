import type { Answer } from '../api/routes.ts';

/** One order with its lines and receipts, as the order service tells it. */
export type OrderDetail = Answer<'readOrder'>;
