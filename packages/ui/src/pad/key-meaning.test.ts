import { describe, expect, it } from 'vitest';
import { keyMeaning, type KeySituation } from './key-meaning.ts';

const PLAIN: KeySituation = { place: 'elsewhere', extra: null, canClear: true, canSubmit: true };

describe('a key on the keyboard', () => {
  it.each(['0', '1', '5', '9'] as const)('%s is a digit', (digit) => {
    expect(keyMeaning(digit, PLAIN)).toEqual({ kind: 'digit', digit });
  });

  it.each(['F1', 'a', ' ', 'Escape', 'Tab', '.', ',', '٣'])('%s is left alone', (key) => {
    expect(keyMeaning(key, PLAIN)).toBeNull();
  });

  it('deletes, clears and submits', () => {
    expect(keyMeaning('Backspace', PLAIN)).toEqual({ kind: 'delete' });
    expect(keyMeaning('Delete', PLAIN)).toEqual({ kind: 'clear' });
    expect(keyMeaning('Enter', PLAIN)).toEqual({ kind: 'submit' });
  });

  it('writes a point by point or comma, where the pad has one', () => {
    for (const key of ['.', ','])
      expect(keyMeaning(key, { ...PLAIN, extra: '.' })).toEqual({ kind: 'digit', digit: '.' });
    expect(keyMeaning('.', { ...PLAIN, extra: '00' })).toBeNull();
  });

  it('means nothing while somebody types in a field', () => {
    for (const key of ['1', 'Backspace', 'Delete', 'Enter', '.'])
      expect(keyMeaning(key, { ...PLAIN, extra: '.', place: 'field' })).toBeNull();
  });

  it('never submits from a button, nor where there is nothing to submit or clear', () => {
    expect(keyMeaning('Enter', { ...PLAIN, place: 'button' })).toBeNull();
    expect(keyMeaning('7', { ...PLAIN, place: 'button' })).toEqual({ kind: 'digit', digit: '7' });
    expect(keyMeaning('Enter', { ...PLAIN, canSubmit: false })).toBeNull();
    expect(keyMeaning('Delete', { ...PLAIN, canClear: false })).toBeNull();
  });
});
