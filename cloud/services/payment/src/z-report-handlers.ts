import { isId, ok, refuse } from '@beaveros/kit';
import { amountToText, type paymentRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf } from '@beaveros/service-kit';
import { decimalToAmount, type IslandTools } from '@beaveros/service-kit/ingest';
import { and, desc, eq, gte, lt, lte } from 'drizzle-orm';
import * as z from 'zod';
import { storesSeen } from './stores-seen.ts';
import { zReports } from './tables.ts';

const byId = z.tuple([z.string().refine(isId)]);

/** Handlers of the Zs that ingest writes. */
export function zReportHandlers({
  transaction,
}: Pick<IslandTools<typeof paymentRoutes>, 'transaction'>): Pick<
  Handlers<typeof paymentRoutes>,
  'listZReports' | 'readZReport'
> {
  return {
    listZReports: transaction('listZReports', async ({ tx, identity, query }) => {
      const { limit, cursor, storeId, terminalId, from, to } = query;
      const after = cursor === undefined ? undefined : decodeCursor(byId, cursor)[0];
      const rows = await tx.drizzle
        .select()
        .from(zReports)
        .where(
          and(
            eq(zReports.tenantId, identity.tenantId),
            storesSeen(zReports.storeId, identity, storeId),
            terminalId === undefined ? undefined : eq(zReports.terminalId, terminalId),
            from === undefined ? undefined : gte(zReports.businessDate, from as never),
            to === undefined ? undefined : lte(zReports.businessDate, to as never),
            after === undefined ? undefined : lt(zReports.id, after),
          ),
        )
        .orderBy(desc(zReports.id))
        .limit(limit + 1);
      return ok(pageOf(rows, { limit, item: listed, key: (row) => [row.id] }));
    }),

    readZReport: transaction('readZReport', async ({ tx, identity, params: { id } }) => {
      const [row] = await tx.drizzle
        .select()
        .from(zReports)
        .where(
          and(
            eq(zReports.tenantId, identity.tenantId),
            storesSeen(zReports.storeId, identity),
            eq(zReports.id, id),
          ),
        );
      if (row === undefined) return refuse({ code: 'z-report/not-found' });
      return ok({ ...listed(row), report: JSON.parse(row.body) as Record<string, unknown> });
    }),
  };
}

function listed({
  tenantId: _tenant,
  body: _body,
  currencyCode,
  currencyExponent,
  ...row
}: typeof zReports.$inferSelect) {
  const text = (amount: string) => amountToText(decimalToAmount(amount, currencyExponent), currencyExponent);
  return {
    ...row,
    currency: currencyCode,
    net: text(row.net),
    tax: text(row.tax),
    total: text(row.total),
    expected: text(row.expected),
    counted: row.counted === null ? null : text(row.counted),
    variance: row.variance === null ? null : text(row.variance),
  };
}
