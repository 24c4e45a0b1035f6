import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { es } from './es.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Every literal that looks like a key: `'pay.exact'`. Those put together from a code are checked by their types. */
const USED = /'([a-z][A-Za-z]*(?:\.[A-Za-z-]+)+)'/g;

type Strings = { readonly [key: string]: string | Strings };

function leaves(strings: Strings, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(strings).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as const] : leaves(value, `${path}${key}.`),
  );
}

const gapsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, gap]) => gap!).sort();

describe('the strings', () => {
  const english = new Map(leaves(en));
  const spanish = new Map(leaves(es));

  it('have the same gaps in both languages', () => {
    const differing = [...english].filter(
      ([key, text]) => gapsOf(text).join() !== gapsOf(spanish.get(key) ?? '').join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('are said in Spanish where English says something', () => {
    const missing = [...english.keys()].filter((key) => (spanish.get(key) ?? '') === '');
    expect(missing).toEqual([]);
    expect([...spanish.keys()].filter((key) => !english.has(key))).toEqual([]);
  });

  it('exist for every key that a screen asks for', () => {
    const groups = new Set(Object.keys(en));
    const asked = globSync('**/*.tsx', { cwd: ROOT }).flatMap((file) =>
      [...readFileSync(`${ROOT}/${file}`, 'utf8').matchAll(USED)].map(([, key]) => `${file}: ${key}`),
    );
    const unknown = asked.filter((found) => {
      const key = found.split(': ')[1]!;
      // A list of words is asked for as a whole.
      const isKnown = [key, `${key}_one`, `${key}.0`].some((each) => english.has(each));
      return groups.has(key.split('.')[0]!) && !isKnown;
    });
    expect(asked.length).toBeGreaterThan(50);
    expect(unknown).toEqual([]);
  });
});
