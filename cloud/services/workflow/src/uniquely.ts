import { ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { isDuplicate } from '@beaveros/service-kit';

/** Runs a write; a name or id that is taken becomes a refusal with this code. */
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
