import { describe, expect, it } from 'vitest';
import { initialsOf } from './initials.ts';

describe('initials', () => {
  it('are of the first and the last name', () => {
    expect(initialsOf('Lucía Prado')).toBe('LP');
    expect(initialsOf('Ana María de la Cruz')).toBe('AC');
    expect(initialsOf('coco')).toBe('C');
  });

  it('keep a letter whole that is written in two units', () => {
    expect(initialsOf('𝒜da')).toBe('𝒜');
    expect(initialsOf('  ')).toBe('');
  });
});
