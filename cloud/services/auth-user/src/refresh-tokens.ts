import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type Id,
  type Instant,
  id,
  instant,
  isId,
  type NewId,
  ok,
  type Random,
  type Refusal,
  type Result,
  refuse,
} from '@beaveros/kit';
import type { Transaction } from '@beaveros/service-kit';

/** Somebody who opens the back office once a month still signs in each time. */
const LIFE_MS = 30 * 24 * 60 * 60 * 1_000;
const SECRET_BYTES = 32;

export interface RefreshToken {
  /** `<tenant>.<id>.<secret>`: the tenant, so that row-level security can be set before anything is read. A secret. */
  readonly text: string;
  readonly expiresAt: Instant;
}

export interface PresentedToken {
  readonly tenantId: Id<'tenant'>;
  readonly id: string;
  readonly secret: string;
}

export type RefreshRefusal = Refusal<'session/wrong-credentials' | 'session/revoked'>;

interface Minting {
  readonly tenantId: Id<'tenant'>;
  readonly userId: string;
  readonly familyId: string;
  readonly now: Instant;
  readonly newId: NewId;
  readonly random: Random;
}

/** A fresh token of a family; only its hash is stored. Sweeps what of the user's has expired. */
export async function mintRefreshToken(tx: Transaction, minting: Minting): Promise<RefreshToken> {
  const { tenantId, userId, familyId, now, newId, random } = minting;
  const tokenId = newId();
  const secret = Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
  const expiresAt = instant(now + LIFE_MS);
  await tx.query('delete from refresh_tokens where tenant_id = $1 and user_id = $2 and expires_at <= $3', [
    tenantId,
    userId,
    new Date(now),
  ]);
  await tx.query(
    `insert into refresh_tokens (id, tenant_id, user_id, family_id, secret_hash, issued_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [tokenId, tenantId, userId, familyId, hashOf(secret), new Date(now), new Date(expiresAt)],
  );
  return { text: `${tenantId}.${tokenId}.${secret}`, expiresAt };
}

/** Its parts, or null when it is no token of ours by its form. */
export function parseRefreshToken(text: string): PresentedToken | null {
  const [tenantId = '', tokenId = '', secret = '', ...more] = text.split('.');
  if (!isId(tenantId) || !isId(tokenId) || more.length > 0) return null;
  return { tenantId: id<'tenant'>(tenantId), id: tokenId, secret };
}

/**
 * Uses a token up. A token that was used before is in two hands, and nobody can tell which is the right one: its whole
 * family is revoked. So the caller must commit also when the answer is a refusal.
 */
export async function useRefreshToken(
  tx: Transaction,
  presented: PresentedToken,
  now: Instant,
): Promise<Result<{ readonly userId: string; readonly familyId: string }, RefreshRefusal>> {
  const row = await tokenRow(tx, presented);
  if (row === undefined || row.expires_at.getTime() <= now)
    return refuse({ code: 'session/wrong-credentials' });
  if (row.revoked_at !== null) return refuse({ code: 'session/revoked' });
  if (row.used_at !== null) {
    await revokeFamily(tx, { tenantId: presented.tenantId, familyId: row.family_id, now });
    return refuse({ code: 'session/revoked' });
  }
  await tx.query('update refresh_tokens set used_at = $3 where tenant_id = $1 and id = $2', [
    presented.tenantId,
    presented.id,
    new Date(now),
  ]);
  return ok({ userId: row.user_id, familyId: row.family_id });
}

/** Ends the session of a token, if it is one. */
export async function revokePresented(
  tx: Transaction,
  presented: PresentedToken,
  now: Instant,
): Promise<void> {
  const row = await tokenRow(tx, presented);
  if (row !== undefined)
    await revokeFamily(tx, { tenantId: presented.tenantId, familyId: row.family_id, now });
}

/** Ends every session of a user; access tokens given out live on for at most their ten minutes. */
export async function revokeSessionsOf(tx: Transaction, userId: string, now: Instant): Promise<void> {
  await tx.query('update refresh_tokens set revoked_at = $2 where user_id = $1 and revoked_at is null', [
    userId,
    new Date(now),
  ]);
}

async function revokeFamily(
  tx: Transaction,
  {
    tenantId,
    familyId,
    now,
  }: { readonly tenantId: string; readonly familyId: string; readonly now: Instant },
): Promise<void> {
  await tx.query(
    'update refresh_tokens set revoked_at = $3 where tenant_id = $1 and family_id = $2 and revoked_at is null',
    [tenantId, familyId, new Date(now)],
  );
}

interface TokenRow {
  readonly user_id: string;
  readonly family_id: string;
  readonly secret_hash: Buffer;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly revoked_at: Date | null;
}

/** Locked: of two that present one token at once, the second finds it used. */
async function tokenRow(
  tx: Transaction,
  { tenantId, id: tokenId, secret }: PresentedToken,
): Promise<TokenRow | undefined> {
  const [row] = await tx.query<TokenRow>(
    `select user_id, family_id, secret_hash, expires_at, used_at, revoked_at from refresh_tokens
     where tenant_id = $1 and id = $2 for update`,
    [tenantId, tokenId],
  );
  return row !== undefined && timingSafeEqual(row.secret_hash, hashOf(secret)) ? row : undefined;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
