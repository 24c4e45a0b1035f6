import { zId } from '@beaveros/domain/scalars';
import * as z from 'zod';

/**
 * What a live route says when something of its list changed: where, and nothing of what. The caller asks again.
 * `storeId` null: ask again whatever the store; it is also said when a change may have been missed.
 */
export const zChanged = z.strictObject({ storeId: zId().nullable() });
export type Changed = z.output<typeof zChanged>;

/** What every live route may refuse besides the rest: the person, or the service, has as many streams as it can. */
export const LIVE_ERRORS = ['live/too-many'] as const;
