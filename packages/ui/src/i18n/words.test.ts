import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { es } from './es.ts';

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '');

describe('the words of the components', () => {
  it('are the same in both languages: every key, no other', () => {
    expect(Object.keys(es)).toEqual(Object.keys(en));
  });

  it.each(Object.keys(en) as (keyof typeof en)[])('%s: says something, with the same placeholders', (key) => {
    expect(en[key].trim()).not.toBe('');
    expect(es[key].trim()).not.toBe('');
    expect(placeholders(es[key])).toEqual(placeholders(en[key]));
  });

  it('have both plural forms where they have one', () => {
    const keys = Object.keys(en);
    for (const key of keys.filter((key) => key.endsWith('_one')))
      expect(keys).toContain(key.replace('_one', '_other'));
  });
});
