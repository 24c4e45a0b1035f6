import { isId, ok, type Refusal, refuse } from '@beaveros/kit';
import type { PriceRule, PriceRuleBody, productCatalogRoutes } from '@beaveros/protocol/gateway';
import {
  decodeCursor,
  type Handlers,
  type Identity,
  pageOf,
  type Transaction,
  uniquely,
} from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';
import { unknownLink } from './rule-links.ts';

type PriceRuleHandlers = Pick<
  Handlers<typeof productCatalogRoutes>,
  'listPriceRules' | 'readPriceRule' | 'createPriceRule' | 'changePriceRule'
>;

const byName = z.tuple([z.string(), z.string().refine(isId)]);
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** Handlers of price rules. Whoever has some stores sees every rule and writes those of these stores. */
export function priceRuleHandlers({
  transaction,
  newId,
}: IslandTools<typeof productCatalogRoutes>): PriceRuleHandlers {
  return {
    listPriceRules: transaction(
      'listPriceRules',
      async ({ tx, identity, query: { limit, cursor, kind } }) => {
        const [name, id] = cursor === undefined ? ['', LOWEST_ID] : decodeCursor(byName, cursor);
        const rows = await tx.query<PriceRule>(
          `${RULE} where tenant_id = $1 and (name, id) > ($2, $3::uuid) and ($4::text is null or kind = $4)
         order by name, id limit $5`,
          [identity.tenantId, name, id, kind ?? null, limit + 1],
        );
        return ok(pageOf(rows, { limit, item: (row) => row, key: (row) => [row.name, row.id] }));
      },
    ),

    readPriceRule: transaction('readPriceRule', async ({ tx, identity, params: { id } }) => {
      const [rule] = await tx.query<PriceRule>(`${RULE} where tenant_id = $1 and id = $2`, [
        identity.tenantId,
        id,
      ]);
      return rule === undefined ? refuse({ code: 'price-rule/not-found' }) : ok(rule);
    }),

    createPriceRule: transaction('createPriceRule', async ({ tx, identity, body }) => {
      const refusal = await wrongIn(tx, identity, body);
      if (refusal !== null) return refuse(refusal);
      const id = body.id ?? newId();
      const written = await uniquely('price-rule/duplicate', () =>
        tx.execute(
          `insert into price_rules (tenant_id, id, kind, store_id, name, rule, valid_from, valid_to, weekdays, times, is_active)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
          [identity.tenantId, id, body.kind, ...valuesOf(body)],
        ),
      );
      return written.ok ? ok((await lockedById(tx, identity.tenantId, id))!) : written;
    }),

    changePriceRule: transaction('changePriceRule', async ({ tx, identity, params: { id }, body }) => {
      const before = await lockedById(tx, identity.tenantId, id);
      if (before === undefined) return refuse({ code: 'price-rule/not-found' });
      if (before.kind !== body.kind) return refuse({ code: 'price-rule/kind-fixed', field: 'body.kind' });
      if (!mayWrite(identity, before.storeId)) return refuse({ code: 'price-rule/forbidden' });
      const refusal = await wrongIn(tx, identity, body);
      if (refusal !== null) return refuse(refusal);
      await tx.execute(
        `update price_rules set store_id = $3, name = $4, rule = $5, valid_from = $6, valid_to = $7, weekdays = $8,
           times = $9, is_active = $10, version = version + 1, updated_at = now() where tenant_id = $1 and id = $2`,
        [identity.tenantId, id, ...valuesOf(body)],
      );
      return ok((await lockedById(tx, identity.tenantId, id))!);
    }),
  };
}

const RULE = `select id, store_id as "storeId", kind, name, rule, valid_from::text as "validFrom", valid_to::text as "validTo",
  weekdays, times, is_active as "isActive", version from price_rules`;

/** Locked: two who change it at once do not undo each other unseen. */
async function lockedById(tx: Transaction, tenantId: string, id: string): Promise<PriceRule | undefined> {
  const rows = await tx.query<PriceRule>(`${RULE} where tenant_id = $1 and id = $2 for update`, [
    tenantId,
    id,
  ]);
  return rows[0];
}

/** What the schema cannot see: whose store it is, dates that are turned round, ids that name nothing. */
async function wrongIn(
  tx: Transaction,
  identity: Extract<Identity, { kind: 'user' }>,
  body: PriceRuleBody,
): Promise<(Refusal & { readonly field: string }) | null> {
  const { storeId, validFrom, validTo } = body;
  if (!mayWrite(identity, storeId)) return { code: 'price-rule/forbidden', field: 'body.storeId' };
  if (validFrom !== null && validTo !== null && validTo < validFrom)
    return { code: 'price-rule/dates-reversed', field: 'body.validTo' };
  const field = await unknownLink(tx, identity.tenantId, body.rule);
  return field === null ? null : { code: 'price-rule/link-unknown', field };
}

function mayWrite({ storeIds }: Extract<Identity, { kind: 'user' }>, storeId: string | null): boolean {
  return storeIds === 'all' || storeIds.some((each) => each === storeId);
}

/** `store_id` to `is_active`, in the order of both statements. */
function valuesOf({
  storeId,
  name,
  rule,
  validFrom,
  validTo,
  weekdays,
  times,
  isActive,
}: PriceRuleBody): unknown[] {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return [storeId, name, json(rule), validFrom, validTo, json(weekdays), json(times), isActive];
}
