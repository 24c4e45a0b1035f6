import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, LIMIT_MINUTES_MAX, limitsOf, loadSettings, saveSettings } from './settings.ts';

function disk(text: string | null = null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_: string, next: string) => {
      kept = next;
    },
  };
}

describe('settings', () => {
  it('keep late behind warn, and both on the screen', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 }), (warn, late) => {
        const { warnMinutes, lateMinutes } = limitsOf({ warnMinutes: warn, lateMinutes: late });
        expect(warnMinutes).toBeGreaterThanOrEqual(1);
        expect(lateMinutes).toBeGreaterThan(warnMinutes);
        expect(lateMinutes).toBeLessThanOrEqual(LIMIT_MINUTES_MAX);
      }),
    );
    expect(limitsOf({ warnMinutes: 5, lateMinutes: 10 })).toEqual({ warnMinutes: 5, lateMinutes: 10 });
  });

  it('are read as they were written', () => {
    const storage = disk();
    const chosen = {
      limits: { warnMinutes: 3, lateMinutes: 6 },
      density: 'dense',
      hasSound: false,
      station: 'grill',
      hasAllDay: true,
    } as const;
    saveSettings(storage, chosen);
    expect(loadSettings(storage)).toEqual(chosen);
  });

  it('are the default where nothing readable was kept', () => {
    for (const text of [null, '', '{', 'null', '[]', '{"limits":{"warnMinutes":"x"}}', '{"density":7}'])
      expect(loadSettings(disk(text))).toEqual(DEFAULT_SETTINGS);
  });
});
