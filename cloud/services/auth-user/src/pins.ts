import { ok } from '@beaveros/kit';
import type { authUserRoutes } from '@beaveros/protocol/gateway';
import type { Handlers } from '@beaveros/service-kit';
import { audit } from './audit.ts';
import type { HandlerTools } from './handler-tools.ts';
import { lockStaff, publishStoreStaff } from './store-staff.ts';
import { manageable } from './users.ts';

type PinHandlers = Pick<Handlers<typeof authUserRoutes>, 'setUserPin' | 'clearUserPin' | 'resetStorePins'>;

const SET_VERIFIER = 'update users set pin_verifier = $2, updated_at = now() where id = $1';

/** Handlers of PINs. A PIN is hashed before anything else happens to it and is never stored, logged or answered. */
export function pinHandlers({ transaction, afterHashing, acting }: HandlerTools): PinHandlers {
  return {
    setUserPin: afterHashing(
      'setUserPin',
      ({ body }) => body.pin,
      async ({ tx, identity, params: { userId }, hashed }) => {
        const found = await manageable(tx, identity, userId);
        if (!found.ok) return found;
        await tx.query(SET_VERIFIER, [userId, hashed]);
        await publishStoreStaff(tx, identity.tenantId, [userId]);
        await audit(tx, acting(identity), { action: 'user.pin-set', subjectId: userId });
        return ok({});
      },
    ),

    clearUserPin: transaction('clearUserPin', async ({ tx, identity, params: { userId } }) => {
      const found = await manageable(tx, identity, userId);
      if (!found.ok) return found;
      await tx.query(SET_VERIFIER, [userId, null]);
      await publishStoreStaff(tx, identity.tenantId, [userId]);
      await audit(tx, acting(identity), { action: 'user.pin-cleared', subjectId: userId });
      return ok({});
    }),

    // Four digits are soon guessed from a verifier on a stolen disk, so the PIN dies in every store its user works in.
    resetStorePins: transaction('resetStorePins', async ({ tx, identity, params: { storeId } }) => {
      await lockStaff(tx, identity.tenantId);
      const cleared = await tx.query<{ id: string }>(
        `update users u set pin_verifier = null, updated_at = now() where u.pin_verifier is not null and exists (
           select from user_stores a where a.tenant_id = u.tenant_id and a.user_id = u.id and a.store_id = $1) returning u.id`,
        [storeId],
      );
      await publishStoreStaff(
        tx,
        identity.tenantId,
        cleared.map((user) => user.id),
      );
      await audit(tx, acting(identity), {
        action: 'store.pins-reset',
        subjectId: storeId,
        details: { cleared: cleared.length },
      });
      return ok({ cleared: cleared.length });
    }),
  };
}
