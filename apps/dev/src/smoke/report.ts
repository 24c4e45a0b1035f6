import { decimalToScaled } from '@beaveros/kit';
import type { HouseTenant } from '../house/house.ts';
import { until } from '../house/until.ts';
import type { Document } from './cash-sale.ts';

const CAUGHT_UP_TIMEOUT_MS = 30_000;

/** Waits until the report counts exactly these documents, each once, and their total. */
export async function untilReported(tenant: HouseTenant, documents: readonly Document[]): Promise<void> {
  const total = documents.reduce((all, document) => all + document.total, 0);
  const lines = documents.reduce((all, document) => all + document.lines.length, 0);
  const dates = documents.map((document) => document.businessDate).sort();
  const seen: { last?: unknown } = {};
  await until(
    async () => {
      const sales = await tenant.api.call('readSales', { query: { from: dates[0]!, to: dates.at(-1)! } });
      const [sum] = sales.totals;
      seen.last = sum;
      const agrees =
        sum !== undefined &&
        sum.documents === documents.length &&
        sum.lines === lines &&
        decimalToScaled(sum.total, documents[0]!.currency.exponent) === total;
      return agrees ? true : undefined;
    },
    {
      what: `the report counts ${documents.length} documents, ${total} minor units`,
      timeoutMs: CAUGHT_UP_TIMEOUT_MS,
    },
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; the report says ${JSON.stringify(seen.last)}`, { cause: error });
  });
}

/** Waits until the order service lists exactly these documents. */
export async function untilListed(tenant: HouseTenant, documents: readonly Document[]): Promise<void> {
  const wanted = documents.map((document) => document.document).sort();
  await until(
    async () => {
      const listed = await tenant.api.all('listDocuments', {});
      const ids = listed.map((document) => document.id).sort();
      return JSON.stringify(ids) === JSON.stringify(wanted) ? true : undefined;
    },
    { what: `the order service lists ${documents.length} documents`, timeoutMs: CAUGHT_UP_TIMEOUT_MS },
  );
}
