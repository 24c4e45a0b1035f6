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

  it('is compared with the same work when there is none, and never found right', async () => {
    const real = await hashSecret('some password');
    const time = async (hashed: string | undefined) => {
      const startedAt = performance.now();
      for (let turn = 0; turn < 4; turn += 1) expect(await isSecret(hashed, 'a guess')).toBe(false);
      return performance.now() - startedAt;
    };
    await time(real);
    const [known, unknown] = [await time(real), await time(undefined)];
    // A short cut would take microseconds; noise on a busy machine stays within a factor of five.
    expect(unknown).toBeGreaterThan(known / 5);
  });
});
