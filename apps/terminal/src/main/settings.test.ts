import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('readSettings', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'beaveros-settings-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const written = (text: string) => {
    const path = join(dir, 'settings.json');
    writeFileSync(path, text);
    return path;
  };

  it('is one till window without a file', () => {
    expect(readSettings(join(dir, 'none.json'))).toEqual({
      isKiosk: false,
      windows: [{ kind: 'till', display: 0 }],
    });
  });

  it('is what the file says', () => {
    const settings = { isKiosk: true, windows: [{ kind: 'kitchen', display: 1 }] };
    expect(readSettings(written(JSON.stringify(settings)))).toEqual(settings);
  });

  it.each([
    ['no JSON', '{', ''],
    ['an unknown kind', '{"windows":[{"kind":"bar"}]}', 'windows.0.kind'],
    ['no window', '{"windows":[]}', 'windows'],
    ['an unknown key', '{"kiosk":true}', ''],
  ])('names the field of %s', (_, text, field) => {
    expect(() => readSettings(written(text))).toThrow(
      expect.objectContaining({ code: 'shell/settings-invalid', field }),
    );
  });
});
