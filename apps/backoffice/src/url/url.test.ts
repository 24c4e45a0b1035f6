import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { homeSearch, itemsSearch, ordersSearch, sheetSearch, signInSearch } from './page-search.ts';
import { backward, onward, trailOf } from './page-trail.ts';
import { ownPath, parseSearch, stringifySearch } from './search-text.ts';

const ID = '0192f4c0-0000-7000-8000-000000000001';

describe('the search part of a URL', () => {
  it('comes back as it was, whatever people search for', () => {
    const search = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }));
    fc.assert(
      fc.property(search, (search) => {
        // A URL holds no lone surrogate and no prototype.
        const fields = Object.fromEntries(
          Object.entries(search).map(([key, value]) => [key.toWellFormed(), value.toWellFormed()]),
        );
        expect(parseSearch(stringifySearch(fields))).toEqual(fields);
      }),
    );
  });

  it('is plain text, and leaves out what is not chosen', () => {
    const search = { search: '42', sort: 'price', open: undefined, category: '' };
    expect(stringifySearch(search)).toBe('?search=42&sort=price');
    expect(stringifySearch({ sort: undefined })).toBe('');
  });
});

describe('a page reads from its URL', () => {
  it('what it knows, and nothing else', () => {
    expect(
      itemsSearch(
        parseSearch(`search= flan &sort=price&order=desc&category=${ID}&active=false&open=new&x=1`),
      ),
    ).toEqual({
      search: 'flan',
      sort: 'price',
      order: 'desc',
      category: ID,
      active: 'false',
      cursor: undefined,
      open: 'new',
    });
    expect(ordersSearch(parseSearch(`status=open&store=${ID}&from=2026-02-28&to=2026-02-29`))).toEqual({
      status: 'open',
      store: ID,
      from: '2026-02-28',
      to: undefined,
      cursor: undefined,
    });
  });

  it('defaults where somebody wrote nonsense', () => {
    const nothing = {
      search: undefined,
      sort: undefined,
      order: undefined,
      category: undefined,
      active: undefined,
      cursor: undefined,
      open: undefined,
    };
    expect(
      itemsSearch({ sort: 'colour', order: 'up', category: 'drop table', active: 1, open: '../..' }),
    ).toEqual(nothing);
    expect(itemsSearch({ sort: 'name', cursor: 'c'.repeat(501) })).toEqual(nothing);
    expect(homeSearch({ store: 7 })).toEqual({ store: undefined });
    expect(sheetSearch({ open: ID })).toEqual({ open: ID });
    expect(signInSearch({ tenant: ' casa-castor ', next: '' })).toEqual({
      tenant: 'casa-castor',
      next: undefined,
    });
  });
});

describe('after sign-in', () => {
  it.each([
    ['/catalogue/items?search=flan', '/catalogue/items?search=flan'],
    [undefined, '/'],
    ['', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example/', '/'],
    ['/sign-in?next=/x', '/'],
  ])('%j leads to %s', (next, path) => {
    expect(ownPath(next)).toBe(path);
  });
});

describe('paging', () => {
  it('back leads through the pages that led forward', () => {
    const pages = ['c1', 'c2', 'c3'];
    let trail: readonly string[] = [];
    let cursor: string | undefined;
    for (const next of pages) {
      trail = onward(trail, cursor);
      cursor = next;
    }
    const seen: (string | undefined)[] = [];
    for (;;) {
      const before = backward(trail, cursor);
      if (before === null) break;
      ({ trail, cursor } = before);
      seen.push(cursor);
    }
    expect(seen).toEqual(['c2', 'c1', undefined]);
  });

  it('of a shared URL leads to the first page, and of a very long way ends there too', () => {
    expect(backward([], 'c9')).toEqual({ cursor: undefined, trail: [] });
    expect(backward([], undefined)).toBeNull();
    let trail: readonly string[] = [];
    for (let page = 0; page < 1_000; page += 1) trail = onward(trail, `c${page}`);
    expect(trail).toHaveLength(100);
  });

  it.each([[null], [{}], [{ trail: 'c1' }], [{ trail: [1] }], ['x']])(
    'of %j is at its beginning',
    (state) => {
      expect(trailOf(state)).toEqual([]);
    },
  );
});
