import { type Id, type Instant, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';

/** Honest slips of the thumb cost nothing. */
const FREE_ATTEMPTS = 5;
/** Doubling from a second: after some ten more attempts a guesser has four tries an hour. */
const LOCK_MAX_S = 15 * 60;
/** Afterwards a name starts anew; also how long a row is kept. */
const FORGET_AFTER_S = 24 * 60 * 60;
/** Rows of names nobody tried again, swept with each attempt: more than are made. */
const SWEPT_PER_ATTEMPT = 20;

export type AttemptRefusal = Refusal<'auth/too-many'> & { readonly retryAfterMs: number };

/**
 * Takes one attempt for a user name, before the password is looked at, so that a hundred guesses at once are counted like
 * a hundred in a row. Names that do not exist count alike. Refused while the name is locked.
 */
export async function takeAttempt(
  tx: Transaction,
  {
    tenantId,
    username,
    now,
  }: { readonly tenantId: Id<'tenant'>; readonly username: string; readonly now: Instant },
): Promise<Result<null, AttemptRefusal>> {
  const at = new Date(now);
  await tx.query(SWEEP, [new Date(now - FORGET_AFTER_S * 1_000), SWEPT_PER_ATTEMPT]);
  const values = [tenantId, username, at, FREE_ATTEMPTS, LOCK_MAX_S, FORGET_AFTER_S];
  if ((await tx.execute(TAKE, values)) === 1) return ok(null);
  const [row] = await tx.query<{ locked_until: Date }>(
    'select locked_until from sign_in_attempts where tenant_id = $1 and username = $2',
    [tenantId, username],
  );
  // A success between the two statements removes the row: then the next try is free.
  return refuse({
    code: 'auth/too-many',
    retryAfterMs: row === undefined ? 0 : row.locked_until.getTime() - now,
  });
}

/** After a success. */
export async function clearAttempts(
  tx: Transaction,
  tenantId: Id<'tenant'>,
  username: string,
): Promise<void> {
  await tx.query('delete from sign_in_attempts where tenant_id = $1 and username = $2', [tenantId, username]);
}

const TAKE = `
insert into sign_in_attempts as a (tenant_id, username, attempts, last_at, locked_until) values ($1, $2, 1, $3, $3)
on conflict (tenant_id, username) do update set last_at = $3,
  attempts = case when a.last_at < $3::timestamptz - make_interval(secs => $6) then 1 else least(a.attempts + 1, 1000) end,
  locked_until = $3::timestamptz + make_interval(secs => case
    when a.last_at < $3::timestamptz - make_interval(secs => $6) or a.attempts + 1 < $4 then 0
    else least(power(2, least(a.attempts + 1 - $4, 20)), $5) end)
where a.locked_until <= $3`;

const SWEEP = `
delete from sign_in_attempts where (tenant_id, username) in (
  select tenant_id, username from sign_in_attempts where last_at < $1 order by last_at limit $2 for update skip locked)`;
