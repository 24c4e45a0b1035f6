import { createHash } from 'node:crypto';
import { ok, refuse } from '@beaveros/kit';
import {
  PICTURE_BYTES_MAX,
  PICTURE_SIDE_MAX,
  PICTURE_URL,
  type productCatalogRoutes,
} from '@beaveros/protocol/gateway';
import type { Handlers, Transaction } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';
import { pictureForm } from './picture-form.ts';

/** Of one tenant: a picture for each of the largest assortments that has pictures, and 10 GB at the very most. */
const PICTURES_MAX = 20_000;

const HASH = /^[0-9a-f]{64}$/;

/** Handlers of pictures: kept by their hash, given to whoever of the tenant asks for it. */
export function pictureHandlers({
  transaction,
}: IslandTools<typeof productCatalogRoutes>): Pick<
  Handlers<typeof productCatalogRoutes>,
  'createPicture' | 'readPicture'
> {
  return {
    createPicture: transaction('createPicture', async ({ tx, identity, body }) => {
      const field = 'body.base64';
      const bytes = Buffer.from(body.base64, 'base64');
      if (bytes.length > PICTURE_BYTES_MAX)
        return refuse({ code: 'picture/too-large', field, bytesMax: PICTURE_BYTES_MAX });
      const form = pictureForm(bytes);
      if (form === null) return refuse({ code: 'picture/not-a-picture', field });
      if (Math.max(form.width, form.height) > PICTURE_SIDE_MAX)
        return refuse({ code: 'picture/too-large', field, sideMax: PICTURE_SIDE_MAX });
      const hash = createHash('sha256').update(bytes).digest();
      const { tenantId } = identity;
      const [counted] = await tx.query<{ kept: number }>(
        'select count(*)::int as kept from pictures where tenant_id = $1 and hash <> $2',
        [tenantId, hash],
      );
      if (counted!.kept >= PICTURES_MAX) return refuse({ code: 'picture/too-many', max: PICTURES_MAX });
      await tx.execute(
        `insert into pictures (tenant_id, hash, content_type, bytes) values ($1, $2, $3, $4)
         on conflict (tenant_id, hash) do nothing`,
        [tenantId, hash, form.type, bytes],
      );
      const name = hash.toString('hex');
      return ok({ hash: name, url: `/v1/pictures/${name}` });
    }),

    readPicture: transaction('readPicture', async ({ tx, identity, params: { hash } }) => {
      if (!HASH.test(hash)) return refuse({ code: 'picture/not-found' });
      const [found] = await tx.query<{ type: string; bytes: Uint8Array }>(
        `select content_type as type, bytes from pictures where tenant_id = $1 and hash = decode($2, 'hex')`,
        [identity.tenantId, hash],
      );
      return found === undefined ? refuse({ code: 'picture/not-found' }) : ok({ ...found, hash });
    }),
  };
}

/** Whether an item may name this as its picture: none, or one that the tenant has. */
export async function isPictureOf(
  tx: Transaction,
  tenantId: string,
  imageUrl: string | null,
): Promise<boolean> {
  if (imageUrl === null) return true;
  const hash = PICTURE_URL.exec(imageUrl)?.[1];
  if (hash === undefined) return false;
  const rows = await tx.query("select from pictures where tenant_id = $1 and hash = decode($2, 'hex')", [
    tenantId,
    hash,
  ]);
  return rows.length === 1;
}
