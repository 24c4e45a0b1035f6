import { type Algorithm, hash, verify } from '@node-rs/argon2';

// OWASP Password Storage Cheat Sheet, first Argon2id configuration: 19 MiB, two passes, one lane. 19 to 33 ms a hash on a
// two-core machine (measured 2026-11), off the main thread.
const ARGON2ID = {
  // Argon2id. A `const enum` of a declaration file has no value at run time.
  algorithm: 2 as Algorithm,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

/** A password or PIN as an Argon2id PHC string with a salt of its own; the till verifies PINs with the same string. */
export async function hashSecret(secret: string): Promise<string> {
  return await hash(secret.normalize('NFKC'), ARGON2ID);
}

/**
 * Whether `secret` is the one that was hashed. Without a hash (unknown user) it does the same work and answers false, so
 * that time does not tell who exists.
 */
export async function isSecret(hashed: string | undefined, secret: string): Promise<boolean> {
  const isRight = await verify(hashed ?? NOBODYS, secret.normalize('NFKC'), ARGON2ID);
  return hashed !== undefined && isRight;
}

/** Same cost as a real one; nobody knows its password. Pinned by a test, so that a change of cost changes it too. */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$OfKHLHzb56r9Owm/5hWZsA$tQYa7+S6zInQ+OM56yLbevyJb7xinIN050leWQTc//o';
