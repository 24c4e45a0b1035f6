import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOM = new URL('../../', import.meta.url);
const FILES = ['src', 'showcase'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, ROOM), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))
    .map((path) => `${folder}/${path}`),
);
const tokens = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const COLORS = new Set([...tokens.matchAll(/--color-([a-z0-9-]+): #/g)].map((match) => match[1]));

/** `left` where `start` is meant: it would stand on the wrong side for half of the world's scripts. */
const PHYSICAL =
  /(?<![\w-])-?(?:(?:m|p|border|rounded|scroll-m|scroll-p)[lr]-|rounded-(?:tl|tr|bl|br)-|(?:left|right)-(?:\d|auto|full|\[)|text-(?:left|right)(?![\w-])|float-(?:left|right))/;

/** Utilities that take a colour, with a word that could only be one. */
const COLOR =
  /(?:^|[\s'":])(?:bg|fill|stroke|outline|inset-ring|ring|caret|accent|text|border)-([a-z]+(?:-[a-z0-9]+)*)(?:\/\d+)?(?=[\s'"`]|$)/g;
/** What follows the same prefixes and is no colour. */
const NO_COLOR =
  /^(?:xs|sm|base|lg|xl|2xl|3xl|hero|start|end|center|left|right|none|current|transparent|inherit|wrap|nowrap|balance|pretty|ellipsis|offset-.*|separate|collapse|spacing-.*|[xytbse](?:-\d+)?|[sebtxy]-0)$/;

describe.each(FILES)('%s', (path) => {
  const source = readFileSync(new URL(path, ROOM), 'utf8');
  const strings = [...source.matchAll(/(['"`])((?:\\.|(?!\1)[^\\])*)\1/gs)].map((match) => match[2] ?? '');

  it('has no left and no right', () => {
    for (const text of strings) expect(text).not.toMatch(PHYSICAL);
  });

  it('names only colours that are tokens', () => {
    const classes = strings.filter((text) =>
      /(?:^|\s)(?:flex|grid|inline-|block|text-|bg-|rounded|border|fill-|stroke-)/.test(text),
    );
    const named = classes.flatMap((text) => [...text.matchAll(COLOR)].map((match) => match[1] ?? ''));
    expect(named.filter((name) => !NO_COLOR.test(name) && !COLORS.has(name))).toEqual([]);
  });
});

describe('the rules above', () => {
  it('would notice', () => {
    expect('pl-4').toMatch(PHYSICAL);
    expect('absolute left-0').toMatch(PHYSICAL);
    expect('text-right').toMatch(PHYSICAL);
    expect('ps-4 start-0 text-end').not.toMatch(PHYSICAL);
    expect([...'bg-red-500 text-ink'.matchAll(COLOR)].map((match) => match[1])).toEqual(['red-500', 'ink']);
    expect(COLORS.has('red-500')).toBe(false);
  });
});
