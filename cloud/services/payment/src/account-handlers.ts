import { amountMinor, isId, ok, refuse } from '@beaveros/kit';
import { amountToText, type paymentRoutes } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf } from '@beaveros/service-kit';
import { decimalToAmount, type IslandTools } from '@beaveros/service-kit/ingest';
import { and, desc, eq, getTableColumns, ilike, isNotNull, type SQL, sql } from 'drizzle-orm';
import * as z from 'zod';
import { accountDecisions } from './account-decisions.ts';
import { POINTS_EXPONENT } from './account-entries.ts';
import { accountMovements, accounts } from './account-tables.ts';
import { storesSeen } from './stores-seen.ts';

const zRowId = z.string().refine(isId);
const byLabel = z.tuple([z.string(), zRowId]);
const byMoment = z.tuple([z.int(), zRowId]);

type AccountHandlers = Pick<
  Handlers<typeof paymentRoutes>,
  'listAccounts' | 'readAccount' | 'listAccountMovements' | 'adjustAccount' | 'releaseAccountGrant'
>;

/** Handlers of stored value: the tenant's, so every store's people with the permission see an account and its balance. */
export function accountHandlers(tools: IslandTools<typeof paymentRoutes>): AccountHandlers {
  const { transaction } = tools;
  return {
    ...accountDecisions(tools),

    listAccounts: transaction('listAccounts', async ({ tx, identity: { tenantId }, query }) => {
      const { limit, cursor, kind, label, customerId, overdrawn } = query;
      const [afterLabel, afterId] = cursor === undefined ? [null, null] : decodeCursor(byLabel, cursor);
      const rows = await tx.drizzle
        .select()
        .from(accounts)
        .where(
          and(
            eq(accounts.tenantId, tenantId),
            kind === undefined ? undefined : eq(accounts.kind, kind),
            label === undefined ? undefined : ilike(accounts.label, `%${literal(label)}%`),
            customerId === undefined ? undefined : eq(accounts.customerId, customerId),
            overdrawn === 'true' ? isNotNull(accounts.overdrawnTaskId) : undefined,
            afterLabel === null
              ? undefined
              : sql`(${accounts.label}, ${accounts.id}) > (${afterLabel}, ${afterId}::uuid)`,
          ),
        )
        .orderBy(accounts.label, accounts.id)
        .limit(limit + 1);
      return ok(pageOf(rows, { limit, item: listed, key: (row) => [row.label, row.id] }));
    }),

    readAccount: transaction('readAccount', async ({ tx, identity: { tenantId }, params: { id } }) => {
      const [row] = await tx.drizzle
        .select()
        .from(accounts)
        .where(and(eq(accounts.tenantId, tenantId), eq(accounts.id, id)));
      if (row === undefined) return refuse({ code: 'account/not-found' });
      const granted = await tx.query<OpenGrant>(GRANTED, [tenantId, id]);
      const exponent = row.currencyExponent ?? POINTS_EXPONENT;
      return ok({
        ...listed(row),
        granted: granted.map(({ amount, grantedAt, ...grant }) => ({
          ...grant,
          amount: amountToText(amountMinor(amount), exponent),
          grantedAt: Number(grantedAt),
        })),
      });
    }),

    listAccountMovements: transaction(
      'listAccountMovements',
      async ({ tx, identity, params: { id }, query: { limit, cursor, storeId } }) => {
        const [at, after] = cursor === undefined ? [null, null] : decodeCursor(byMoment, cursor);
        const rows = await tx.drizzle
          .select(SHOWN)
          .from(accountMovements)
          .where(
            and(
              eq(accountMovements.tenantId, identity.tenantId),
              eq(accountMovements.accountId, id),
              storesSeen(accountMovements.storeId, identity, storeId),
              at === null ? undefined : behind(at, after),
            ),
          )
          .orderBy(desc(accountMovements.movedAt), desc(accountMovements.id))
          .limit(limit + 1);
        return ok(pageOf(rows, { limit, item: moved, key: (row) => [row.movedAt, row.id] }));
      },
    ),
  };
}

// What a ledger keeps beside the movement for itself is not shown.
const {
  commandId: _command,
  clock: _clock,
  chain: _chain,
  seq: _seq,
  idx: _idx,
  lineId: _line,
  grantId: _grant,
  deltaMinor: _minor,
  ...SHOWN
} = getTableColumns(accountMovements);
type MovedRow = Pick<typeof accountMovements.$inferSelect, keyof typeof SHOWN>;

interface OpenGrant {
  readonly grant: string;
  readonly terminalId: string;
  readonly amount: number;
  /** A bigint, in text. */
  readonly grantedAt: string;
}

const GRANTED = `
select g ->> 'grant' as grant, g ->> 'terminal' as "terminalId", (g ->> 'amount')::bigint as amount,
  (select m.author ->> 'at' from account_marks m where m.tenant_id = t.tenant_id and m.account_id = t.id
    and m.grant_id = (g ->> 'grant')::uuid and m.type = 'payment.SpendGranted'
    order by m.clock, m.chain, m.seq, m.idx limit 1) as "grantedAt"
from till_accounts t cross join jsonb_array_elements(t.granted) g where t.tenant_id = $1 and t.id = $2 order by 1`;

function behind(at: number, id: string): SQL {
  return sql`(${accountMovements.movedAt}, ${accountMovements.id}) < (to_timestamp(${at}::bigint / 1000.0), ${id}::uuid)`;
}

/** What LIKE would take for a pattern is meant as it is written. */
function literal(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function listed({ tenantId: _tenant, currencyCode, currencyExponent, ...row }: typeof accounts.$inferSelect) {
  const text = textIn(currencyExponent);
  return {
    ...row,
    currency: currencyCode,
    creditLimit: text(row.creditLimit),
    balance: text(row.balance),
    available: text(row.available),
    overdrawn: text(row.overdrawn),
  };
}

function moved({
  tenantId: _tenant,
  accountId: _account,
  currencyCode: _code,
  currencyExponent,
  delta,
  ...row
}: MovedRow) {
  return { ...row, delta: textIn(currencyExponent)(delta) };
}

function textIn(exponent: number | null): (amount: string) => string {
  const digits = exponent ?? POINTS_EXPONENT;
  return (amount) => amountToText(decimalToAmount(amount, digits), digits);
}
