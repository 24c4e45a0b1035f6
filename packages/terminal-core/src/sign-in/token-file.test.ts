import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instant, instant } from '@beaveros/kit';
import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TOKEN_MIGRATIONS, TokenFile } from './token-file.ts';

const HOUR_MS = 3_600_000;
let dir: string;
let now: Instant;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beaver-tokens-'));
  now = instant(1_000_000_000);
});
afterEach(() => rmSync(dir, { recursive: true }));
const path = () => join(dir, 'tokens.sqlite');

function open({ max = 3 }: { readonly max?: number } = {}): TokenFile {
  return new TokenFile({
    path: path(),
    max,
    idleMs: 12 * HOUR_MS,
    clock: { now: () => now },
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
  });
}

const pass = (ms: number) => {
  now = instant(now + ms);
};

describe('a token', () => {
  it('speaks for its subject, over a restart too, and only its hash is on disk', () => {
    const first = open();
    const token = first.add('ana');
    expect(first.subjectOf(token)).toBe('ana');
    expect(first.subjectOf(`${token}x`)).toBeNull();
    first[Symbol.dispose]();
    expect(readFileSync(path()).includes(token)).toBe(false);
    using again = open();
    expect(again.subjectOf(token)).toBe('ana');
  });

  it('ends when it is deleted, over a restart too', () => {
    const first = open();
    const token = first.add('ana');
    first.delete(token);
    expect(first.subjectOf(token)).toBeNull();
    first[Symbol.dispose]();
    using again = open();
    expect(again.subjectOf(token)).toBeNull();
  });

  it('ends after twelve idle hours, and each use begins them anew, on disk too', () => {
    const first = open();
    const token = first.add('ana');
    pass(11 * HOUR_MS);
    expect(first.subjectOf(token)).toBe('ana');
    first[Symbol.dispose]();
    pass(11 * HOUR_MS);
    using again = open();
    expect(again.subjectOf(token)).toBe('ana');
    pass(12 * HOUR_MS);
    expect(again.subjectOf(token)).toBeNull();
  });

  it('that was used longest ago makes room for a new one', () => {
    using file = open();
    const [one, two, three] = [file.add('1'), file.add('2'), file.add('3')];
    pass(1);
    file.subjectOf(one);
    const four = file.add('4');
    expect([one, two, three, four].map((token) => file.subjectOf(token))).toEqual(['1', null, '3', '4']);
  });

  it('is not shortened by a clock that was set back', () => {
    using file = open();
    const token = file.add('ana');
    pass(-HOUR_MS);
    expect(file.subjectOf(token)).toBe('ana');
    pass(12 * HOUR_MS);
    expect(file.subjectOf(token)).toBe('ana');
  });
});

describe('the file of tokens', () => {
  it('begins anew when it is damaged', () => {
    writeFileSync(path(), 'not a database at all, and longer than a header of SQLite would be'.repeat(20));
    using file = open();
    expect(file.subjectOf(file.add('ana'))).toBe('ana');
  });

  it('of a later build is refused; version 1 is known', () => {
    expect(TOKEN_MIGRATIONS.map(({ version }) => version)).toEqual([1]);
    open()[Symbol.dispose]();
    const later = new Database(path());
    later.pragma('user_version = 99');
    later.close();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'store/newer-than-code' }));
  });
});
