import { describe, expect, it } from 'vitest';
import { hashSecret, isSecret } from './secrets.ts';

describe('a hashed secret', () => {
  it('is an Argon2id string of 19 MiB, two passes, one lane, salted anew each time', async () => {
    const [one, two] = [await hashSecret('1234'), await hashSecret('1234')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await isSecret(one, '1234')).toBe(true);
    expect(await isSecret(one, '1235')).toBe(false);
  });

  it('does not depend on how an accent was typed', async () => {
    expect(await isSecret(await hashSecret('caf\u00e9'), 'cafe\u0301')).toBe(true);
  });

  it('is never found right when there is none', async () => {
    expect(await isSecret(undefined, 'a guess')).toBe(false);
    expect(await isSecret(undefined, '')).toBe(false);
  });
});
