import { isFault, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { isDuplicate } from './postgres-errors.ts';

/** Runs a write; a name, SKU or id that is taken becomes a refusal with this code. */
export async function uniquely<T, Code extends string>(
  code: Code,
  write: () => Promise<T>,
): Promise<Result<T, Refusal<Code>>> {
  try {
    return ok(await write());
  } catch (error) {
    if (isDuplicate(error)) return refuse({ code });
    throw error;
  }
}

/** Runs a write of links; one that leads nowhere becomes a refusal with this code. */
export async function linked<T, Code extends string>(
  code: Code,
  write: () => Promise<T>,
): Promise<Result<T, Refusal<Code>>> {
  try {
    return ok(await write());
  } catch (error) {
    if (isFault(error, 'database/missing-reference')) return refuse({ code });
    throw error;
  }
}
