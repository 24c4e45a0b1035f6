import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { id, instant } from '@beaveros/kit';
import { issueAccessToken, verifyAccessToken } from '@beaveros/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSecrets } from './secrets.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beaveros-secrets-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));
const open = (hasData = false) => openSecrets(dir, { hasData });

describe('openSecrets', () => {
  it('makes them once and finds the same again, in a file that only its owner reads', async () => {
    const made = await open();
    const found = await open(true);
    expect(found.databaseSecret).toBe(made.databaseSecret);
    expect(found.sealKey).toEqual(made.sealKey);
    expect(made.sealKey).toHaveLength(32);
    expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).toBe(0o600);
    const who = {
      kind: 'terminal',
      tenantId: id<'tenant'>(ID),
      storeId: id<'store'>(ID),
      terminalId: id<'terminal'>(ID),
      epoch: 1,
    } as const;
    const now = instant(1_795_000_000_000);
    const token = await issueAccessToken(made.signingKey, who, now, 60_000);
    expect(await verifyAccessToken([found.signingKey], token, now)).toEqual({ ok: true, value: who });
  });

  it('are the same for processes that start at once, and leave no draft behind', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => open()));
    expect(new Set(all.map(({ databaseSecret }) => databaseSecret)).size).toBe(1);
    expect(await readdir(dir)).toEqual(['secrets.json']);
  });

  it('are not made anew beside data that was sealed with lost ones', async () => {
    await expect(open(true)).rejects.toMatchObject({ code: 'host/secrets-lost' });
    expect(await readdir(dir)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('are refused when others may read them', async () => {
    await open();
    await chmod(join(dir, 'secrets.json'), 0o640);
    await expect(open()).rejects.toMatchObject({ code: 'host/secrets-readable' });
  });

  it.each([
    ['', ''],
    ['{"v":1', ''],
    ['{"v":2}', 'v'],
  ])('are refused when damaged, and stay as they are: %j', async (text, field) => {
    const path = join(dir, 'secrets.json');
    await writeFile(path, text, { mode: 0o600 });
    await expect(open()).rejects.toMatchObject({
      code: 'host/secrets-damaged',
      ...(field === '' ? {} : { field }),
    });
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

const ID = '0192f0c0-0000-7000-8000-00000000000a';
