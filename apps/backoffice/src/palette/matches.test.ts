import { expect, it } from 'vitest';
import { matches } from './matches.ts';

it.each([
  ['Artículos', 'articulos', true],
  ['New item', 'NEW it', true],
  ['New item', 'it ne', true],
  ['Appearance: Dark', 'dark', true],
  ['Appearance: Dark', 'ark', true],
  ['Orders', '', true],
  ['Orders', 'items', false],
  ['New item', 'new tax', false],
])('%j is found by %j: %s', (name, typed, isFound) => {
  expect(matches(name, typed)).toBe(isFound);
});
