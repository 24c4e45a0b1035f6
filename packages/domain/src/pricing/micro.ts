import { MICRO } from '@beaveros/kit';

/** One whole unit, or one major unit of a currency, in 10^-6. */
export const UNIT_MICRO = BigInt(MICRO);
