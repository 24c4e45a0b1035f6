import { describe, expect, it } from 'vitest';
import { pageKind, pageUrl } from './origin.ts';

describe('pageKind', () => {
  it('knows our two pages, with what a page adds behind them', () => {
    expect(pageKind(pageUrl('till'))).toBe('till');
    expect(pageKind(`${pageUrl('kitchen')}#board`)).toBe('kitchen');
    expect(pageKind('beaver://app/till/')).toBe('till');
  });

  it.each([
    'https://app/till/index.html',
    'beaver://evil/till/index.html',
    'beaver://app.evil/till/index.html',
    'beaver://user@app:1/till/index.html',
    'beaver://app/till/../other/index.html',
    'beaver://app/pictures/00',
    'file:///till/index.html',
    'data:text/html,till',
    'about:blank',
    'not a url',
    '',
  ])('knows nothing of %s', (url) => {
    expect(pageKind(url)).toBeNull();
  });
});
