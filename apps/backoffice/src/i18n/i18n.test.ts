import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import { problemText } from '../api/problem-text.ts';
import { en } from './en.ts';
import { es } from './es.ts';

/** Every sentence by its key: `home.title`. */
function sentences(
  tree: object,
  path: readonly string[] = [],
): readonly (readonly [key: string, text: string])[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[[...path, name].join('.'), value] as const]
      : sentences(value as object, [...path, name]),
  );
}

const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();

describe('the words', () => {
  it('say the same facts in both languages', () => {
    const spanish = new Map(sentences(es));
    for (const [key, text] of sentences(en))
      expect([key, places(spanish.get(key) ?? '')]).toEqual([key, places(text)]);
  });

  it('are never empty, and none was left in the other language', () => {
    const spanish = new Map(sentences(es));
    const same = sentences(en).filter(([key, text]) => text === '' || text === spanish.get(key));
    // What is written alike in both.
    expect(same.map(([key]) => key)).toEqual([
      'person.languages.en',
      'person.languages.es',
      'common.no',
      'pageTitle',
      'orders.total',
      'order.total',
      'order.taxExcluded',
      'items.sku',
      'item.sku',
    ]);
  });
});

describe('a problem in words', () => {
  const said = async (language: string, problem: object) => {
    const i18n = createInstance();
    await i18n.init({ lng: language, resources: { en: { translation: en }, es: { translation: es } } });
    return problemText(
      i18n.t,
      { code: 'x', status: 400, field: null, details: {}, ...problem },
      { age: (ms) => `${ms} ms`, known: (code) => i18n.exists(`problems.${code}.title`) },
    );
  };

  it('has its facts in it', async () => {
    const locked = { code: 'auth/too-many', details: { retryAfterMs: 3_200 } };
    expect(await said('en', locked)).toEqual({
      title: 'Too many tries',
      text: 'This name is locked. Try again in 4000 ms.',
    });
    const missing = { code: 'permission/missing', details: { permission: 'can_view_orders' } };
    expect((await said('es', missing)).text).toBe('Pide a un administrador el permiso de ver los pedidos.');
    expect((await said('en', { code: 'request/invalid', field: 'body.sku' })).text).toBe('Check sku.');
  });

  it('of a code that this build does not know names it', async () => {
    expect((await said('en', { code: 'item/haunted' })).text).toBe('The server says item/haunted.');
  });

  it('leaves no place unfilled, whatever the code', async () => {
    for (const code of Object.keys(en.problems)) {
      const { title, text } = await said('es', { code });
      expect(`${title} ${text}`).not.toMatch(/\{\{|\}\}|problems\./);
    }
  });
});
