import { decimalToScaled, isId, ok, refuse } from '@beaveros/kit';
import { type productCatalogRoutes, scaledToText, type Tax } from '@beaveros/protocol/gateway';
import { decodeCursor, type Handlers, pageOf, type Transaction, uniquely } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import * as z from 'zod';
import { changed } from './changed.ts';
import { itemsWithTax, publishTillItems } from './publish-till-items.ts';

type TaxHandlers = Pick<Handlers<typeof productCatalogRoutes>, 'listTaxes' | 'createTax' | 'changeTax'>;

const byPlace = z.tuple([z.int(), z.string().refine(isId)]);

/** Handlers of taxes. */
export function taxHandlers({ transaction, newId }: IslandTools<typeof productCatalogRoutes>): TaxHandlers {
  return {
    listTaxes: transaction('listTaxes', async ({ tx, identity, query: { limit, cursor } }) => {
      const [place, id] = cursor === undefined ? [0, null] : decodeCursor(byPlace, cursor);
      const rows = await tx.query<Tax>(
        `${TAX} where tenant_id = $1 and ($3::uuid is null or (sequence, id) > ($2, $3)) order by sequence, id limit $4`,
        [identity.tenantId, place, id, limit + 1],
      );
      return ok(pageOf(rows, { limit, item: toTax, key: (row) => [row.sequence, row.id] }));
    }),

    createTax: transaction('createTax', async ({ tx, identity, body }) => {
      const id = body.id ?? newId();
      const {
        name,
        rate,
        mode,
        compound = false,
        sequence = 0,
        rounding = 'per_line',
        isActive = true,
        isDefault = false,
      } = body;
      const written = await uniquely('tax/duplicate', () =>
        tx.execute(
          `insert into taxes (tenant_id, id, name, rate, mode, compound, sequence, rounding, is_active, is_default)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [identity.tenantId, id, name, rate, mode, compound, sequence, rounding, isActive, isDefault],
        ),
      );
      return written.ok ? ok((await taxById(tx, identity.tenantId, id))!) : written;
    }),

    changeTax: transaction('changeTax', async ({ tx, identity, params: { id }, body }) => {
      const before = await taxById(tx, identity.tenantId, id);
      if (before === undefined) return refuse({ code: 'tax/not-found' });
      const { name, rate, mode, compound, sequence, rounding, isActive, isDefault } = changed<Tax>(
        before,
        body,
      );
      const written = await uniquely('tax/duplicate', () =>
        tx.execute(
          `update taxes set name = $3, rate = $4, mode = $5, compound = $6, sequence = $7, rounding = $8, is_active = $9,
             is_default = $10, updated_at = now() where tenant_id = $1 and id = $2`,
          [identity.tenantId, id, name, rate, mode, compound, sequence, rounding, isActive, isDefault],
        ),
      );
      if (!written.ok) return written;
      // Items carry their taxes in the order of the sequence.
      await publishTillItems(tx, identity.tenantId, await itemsWithTax(tx, identity.tenantId, id));
      return ok((await taxById(tx, identity.tenantId, id))!);
    }),
  };
}

const TAX = `select id, name, rate, mode, compound, sequence, rounding, is_active as "isActive", is_default as "isDefault"
  from taxes`;

/** Locked where it is changed: two who change it at once do not undo each other. */
async function taxById(tx: Transaction, tenantId: string, id: string): Promise<Tax | undefined> {
  const [row] = await tx.query<Tax>(`${TAX} where tenant_id = $1 and id = $2 for update`, [tenantId, id]);
  return row === undefined ? undefined : toTax(row);
}

function toTax(row: Tax): Tax {
  return { ...row, rate: scaledToText(decimalToScaled(row.rate, 6)!, 6) };
}
