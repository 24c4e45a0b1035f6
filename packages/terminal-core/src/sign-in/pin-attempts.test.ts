import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from '@beaveros/kit';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PIN_MIGRATIONS, PinAttemptsFile, triesLeft } from './pin-attempts.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'beaver-pins-'));
});
afterEach(() => rmSync(dir, { recursive: true }));
const path = () => join(dir, 'pin-attempts.sqlite');
const NOW = instant(1_000_000);

describe('wrong PINs', () => {
  it('cost a wait from the third on, doubled each time, five minutes at most', () => {
    using attempts = new PinAttemptsFile(path());
    const waits = Array.from({ length: 12 }, () => attempts.wrong('ana', NOW).lockedUntil - NOW);
    expect(waits.slice(0, 5)).toEqual([-NOW, -NOW, 5_000, 10_000, 20_000]);
    expect(Math.max(...waits)).toBe(300_000);
    expect(triesLeft(attempts.of('ana'))).toBe(0);
  });

  it('are counted by person, and a right one wipes them', () => {
    using attempts = new PinAttemptsFile(path());
    attempts.wrong('ana', NOW);
    expect(triesLeft(attempts.of('ana'))).toBe(2);
    expect(triesLeft(attempts.of('ben'))).toBe(3);
    attempts.right('ana');
    expect(triesLeft(attempts.of('ana'))).toBe(3);
  });

  it('are remembered over a restart: version 1 keeps them on disk', () => {
    expect(PIN_MIGRATIONS.map(({ version }) => version)).toEqual([1]);
    const first = new PinAttemptsFile(path());
    for (let tries = 0; tries < 3; tries += 1) first.wrong('ana', NOW);
    first[Symbol.dispose]();
    using again = new PinAttemptsFile(path());
    expect(again.of('ana')).toEqual({ wrong: 3, lockedUntil: NOW + 5_000 });
  });

  it('of a later build are refused', () => {
    new PinAttemptsFile(path())[Symbol.dispose]();
    const later = new Database(path());
    later.pragma('user_version = 99');
    later.close();
    expect(() => new PinAttemptsFile(path())).toThrow(
      expect.objectContaining({ code: 'store/newer-than-code' }),
    );
  });
});
