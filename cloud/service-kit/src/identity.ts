import { assert, type Id, type Instant, instant, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import {
  type CryptoKey,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import * as z from 'zod';

/** Who is calling, as the token says. Everything about tenant and stores comes from here, never from a request. */
export type Identity =
  | {
      readonly kind: 'user';
      readonly tenantId: Id<'tenant'>;
      readonly userId: Id<'user'>;
      /** Stores this person may choose; `all` of the tenant for head office. */
      readonly storeIds: readonly Id<'store'>[] | 'all';
      /** By name (domain/auth-user). */
      readonly permissions: readonly string[];
    }
  | {
      readonly kind: 'terminal';
      readonly tenantId: Id<'tenant'>;
      readonly storeId: Id<'store'>;
      readonly terminalId: Id<'terminal'>;
      /** Counts the terminal's enrolments; an older one has been replaced. */
      readonly epoch: number;
    };

/** A store may be chosen only among those the token names (design, decision 8). */
export function namesStore(identity: Identity, storeId: string): boolean {
  if (identity.kind === 'terminal') return identity.storeId === storeId;
  return identity.storeIds === 'all' || identity.storeIds.includes(storeId as Id<'store'>);
}

export interface SigningKey {
  /** Names the key in a token's header, so that keys can be replaced while tokens live. */
  readonly keyId: string;
  readonly privateKey: CryptoKey;
}

export interface PublicKey {
  readonly keyId: string;
  readonly publicKey: CryptoKey;
}

const ISSUER = 'beaveros/gateway';
const AUDIENCE = 'beaveros/cloud';
const ALGORITHM = 'EdDSA';
/** HTTP servers take 16 kB of headers in all; about 150 stores fit. Larger sets of stores are `all`. */
const TOKEN_LENGTH_MAX = 8_192;

/** An Ed25519 pair (RFC 8037) for access tokens. */
export async function generateSigningKey(keyId: string): Promise<SigningKey & PublicKey> {
  const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  return { keyId, ...pair };
}

/** The pair as a JWK with its private part: a secret, kept where only the gateway reads. */
export async function exportSigningKey(key: SigningKey): Promise<JWK> {
  return { ...(await exportJWK(key.privateKey)), kid: key.keyId, alg: ALGORITHM };
}

/** The inverse of {@link exportSigningKey}. */
export async function importSigningKey(jwk: JWK): Promise<SigningKey & PublicKey> {
  assert(jwk.kid !== undefined && jwk.d !== undefined, 'a signing key needs kid and d');
  const { d: _secret, ...open } = jwk;
  const privateKey = (await importJWK(jwk, ALGORITHM)) as CryptoKey;
  const publicKey = (await importJWK(open, ALGORITHM, { extractable: true })) as CryptoKey;
  return { keyId: jwk.kid, privateKey, publicKey };
}

/** A signed token that says who calls, valid from `now` for `ttlMs` (whole seconds count). */
export async function issueAccessToken(
  key: SigningKey,
  identity: Identity,
  now: Instant,
  ttlMs: number,
): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  const expiresAt = Math.floor((now + ttlMs) / 1000);
  assert(expiresAt > issuedAt, 'an access token lives at least a second');
  const token = await new SignJWT({ who: claimsOf.parse(identity) })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.keyId, typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key.privateKey);
  assert(
    token.length <= TOKEN_LENGTH_MAX,
    'an identity does not fit a token: use all stores, fewer permissions',
  );
  return token;
}

export type TokenRefusal = Refusal<'token/malformed' | 'token/expired' | 'token/invalid'>;

/** Who signed in, and until when that counts. */
export interface Verified {
  readonly identity: Identity;
  readonly expiresAt: Instant;
}

/** Who signed in: {@link verifyToken} without the time. */
export async function verifyAccessToken(
  publicKeys: readonly PublicKey[],
  token: string,
  now: Instant,
): Promise<Result<Identity, TokenRefusal>> {
  const verified = await verifyToken(publicKeys, token, now);
  return verified.ok ? ok(verified.value.identity) : verified;
}

/**
 * Who signed in. `token/malformed`: not a token of ours by its form; `token/expired`: was one; `token/invalid`: wrong
 * signature, key, issuer or audience, or not valid yet. The refusals say nothing more, on purpose.
 */
export async function verifyToken(
  publicKeys: readonly PublicKey[],
  token: string,
  now: Instant,
): Promise<Result<Verified, TokenRefusal>> {
  if (token.length > TOKEN_LENGTH_MAX) return refuse({ code: 'token/malformed' });
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = publicKeys.find((candidate) => candidate.keyId === kid);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key.publicKey;
      },
      {
        algorithms: [ALGORITHM],
        typ: 'at+jwt',
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'nbf'],
        currentDate: new Date(now),
        // Tokens are made and read by the same machines or by machines with NTP.
        clockTolerance: CLOCK_TOLERANCE_S,
      },
    );
    const claims = claimsOf.safeParse(payload['who']);
    if (!claims.success) return refuse({ code: 'token/malformed' });
    return ok({ identity: claims.data as Identity, expiresAt: instant(payload.exp! * 1000) });
  } catch (error) {
    return refuse({ code: codeOf(error) });
  }
}

const CLOCK_TOLERANCE_S = 5;

function codeOf(error: unknown): TokenRefusal['code'] {
  if (error instanceof errors.JWTExpired) return 'token/expired';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'token/malformed';
  if (error instanceof errors.JOSEError) return 'token/invalid';
  throw error;
}

const claimsOf = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('user'),
    tenantId: z.uuid(),
    userId: z.uuid(),
    storeIds: z.union([z.literal('all'), z.array(z.uuid())]),
    permissions: z.array(z.string().min(1).max(100)),
  }),
  z.strictObject({
    kind: z.literal('terminal'),
    tenantId: z.uuid(),
    storeId: z.uuid(),
    terminalId: z.uuid(),
    epoch: z.int().min(1),
  }),
]);
