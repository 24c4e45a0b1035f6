import type { PaymentMethodRow } from '@beaveros/domain/payment';
import { isId, ok, refuse, type Refusal, type Result } from '@beaveros/kit';
import { amountToText, type paymentRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, isDuplicate, pageOf, type Transaction } from '@beaveros/service-kit';
import { decimalToAmount, type IslandTools } from '@beaveros/service-kit/ingest';
import { and, desc, eq, gte, lt, lte } from 'drizzle-orm';
import * as z from 'zod';
import { accountHandlers } from './account-handlers.ts';
import { grantSpendHandler } from './grant-spend.ts';
import { storesSeen } from './stores-seen.ts';
import { payments, shifts } from './tables.ts';
import { zReportHandlers } from './z-report-handlers.ts';

type Method = Omit<PaymentMethodRow, 'tenantId'>;

const byId = z.tuple([z.string().refine(isId)]);
const byName = z.tuple([z.string(), z.string().refine(isId)]);

/** Handlers of payment methods, and of the lists that ingest writes. */
export function paymentHandlers(tools: IslandTools<typeof paymentRoutes>): Handlers<typeof paymentRoutes> {
  const { transaction, newId } = tools;
  return {
    grantSpend: grantSpendHandler(tools),
    ...zReportHandlers(tools),
    ...accountHandlers(tools),

    listPaymentMethods: transaction(
      'listPaymentMethods',
      async ({ tx, identity, query: { limit, cursor } }) => {
        const [name, id] = cursor === undefined ? ['', null] : decodeCursor(byName, cursor);
        const rows = await tx.query<Method>(
          `${METHOD} where tenant_id = $1 and ($3::uuid is null or (name, id) > ($2, $3)) order by name, id limit $4`,
          [identity.tenantId, name, id, limit + 1],
        );
        return ok(pageOf(rows, { limit, item: (row) => row, key: (row) => [row.name, row.id] }));
      },
    ),

    createPaymentMethod: transaction('createPaymentMethod', async ({ tx, identity, body }) => {
      const id = body.id ?? newId();
      const written = await uniquely(() =>
        tx.execute(
          'insert into payment_methods (tenant_id, id, name, type, is_active) values ($1, $2, $3, $4, $5)',
          [identity.tenantId, id, body.name, body.type, body.isActive],
        ),
      );
      return written.ok ? ok((await methodById(tx, identity.tenantId, id))!) : written;
    }),

    changePaymentMethod: transaction(
      'changePaymentMethod',
      async ({ tx, identity, params: { id }, body }) => {
        const written = await uniquely(() =>
          tx.execute(
            `update payment_methods set name = coalesce($3, name), is_active = coalesce($4, is_active), updated_at = now()
           where tenant_id = $1 and id = $2`,
            [identity.tenantId, id, body.name ?? null, body.isActive ?? null],
          ),
        );
        if (!written.ok) return written;
        const method = await methodById(tx, identity.tenantId, id);
        return method === undefined ? refuse({ code: 'payment-method/not-found' }) : ok(method);
      },
    ),

    listPayments: transaction('listPayments', async ({ tx, identity, query }) => {
      const { limit, cursor, storeId, shiftId, orderId, from, to } = query;
      const after = cursor === undefined ? undefined : decodeCursor(byId, cursor)[0];
      const rows = await tx.drizzle
        .select()
        .from(payments)
        .where(
          and(
            eq(payments.tenantId, identity.tenantId),
            storesSeen(payments.storeId, identity, storeId),
            shiftId === undefined ? undefined : eq(payments.shiftId, shiftId),
            orderId === undefined ? undefined : eq(payments.orderId, orderId),
            from === undefined ? undefined : gte(payments.businessDate, from as never),
            to === undefined ? undefined : lte(payments.businessDate, to as never),
            after === undefined ? undefined : lt(payments.id, after),
          ),
        )
        .orderBy(desc(payments.id))
        .limit(limit + 1);
      const item = ({
        tenantId: _tenant,
        currencyCode,
        currencyExponent,
        ...row
      }: (typeof rows)[number]) => ({
        ...row,
        currency: currencyCode,
        amount: text(row.amount, currencyExponent),
        tendered: text(row.tendered, currencyExponent),
        change: text(row.change, currencyExponent),
        tip: text(row.tip, currencyExponent),
        rounding: text(row.rounding, currencyExponent),
      });
      return ok(pageOf(rows, { limit, item, key: (row) => [row.id] }));
    }),

    listShifts: transaction('listShifts', async ({ tx, identity, query }) => {
      const { limit, cursor, storeId, from, to } = query;
      const after = cursor === undefined ? undefined : decodeCursor(byId, cursor)[0];
      const rows = await tx.drizzle
        .select()
        .from(shifts)
        .where(
          and(
            eq(shifts.tenantId, identity.tenantId),
            storesSeen(shifts.storeId, identity, storeId),
            from === undefined ? undefined : gte(shifts.businessDate, from as never),
            to === undefined ? undefined : lte(shifts.businessDate, to as never),
            after === undefined ? undefined : lt(shifts.id, after),
          ),
        )
        .orderBy(desc(shifts.id))
        .limit(limit + 1);
      const item = ({
        tenantId: _tenant,
        currencyCode,
        currencyExponent,
        ...row
      }: (typeof rows)[number]) => ({
        ...row,
        currency: currencyCode,
        float: text(row.float, currencyExponent),
      });
      return ok(pageOf(rows, { limit, item, key: (row) => [row.id] }));
    }),
  };
}

const METHOD = 'select id, name, type, is_active as "isActive" from payment_methods';

async function methodById(tx: Transaction, tenantId: string, id: string): Promise<Method | undefined> {
  const [row] = await tx.query<Method>(`${METHOD} where tenant_id = $1 and id = $2`, [tenantId, id]);
  return row;
}

async function uniquely<T>(write: () => Promise<T>): Promise<Result<T, Refusal<'payment-method/duplicate'>>> {
  try {
    return ok(await write());
  } catch (error) {
    if (isDuplicate(error)) return refuse({ code: 'payment-method/duplicate' });
    throw error;
  }
}

function text(amount: string, exponent: number): string {
  return amountToText(decimalToAmount(amount, exponent), exponent);
}
