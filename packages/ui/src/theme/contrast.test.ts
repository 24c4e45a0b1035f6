import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { composited, contrast, oklchToRgb, type Rgb, readColor } from './_contrast.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const LIGHT = tokensOf('@theme static');
const THEMES = {
  light: LIGHT,
  dark: tokensOf("[data-theme='dark']"),
  contrast: tokensOf("[data-theme='contrast']"),
};

/** WCAG 2.2: 1.4.3 for text, 1.4.11 for what shows where a control is and which has the focus. */
const TEXT_MIN = 4.5;
const PART_MIN = 3;

const GROUNDS = ['canvas', 'surface', 'raised', 'sunken'];
const TONES = ['accent', 'ok', 'warn', 'danger', 'info'];
const SOFT = ['brand-soft', ...TONES.map((tone) => `${tone}-soft`)];

/** [what is read, what it stands on] */
const TEXT_PAIRS: readonly (readonly [string, string])[] = [
  ...['ink', 'ink-2', 'ink-3', 'brand', 'brand-strong', ...TONES].flatMap((text) =>
    GROUNDS.map((ground) => [text, ground] as const),
  ),
  ...['ink', 'ink-2', 'ink-3'].flatMap((text) => SOFT.map((ground) => [text, ground] as const)),
  ...TONES.map((tone) => [tone, `${tone}-soft`] as const),
  ...TONES.map((tone) => ['surface', tone] as const),
  ['brand', 'brand-soft'],
  ['brand-strong', 'brand-soft'],
  ['on-brand', 'brand'],
  ['on-brand', 'brand-strong'],
  ['on-danger', 'danger-solid'],
  ['canvas', 'ink'],
];
const PART_PAIRS: readonly (readonly [string, string])[] = [
  ...['line-strong', 'focus', 'brand', 'danger'].flatMap((part) =>
    GROUNDS.map((ground) => [part, ground] as const),
  ),
  ['focus', 'brand-soft'],
];

describe.each(Object.entries(THEMES))('the %s theme', (_name, tokens) => {
  it.each(TEXT_PAIRS)('can be read: %s on %s', (text, ground) => {
    expect(contrast(solid(tokens, text), solid(tokens, ground))).toBeGreaterThanOrEqual(TEXT_MIN);
  });

  it.each(PART_PAIRS)('can be made out: %s on %s', (part, ground) => {
    expect(contrast(solid(tokens, part), solid(tokens, ground))).toBeGreaterThanOrEqual(PART_MIN);
  });

  it.each(GROUNDS)('keeps text and borders clear on a control over %s', (ground) => {
    const control = composited(token(tokens, 'control'), solid(tokens, ground));
    for (const text of ['ink', 'ink-2', 'ink-3'])
      expect(contrast(solid(tokens, text), control), text).toBeGreaterThanOrEqual(TEXT_MIN);
    expect(contrast(solid(tokens, 'line-strong'), control)).toBeGreaterThanOrEqual(PART_MIN);
  });

  it('can be read on a tile of any hue', () => {
    const lightness = Number(/--tile-lightness: ([\d.]+)/.exec(tokens.text)?.[1]);
    for (let hue = 0; hue < 360; hue += 5)
      expect(
        contrast(solid(tokens, 'ink'), oklchToRgb(lightness, 0.055, hue)),
        `hue ${hue}`,
      ).toBeGreaterThanOrEqual(TEXT_MIN);
  });

  it('has every token of the light theme', () => {
    expect([...tokens.colors.keys()].sort()).toEqual([...LIGHT.colors.keys()].sort());
  });
});

interface Tokens {
  readonly text: string;
  readonly colors: ReadonlyMap<string, string>;
}

function tokensOf(selector: string): Tokens {
  const start = css.indexOf(`${selector} {`);
  const text = css.slice(start, css.indexOf('\n}', start));
  const colors = new Map(
    [...text.matchAll(/--color-([a-z0-9-]+): (#[0-9a-f]{6,8});/g)].map((match) => [match[1]!, match[2]!]),
  );
  return { text, colors };
}

function token(tokens: Tokens, name: string) {
  const hex = tokens.colors.get(name);
  if (hex === undefined) throw new Error(`no token ${name}`);
  return readColor(hex);
}

function solid(tokens: Tokens, name: string): Rgb {
  const { rgb, alpha } = token(tokens, name);
  expect(alpha, `${name} is opaque`).toBe(1);
  return rgb;
}
