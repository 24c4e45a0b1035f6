import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronBinary } from './electron-binary.ts';

describe('electronBinary', () => {
  let dist: string;
  beforeEach(() => {
    dist = mkdtempSync(join(tmpdir(), 'beaveros-electron-'));
  });
  afterEach(() => rmSync(dist, { recursive: true }));

  it('finds one that stands where the environment says', () => {
    const name = process.platform === 'win32' ? 'electron.exe' : 'electron';
    writeFileSync(join(dist, name), '');
    expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: dist })).toBe(join(dist, name));
  });

  it('is null where there is none, and downloads nothing', () => {
    expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: dist })).toBeNull();
  });
});
